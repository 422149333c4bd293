/**
 * The local Azure in a process of its own, without the emulated providers: `azureProcess.ts STATE_DIRECTORY [CODE]`. Prints the environment
 * of its clients as one line of JSON. With a code of the operating system, its disk fails on command: a line of standard input is `break` or
 * `mend`, and is printed once it applies. Ends with standard input.
 */
import { createInterface } from "node:readline";
import { startLocalAzure } from "../../local/azure/server/server";
import { disk } from "../../local/azure/storage/fileSystem";
import { FailingDisk } from "./failingDisk";

const [stateDirectory = "", code] = process.argv.slice(2);
const failing = code === undefined ? undefined : new FailingDisk(Infinity, { code, isShort: true });

startLocalAzure({ stateDirectory, files: failing?.files ?? disk }).then(
  ({ environment }) => {
    console.log(JSON.stringify(environment));
    const lines = createInterface({ input: process.stdin });
    lines.on("line", (line) => {
      if (line === "break") {
        failing?.break();
      } else {
        failing?.mend();
      }
      console.log(line);
    });
    lines.on("close", () => process.exit(0));
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
