/**
 * The program of a stack and the emulated providers in one process that outlives a command: `residentProgram.ts PROGRAM RETRY_BASE
 * REQUEST_TIMEOUT`, a folder and two times in milliseconds. Starting Node and loading azure-native takes most of the time of a
 * `pulumi up` on the local Azure; with `--client` the engine runs the program here, as it does for inline programs of the Automation
 * API. Prints PULUMI_DEBUG_PROVIDERS and the value of `--client`, as JSON, and ends with standard input.
 */
import * as grpc from "@grpc/grpc-js";
import { createRequire } from "node:module";
import * as path from "node:path";
import * as automation from "@pulumi/pulumi/automation/server";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { startProviders } from "../../local/providers/server";

type RunCallback = (error: Error | null | undefined, response?: unknown) => void;

/** The Automation API's host of inline programs, for which the package declares no types. */
const { LanguageServer } = automation as unknown as {
  LanguageServer: new (program: () => Promise<unknown>) => {
    run(call: unknown, callback: RunCallback): void;
  };
};

const [directory = "", ...times] = process.argv.slice(2);
const [retryBaseMs, requestTimeoutMs] = times.map(Number);

const load = createRequire(__filename);

/** Loads `index.ts` again, which a test may have changed, and runs it. What it imports stays loaded. */
const program = (): Promise<unknown> => {
  const file = path.join(directory, "index.ts");
  delete load.cache[load.resolve(file)];
  return (load(file) as () => Promise<unknown>)();
};

const uncaughtEvents = ["unhandledRejection", "uncaughtException"] as const;

/** What a program has requested before an error that nothing catches is given this time. */
const graceMs = 1000;

/** A process of its own ends with an error that nothing catches; here the run would wait for what it never gets. */
class ProgramHost extends LanguageServer {
  override run(call: unknown, callback: RunCallback): void {
    let isEnded = false;
    const end: RunCallback = (error, response) => {
      if (!isEnded) {
        isEnded = true;
        uncaughtEvents.forEach((event) => process.off(event, onUncaught));
        callback(error, response);
      }
    };
    const onUncaught = (error: Error) => void setTimeout(() => end(error), graceMs);
    uncaughtEvents.forEach((event) => process.on(event, onUncaught));
    super.run(call, end);
  }
}

async function startLanguageHost(): Promise<string> {
  const server = new grpc.Server();
  server.addService(
    LanguageRuntimeService,
    new ProgramHost(program) as unknown as grpc.UntypedServiceImplementation,
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return `127.0.0.1:${port}`;
}

async function main(): Promise<void> {
  const [{ debugProviders }, client] = await Promise.all([
    startProviders({ environment: process.env, retryBaseMs, requestTimeoutMs }),
    startLanguageHost(),
  ]);
  console.log(JSON.stringify({ debugProviders, client }));
}

// Promises of a run that the engine has given up may still be rejected: the run has reported its error.
uncaughtEvents.forEach((event) => process.on(event, () => undefined));
process.stdin.on("end", () => process.exit(0)).resume();
main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
