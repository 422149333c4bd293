/** Checks what needs no request: the options and the files. */
import { counted, UserError } from "../errors";
import { firstExamples } from "../grader/examples";
import { defaultMethod, methodRow } from "../openai/methods";
import type { Method } from "../openai/methods";
import { pollProblems } from "../openai/polling";
import { openFile } from "../trainingFile/openFile";
import type { OpenFile } from "../trainingFile/openFile";
import { isFileId, isImportUrl } from "../trainingFile/reference";
import { validateOpenFile } from "../trainingFile/validate";
import { jobOptionProblems, specifiedMethod } from "./jobOptions";
import type { JobOptions } from "./jobOptions";
import { importUrlProblems } from "./importOnce";
import { planJob } from "./plannedJob";
import type { JobFlags, PlannedJob } from "./plannedJob";
import type { ValidatedFile } from "./uploadOnce";

/** A file of this machine, the ID of a file in Azure, or the URL of a file that Azure imports. */
export type InputFile = ValidatedFile | string;

export interface InputFiles {
  training: InputFile;
  validation?: InputFile;
}

export interface CheckedInput {
  job: PlannedJob;
  problems: string[];
  /** What Azure may refuse, or does not use. */
  warnings: string[];
  method: Method;
  /** Number of training examples; undefined if the file is in Azure or cannot be read. */
  examples?: number;
  /** @throws UserError if there are problems. */
  requireFiles(): InputFiles;
  close(): Promise<void>;
}

/**
 * Opens the files, reads each once, and returns everything that is wrong with them and the options.
 * @param existing A job of Azure that the options are over, instead of a job file.
 */
export async function checkInput(
  trainingFile: string | undefined,
  flags: JobFlags & { poll: string },
  existing?: Parameters<typeof planJob>[2],
): Promise<CheckedInput> {
  const job = await planJob(trainingFile, flags, existing);
  const { options, nameOf } = job;
  const specified = specifiedMethod(options);
  const training = await checkFile("training", job.trainingFile, { method: specified, model: options.model });
  const known = specified ?? training?.method;
  const validation = await checkFile("validation", job.validationFile, {
    method: known,
    model: options.model,
  });
  const method = known ?? validation?.method ?? defaultMethod;
  // What a file of settings lacks is told only where the file is right.
  const isRead = job.problems.length === 0;
  const grader =
    method === "reinforcement" && options.graderDefinition
      ? job.checkGrader(training?.file && (await firstExamples(training.file)))
      : { problems: [], warnings: [] };
  const problems = [
    ...job.problems,
    ...jobOptionProblems(withoutMissing(job, method), method, nameOf),
    ...pollProblems(flags.poll),
    ...(training?.problems ??
      (isRead ? ["There is no training file. Specify one, or training_file in the job file."] : [])),
    ...(validation?.problems ?? (isRead ? missingValidation(method) : [])),
    ...grader.problems,
  ];
  return {
    job,
    problems,
    warnings: [...(training?.warnings ?? []), ...(validation?.warnings ?? []), ...grader.warnings],
    method,
    examples: training?.examples,
    requireFiles() {
      if (problems.length > 0 || training?.input === undefined) {
        throw invalidInput(problems);
      }
      return { training: training.input, validation: validation?.input };
    },
    close: async () => {
      await Promise.all([training, validation].map((checked) => checked?.file?.close()));
    },
  };
}

/** A grader that cannot be read is not missing. */
const withoutMissing = ({ options, problems }: PlannedJob, method: Method): JobOptions =>
  problems.length > 0 && method === "reinforcement" ? { graderDefinition: {}, ...options } : options;

/** Azure's article on reinforcement fine-tuning requires both files (March 2026). */
const missingValidation = (method: Method) =>
  method === "reinforcement"
    ? ["Reinforcement fine-tuning requires a validation file. Specify --validation-file FILE."]
    : [];

interface CheckedFile {
  problems: string[];
  warnings: string[];
  file?: OpenFile;
  /** What the examples are of; undefined if they do not tell. */
  method?: Method;
  /** Undefined if the file cannot be read here. */
  examples?: number;
  input?: InputFile;
}

/**
 * Returns the first problems of a file and how many more there are, and the number of its examples.
 * @param expected The method and the model that the file has to be for, if they are known.
 */
async function checkFile(
  role: "training" | "validation",
  path: string | undefined,
  expected: { method?: Method; model?: string },
): Promise<CheckedFile | undefined> {
  if (path === undefined) {
    return undefined;
  }
  if (isFileId(path)) {
    return { problems: [], warnings: [], input: path };
  }
  if (isImportUrl(path)) {
    return { problems: importUrlProblems(path), warnings: [], input: path };
  }
  let file: OpenFile | undefined;
  try {
    file = await openFile(path);
    const { validation, content } = await validateOpenFile(file, { ...expected, role });
    const { problems, problemCount, examples, warnings } = validation;
    const lines = problems.map(
      ({ line, reason }) => `${file?.path}${line === 0 ? "" : `, line ${line}`} ${reason}`,
    );
    const rest = problemCount > lines.length ? [`… and ${problemCount - lines.length} more`] : [];
    const contradiction = contradictionOf(path, role, expected.method, validation.method);
    return {
      problems: contradiction ? [contradiction] : [...lines, ...rest],
      warnings: warnings.map((warning) => `${path}: ${warning}`),
      file,
      method: validation.method,
      examples,
      input: content && { file, content },
    };
  } catch (error) {
    return { problems: [`the ${role} file: ${(error as Error).message}`], warnings: [], file };
  }
}

function contradictionOf(
  path: string,
  role: "training" | "validation",
  specified: Method | undefined,
  recognized: Method | undefined,
): string | undefined {
  if (specified === undefined || recognized === undefined || specified === recognized) {
    return undefined;
  }
  const remedy =
    role === "training"
      ? `Specify --method ${recognized}, or a file with lines ${methodRow(specified).example}.`
      : `Specify a file with lines ${methodRow(specified).example}.`;
  return `${path} is for ${methodRow(recognized).title.toLowerCase()}, and the job is for ${methodRow(specified).title.toLowerCase()}. ${remedy}`;
}

/** @param effect What the command did not do: `Nothing was uploaded.` */
export const inputProblems = (problems: readonly string[], effect: string): UserError =>
  new UserError([
    `Invalid input: ${counted(problems.length, "problem")}. ${effect}`,
    ...problems.map((problem) => `  ✖ ${problem}`),
  ]);

export const invalidInput = (problems: readonly string[]): UserError =>
  inputProblems(problems, "Nothing was uploaded.");
