/**
 * A local Azure in a process of its own, whose disk fails on command: `failingAzure.ts STATE_DIRECTORY CODE`. Prints its environment as
 * one line of JSON. A line of standard input is `break` or `mend`, and is printed once it applies. Ends with standard input.
 */
import { createInterface } from "node:readline";
import { startLocalAzure } from "../../local/azure/server/server";
import { FailingDisk } from "./failingDisk";

const [stateDirectory = "", code = "ENOSPC"] = process.argv.slice(2);
const disk = new FailingDisk(Infinity, { code, isShort: true });

startLocalAzure({ stateDirectory, files: disk.files }).then(
  ({ environment }) => {
    console.log(JSON.stringify(environment));
    const lines = createInterface({ input: process.stdin });
    lines.on("line", (line) => {
      if (line === "break") {
        disk.break();
      } else {
        disk.mend();
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
