/**
 * The stand-in providers in a process of their own: `providers.ts RETRY_BASE REQUEST_TIMEOUT`, so that they can be killed alone, and
 * give an Azure up sooner that does not answer. Prints the value of PULUMI_DEBUG_PROVIDERS, and ends with standard input.
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
// Whoever started it is gone.
process.stdin.on("end", () => process.exit(0)).resume();
