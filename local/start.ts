/** `npm start`: the quickstart on the local Azure, with the real Pulumi engine. Safe to run again. */
import { exitWithClosedOutput } from "../cli/closedOutput";
import { indentedLines, printError } from "../cli/output";
import { quickstart } from "./quickstart/quickstart";
import { defaultStateDirectory } from "./session/environment";
import { joinSession } from "./session/join";

async function main(): Promise<void> {
  const session = await joinSession(defaultStateDirectory);
  try {
    await quickstart(session);
  } finally {
    session.close();
  }
}

// A step is not left in the middle: pulumi up would end with it.
exitWithClosedOutput("between steps");
main().catch((error: Error) => {
  printError(["", ...indentedLines(`✖ ${error.message}`)]);
  process.exitCode = 1;
});
