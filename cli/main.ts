/** The CLI: `npx azure-openai-wandb doctor`, `link`, `validate`, `finetune`, `files`, `sync` and `recover`. */
import { exitWithClosedOutput } from "./closedOutput";
import { createProgram } from "./commandLine/program";
import { UserError } from "./errors";
import { explainError } from "./network/explain";
import type { Explanation } from "./network/explain";
import { printError, printErrorsAsJson } from "./output";

/** With `--json`, errors are JSON too, even those of a command line that cannot be parsed. */
const json = process.argv.includes("--json");
if (json) {
  printErrorsAsJson();
}

exitWithClosedOutput();

const linesOf = ({ reason, remedy }: Explanation) => [reason, ...(remedy ? [`  ${remedy}`] : [])];

createProgram(json)
  .parseAsync()
  .catch((error: unknown) => {
    const lines = error instanceof UserError ? error.lines : linesOf(explainError(error));
    if (lines.join("") !== "") {
      printError(lines);
    }
    process.exitCode = error instanceof UserError ? error.exitCode : 2;
  });
