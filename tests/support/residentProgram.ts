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

/** The Automation API's host of inline programs, for which the package declares no types. */
const { LanguageServer } = automation as unknown as {
  LanguageServer: new (program: () => Promise<unknown>) => grpc.UntypedServiceImplementation;
};

const [directory = "", ...times] = process.argv.slice(2);
const [retryBaseMs, requestTimeoutMs] = times.map(Number);

const load = createRequire(__filename);

/** Loads `index.ts` again: a test may have changed it. What it imports stays loaded. */
const program = (): Promise<unknown> => {
  const file = path.join(directory, "index.ts");
  delete load.cache[load.resolve(file)];
  return (load(file) as () => Promise<unknown>)();
};

async function startLanguageHost(): Promise<string> {
  const server = new grpc.Server();
  server.addService(LanguageRuntimeService, new LanguageServer(program));
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
for (const event of ["unhandledRejection", "uncaughtException"] as const) {
  process.on(event, () => undefined);
}
process.stdin.on("end", () => process.exit(0)).resume();
main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
