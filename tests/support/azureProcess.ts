/**
 * The local Azure in a process of its own, without the emulated providers, which can be killed: `azureProcess.ts STATE_DIRECTORY`. Prints
 * the environment of its clients as JSON, and ends with standard input.
 */
import { startLocalAzure } from "../../local/azure/server/server";

startLocalAzure({ stateDirectory: process.argv[2]! }).then(
  ({ environment }) => console.log(JSON.stringify(environment)),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
process.stdin.on("end", () => process.exit(0)).resume();
