/** Checks what needs no request: the options and the files. */
import { counted, UserError } from "../errors";
import { pollProblems } from "../openai/polling";
import { openFile } from "../trainingFile/openFile";
import type { OpenFile } from "../trainingFile/openFile";
import { validateOpenFile } from "../trainingFile/validate";
import { jobOptionProblems } from "./jobOptions";
import type { JobOptions } from "./jobOptions";
import { importUrlProblems, isImportUrl } from "./importOnce";
import type { ValidatedFile } from "./uploadOnce";

/** A file of this machine, or the URL of a file that Azure imports. */
export type InputFile = ValidatedFile | string;

export interface InputFiles {
  training: InputFile;
  validation?: InputFile;
}

export interface CheckedInput {
  problems: string[];
  /** Number of training examples; undefined if the file cannot be read. */
  examples?: number;
  /** @throws UserError if there are problems. */
  requireFiles(): InputFiles;
  close(): Promise<void>;
}

interface InputOptions extends JobOptions {
  validationFile?: string;
  poll: string;
}

/** Opens the files, reads each once, and returns everything that is wrong with them and the options. */
export async function checkInput(trainingFile: string, options: InputOptions): Promise<CheckedInput> {
  const { validationFile } = options;
  const training = await checkFile("the training file", trainingFile);
  const validation = validationFile ? await checkFile("the validation file", validationFile) : undefined;
  const problems = [
    ...jobOptionProblems(options),
    ...pollProblems(options.poll),
    ...training.problems,
    ...(validation?.problems ?? []),
  ];
  return {
    problems,
    examples: training.examples,
    requireFiles() {
      if (problems.length > 0 || training.input === undefined) {
        throw invalidInput(problems);
      }
      return { training: training.input, validation: validation?.input };
    },
    close: async () => {
      await Promise.all([training, validation].map((checked) => checked?.file?.close()));
    },
  };
}

interface CheckedFile {
  problems: string[];
  file?: OpenFile;
  /** Undefined if the file cannot be read, or is at a URL. */
  examples?: number;
  input?: InputFile;
}

/** Returns the first problems of a file and how many more there are, and the number of its examples. */
async function checkFile(title: string, path: string): Promise<CheckedFile> {
  if (isImportUrl(path)) {
    return { problems: importUrlProblems(path), input: path };
  }
  let file: OpenFile | undefined;
  try {
    file = await openFile(path);
    const { validation, content } = await validateOpenFile(file);
    const { problems, problemCount, examples } = validation;
    const lines = problems.map(
      ({ line, reason }) => `${file?.path}${line === 0 ? "" : `, line ${line}`} ${reason}`,
    );
    const rest = problemCount > lines.length ? [`… and ${problemCount - lines.length} more`] : [];
    return { problems: [...lines, ...rest], file, examples, input: content && { file, content } };
  } catch (error) {
    return { problems: [`${title}: ${(error as Error).message}`], file };
  }
}

export const invalidInput = (problems: readonly string[]): UserError =>
  new UserError([
    `Invalid input: ${counted(problems.length, "problem")}. Nothing was uploaded.`,
    ...problems.map((problem) => `  ✖ ${problem}`),
  ]);
