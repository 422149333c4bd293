/**
 * The program of a stack and the emulated providers in one process that outlives a command: `residentProgram.ts PROGRAM RETRY_BASE
 * REQUEST_TIMEOUT`, a folder and two times in milliseconds. Prints PULUMI_DEBUG_PROVIDERS and the value of `--client`, as JSON, and
 * ends with standard input.
 */
import { startProviders } from "../../local/providers/server";
import { hostProgram } from "./programHost";

const [directory = "", ...times] = process.argv.slice(2);
const [retryBaseMs, requestTimeoutMs] = times.map(Number);

async function main(): Promise<void> {
  const [{ debugProviders }, client] = await Promise.all([
    startProviders({ environment: process.env, retryBaseMs, requestTimeoutMs }),
    hostProgram(directory),
  ]);
  console.log(JSON.stringify({ debugProviders, client }));
}

process.stdin.on("end", () => process.exit(0)).resume();
main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
