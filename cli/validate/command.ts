/** `validate FILE`: checks files before they are uploaded, and estimates what their training costs. */
import { counted, UserError } from "../errors";
import { createOutput, printJson } from "../output";
import type { Output } from "../output";
import type { Validation } from "../trainingFile/validate";
import { checkFile } from "./checkFile";
import type { CheckedFile } from "./checkFile";
import { estimateLines, estimateOf } from "./estimate";
import { parseOptions } from "./options";
import type { Settings, ValidateOptions } from "./options";

/** The files of a command, as they were checked. */
export interface CheckedFiles {
  training?: CheckedFile;
  validation?: CheckedFile;
  settings: Settings;
}

/** Checks a training file, a validation file or both. @throws UserError if the options are wrong, or a file cannot be read. */
export async function checkFiles(path: string | undefined, options: ValidateOptions): Promise<CheckedFiles> {
  const settings = parseOptions(path, options);
  const training = path === undefined ? undefined : await checkFile(path, "training", settings);
  const validation =
    options.validationFile === undefined
      ? undefined
      : await checkFile(options.validationFile, "validation", {
          ...settings,
          // Both are for the same job.
          method: settings.method ?? training?.validation.method,
        });
  addOverlap(training, validation);
  return { ...(training ? { training } : {}), ...(validation ? { validation } : {}), settings };
}

/** Checks a training file, a validation file or both. @throws UserError if Azure would reject one. */
export async function validate(path: string | undefined, options: ValidateOptions): Promise<void> {
  const output = createOutput(options);
  const { training, validation, settings } = await checkFiles(path, options);
  if (output.json) {
    printJson(toJsonResult({ training, validation, settings }));
  }
  const checked = [training, validation].filter((one) => one !== undefined);
  checked.forEach((one) => printProblems(one, one === training || !training ? undefined : one.path, output));
  const invalid = checked.filter((one) => one.validation.problemCount > 0);
  if (invalid.length > 0) {
    throw new UserError(output.json ? "" : invalid.map(invalidText), 1);
  }
  checked.forEach((one) => printResult(one, settings, output));
}

const invalidText = ({ path, validation }: CheckedFile) =>
  `${path} is not valid: ${counted(validation.problemCount, "problem")}.`;

/** Warns of examples that are in both files: a validation with them does not tell how well the model generalizes. */
function addOverlap(training?: CheckedFile, validation?: CheckedFile): void {
  if (!training || !validation) {
    return;
  }
  const common = validation.fingerprints.countCommon(training.fingerprints);
  if (common > 0) {
    validation.validation.warnings.push(
      `${counted(common, "example")} of ${validation.path} ${common === 1 ? "is" : "are"} in ${training.path} too. Remove ${common === 1 ? "it" : "them"} from one of the files, so that the validation loss tells about new examples.`,
    );
  }
}

/** Returns the result of the checks as scripts receive it. */
export function toJsonResult({ training, validation, settings }: CheckedFiles) {
  const main = training ?? validation;
  return {
    valid: [training, validation].every((one) => !one || one.validation.problemCount === 0),
    ...main?.validation,
    ...(main && estimateOf(main, settings)),
    ...(training && validation && { validationFile: validation.validation }),
  };
}

function printProblems({ validation }: CheckedFile, path: string | undefined, output: Output): void {
  const { warnings, problems, problemCount } = validation;
  for (const warning of warnings) {
    output.print(`! ${warning}`);
  }
  for (const { line, reason } of problems) {
    output.print(`✖ ${placeOf(line, path)} ${reason}`);
  }
  if (problemCount > problems.length) {
    output.print(`  … and ${problemCount - problems.length} more`);
  }
}

/** @param path Of the second file of a command, whose lines are not those of the first. */
function placeOf(line: number, path: string | undefined): string {
  if (path === undefined) {
    return line === 0 ? "the file" : `line ${line}`;
  }
  return line === 0 ? path : `${path}, line ${line}`;
}

function printResult(file: CheckedFile, settings: Settings, output: Output): void {
  const { examples, bytes }: Validation = file.validation;
  output.print(
    `✔ ${file.path}: ${examples} examples, ${(bytes / 1024 / 1024).toFixed(1)} MB`,
    ...estimateLines(file, settings).map((line) => `  ${line}`),
  );
}
