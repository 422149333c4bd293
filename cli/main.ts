/** The CLI: `npm run doctor`, `link`, `validate`, `finetune`, `files`, `sync` and `recover`. */
import { exitWithClosedOutput } from "./closedOutput";
import { createProgram } from "./commandLine/program";
import { reasonOf, UserError } from "./errors";
import { printError, printErrorsAsJson } from "./output";

/** With `--json`, errors are JSON too, even those of a command line that cannot be parsed. */
const json = process.argv.includes("--json");
if (json) {
  printErrorsAsJson();
}

exitWithClosedOutput();

createProgram(json)
  .parseAsync()
  .catch((error: unknown) => {
    const lines = error instanceof UserError ? error.lines : [reasonOf(error)];
    if (lines.join("") !== "") {
      printError(lines);
    }
    process.exitCode = error instanceof UserError ? error.exitCode : 2;
  });
