import { counted, UserError } from "../errors";
import { createOutput, printJson } from "../output";
import type { Output } from "../output";
import { validateTrainingFile } from "../trainingFile/validate";
import type { Validation } from "../trainingFile/validate";

/** Checks a training file before it is uploaded. @throws UserError if Azure would reject it. */
export async function validate(path: string, options: { json?: boolean }): Promise<void> {
  const output = createOutput(options);
  const result = await validateTrainingFile(path);
  const { examples, bytes, problemCount } = result;
  if (output.json) {
    printJson({ valid: problemCount === 0, ...result });
  }
  printProblems(result, output);
  if (problemCount > 0) {
    throw new UserError(output.json ? "" : `${path} is not valid: ${counted(problemCount, "problem")}.`, 1);
  }
  output.print(`✔ ${path}: ${examples} examples, ${(bytes / 1024 / 1024).toFixed(1)} MB`);
}

function printProblems({ warnings, problems, problemCount }: Validation, output: Output): void {
  for (const warning of warnings) {
    output.print(`! ${warning}`);
  }
  for (const { line, reason } of problems) {
    output.print(`✖ ${line === 0 ? "the file" : `line ${line}`} ${reason}`);
  }
  if (problemCount > problems.length) {
    output.print(`  … and ${problemCount - problems.length} more`);
  }
}
