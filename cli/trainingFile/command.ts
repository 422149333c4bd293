import { UserError } from "../failure";
import { validateTrainingFile } from "./validate";

/** Checks a training file before anything is uploaded. @throws UserError where it would be refused. */
export async function validate(path: string, { json }: { json?: boolean }): Promise<void> {
  const result = await validateTrainingFile(path);
  const { examples, bytes, problems, problemCount, warnings } = result;
  if (json) {
    console.log(JSON.stringify({ valid: problemCount === 0, ...result }, null, 2));
  } else {
    for (const warning of warnings) {
      console.log(`! ${warning}`);
    }
    for (const { line, reason } of problems) {
      console.log(`✖ ${line === 0 ? "the file" : `line ${line}`} ${reason}`);
    }
    if (problemCount > problems.length) {
      console.log(`  … and ${problemCount - problems.length} more`);
    }
  }
  if (problemCount > 0) {
    throw new UserError(
      json
        ? ""
        : `${path} would be refused: ${problemCount} ${problemCount === 1 ? "thing is" : "things are"} wrong.`,
      1,
    );
  }
  if (!json) {
    console.log(`✔ ${path}: ${examples} examples, ${(bytes / 1024 / 1024).toFixed(1)} MB`);
  }
}
