/**
 * The emulated providers in a process of their own, which can be killed alone: `providers.ts RETRY_BASE REQUEST_TIMEOUT`, in
 * milliseconds. Prints the value of PULUMI_DEBUG_PROVIDERS, and ends with standard input.
 */
import { startProviders } from "../../local/providers/server";

const [retryBaseMs, requestTimeoutMs] = process.argv.slice(2).map(Number);

startProviders({ environment: process.env, retryBaseMs, requestTimeoutMs }).then(
  ({ debugProviders }) => console.log(debugProviders),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
// The process that started it has ended.
process.stdin.on("end", () => process.exit(0)).resume();
