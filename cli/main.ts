/** The CLI: `npm run doctor`, `link`, `validate`, `finetune`, `sync` and `recover`. */
import { createProgram } from "./commandLine/program";
import { reasonOf, UserError } from "./errors";

/** With `--json`, errors are JSON too, even those of a command line that cannot be parsed. */
const json = process.argv.includes("--json");

createProgram(json)
  .parseAsync()
  .catch((error: unknown) => {
    const message = error instanceof UserError ? error.message : reasonOf(error);
    if (message) {
      console.error(json ? JSON.stringify({ error: message }) : message);
    }
    process.exitCode = error instanceof UserError ? error.exitCode : 2;
  });
