/** `npm start`: the quickstart on the local Azure, with the real Pulumi engine. Safe to run again. */
import * as fs from "node:fs";
import { constants } from "node:os";
import * as path from "node:path";
import { exitWithClosedOutput } from "../cli/closedOutput";
import { indentedLines, printError } from "../cli/output";
import { lock } from "./engine/lock";
import { quickstart } from "./quickstart/quickstart";
import { interruptCommands } from "./quickstart/runCommand";
import { holdCommandLock } from "./session/commandLock";
import { defaultStateDirectory } from "./session/environment";
import { hostEnded, joinSession } from "./session/join";

/** A first start takes a minute, more on a machine that is busy. */
const otherStartTimeoutMs = 15 * 60_000;

async function main(): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!interruptCommands(signal)) {
        process.exit(128 + constants.signals[signal]);
      }
    });
  }
  fs.mkdirSync(defaultStateDirectory, { recursive: true, mode: 0o700 });
  const lockPath = path.join(defaultStateDirectory, "start.lock");
  const unlock = await lock(lockPath, "running npm start", otherStartTimeoutMs);
  await holdCommandLock(defaultStateDirectory);
  const session = await joinSession(defaultStateDirectory, {
    onHostEnd: () => hostEnded(defaultStateDirectory),
  });
  try {
    await quickstart(session, unlock);
  } finally {
    session.close();
    unlock();
  }
}

// A step is not left in the middle: pulumi up would end with it.
exitWithClosedOutput("between steps");
main().catch((error: Error) => {
  printError(["", ...indentedLines(`✖ ${error.message}`)]);
  process.exitCode = 1;
});
