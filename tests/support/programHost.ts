/**
 * Runs the programs of stacks in this process, which outlives a command. Starting Node and loading azure-native takes most of the time
 * of a `pulumi up` on the local Azure; with `--client` the engine runs the program here, as it does for inline programs of the
 * Automation API. What a program prints and reports is as if it had a process of its own.
 */
import * as grpc from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";
import * as automation from "@pulumi/pulumi/automation/server";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { AsyncLocalStorage } from "node:async_hooks";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { inspect } from "node:util";

type RunCallback = (error: Error | null | undefined, response?: unknown) => void;
type RunCall = { request: { getPwd(): string } };

/** The Automation API's host of inline programs, for which the package declares no types. */
const { LanguageServer } = automation as unknown as {
  LanguageServer: new (program: () => Promise<unknown>) => {
    run(call: RunCall, callback: RunCallback): void;
  };
};

/**
 * Each run has connections of its own. gRPC otherwise shares those to the same host and port in the process, and an engine may get the port of an
 * earlier one: while the connection to that one waits for its next attempt, requests fail at once with UNAVAILABLE, and the SDK takes such a
 * run for one that registers nothing (`LanguageServer.run` of @pulumi/pulumi/automation/server.js leaves out errors of gRPC).
 */
const { grpcChannelOptions, grpcClientOptions } = settings as unknown as Record<string, object>;
for (const options of [grpcChannelOptions, grpcClientOptions]) {
  Object.assign(options ?? {}, { "grpc.use_local_subchannel_pool": 1 });
}

/** Loads a program again, which a test may have changed, and runs it. What it takes from node_modules stays loaded. */
async function runProgram(directory: string): Promise<unknown> {
  const load = createRequire(path.join(directory, "index.ts"));
  for (const file of Object.keys(load.cache)) {
    if (file.startsWith(directory)) {
      delete load.cache[file];
    }
  }
  try {
    const exported = load("./index.ts") as unknown;
    return typeof exported === "function" ? await (exported as () => unknown)() : exported;
  } catch (error) {
    report(error);
    // Of an error with this code the host knows that it is reported.
    throw Object.assign(new Error("the program has failed"), { code: grpc.status.CANCELLED });
  }
}

/** As `@pulumi/pulumi/cmd/run` reports an error of the program. */
function report(error: unknown): void {
  if (pulumi.RunError.isInstance(error)) {
    void pulumi.log.error(error.message);
  } else if (pulumi.ResourceError.isInstance(error)) {
    void pulumi.log.error(error.hideStack ? error.message : (error.stack ?? error.message), error.resource);
  } else {
    void pulumi.log.error(`Running program failed with an unhandled exception:\n${inspect(error)}`);
  }
}

const uncaughtEvents = ["unhandledRejection", "uncaughtException"] as const;

/** What a program has requested before an error that nothing catches is given this time. */
const graceMs = 1000;

/** Codes of requests to an engine that has ended. */
const engineGone: readonly (grpc.status | undefined)[] = [grpc.status.UNAVAILABLE, grpc.status.CANCELLED];

/** The run that an error belongs to: promises of one that the engine has given up are rejected during the next one. */
const currentRun = new AsyncLocalStorage<RunCall>();

/** A process of its own ends with an error that nothing catches; here the run would wait for what it never gets. */
class ProgramHost extends LanguageServer {
  override run(call: RunCall, callback: RunCallback): void {
    process.chdir(call.request.getPwd());
    let isEnded = false;
    let isUncaught = false;
    const end: RunCallback = (error, response) => {
      if (!isEnded) {
        isEnded = true;
        uncaughtEvents.forEach((event) => process.off(event, onUncaught));
        // A run that seems to succeed would delete what it has not registered.
        if (error || isUncaught) {
          // It is reported already.
          const failed = new RunResponse();
          failed.setBail(true);
          callback(null, failed);
        } else {
          callback(null, response);
        }
      }
    };
    const onUncaught = (error: Error) => {
      // The engine of this run responds: what no longer reaches one is of an earlier run, wherever its context was lost.
      const owner = currentRun.getStore();
      // Where the context was lost: the engine of this run responds, so that what no longer reaches one is of an earlier run.
      const isUnreachable = engineGone.includes((error as grpc.ServiceError).code);
      if (owner === undefined ? isUnreachable : owner !== call) {
        return;
      }
      isUncaught = true;
      setTimeout(() => end(error), graceMs);
    };
    uncaughtEvents.forEach((event) => process.on(event, onUncaught));
    currentRun.run(call, () => super.run(call, end));
  }
}

/**
 * Hosts the program of a folder.
 * @returns Value of `--client` for commands that run it.
 */
export async function hostProgram(directory: string): Promise<string> {
  const program = fs.realpathSync(directory) + path.sep;
  const server = new grpc.Server();
  server.addService(
    LanguageRuntimeService,
    new ProgramHost(() => runProgram(program)) as unknown as grpc.UntypedServiceImplementation,
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return `127.0.0.1:${port}`;
}

// Promises of a run that the engine has given up may still be rejected: the run has reported its error.
uncaughtEvents.forEach((event) => process.on(event, () => undefined));
process.removeAllListeners("warning");
