/** The job that a command line asks for: a job file, with the options over it. */
import { checkGrader } from "../grader/check";
import { responseFormatSchema } from "../grader/responseFormat";
import { readJobFile } from "../jobFile/read";
import { schemaProblems } from "../structuredFile/problems";
import { readStructuredFile } from "../structuredFile/read";
import type { Path } from "../structuredFile/read";
import { sourceOfName, specifiedNames } from "../wandb/names";
import { withoutUndefined } from "../withoutUndefined";
import { flagOf } from "./jobOptions";
import type { JobOptions, NameOf } from "./jobOptions";

/** Options of the command line that specify a job. */
export interface JobFlags extends JobOptions {
  /** Path of a job file. */
  file?: string;
  validationFile?: string;
  /** Path of a file with a grader. */
  grader?: string;
  /** Path of a file with a response format. */
  responseFormat?: string;
}

export interface PlannedJob {
  options: JobOptions;
  /** A path, or the ID of a file in Azure. */
  trainingFile?: string;
  validationFile?: string;
  /** What is wrong with the files of settings. */
  problems: string[];
  nameOf: NameOf;
  /** Checks the grader against the examples of the training file. */
  checkGrader(examples?: readonly unknown[]): { problems: string[]; warnings: string[] };
}

/** Options that ask for W&B, unless a job file has them. */
const wandbOptions = ["project", "name", "entity", "tag"] as const;

/** What the options of a command line are over: a job file, or a job that exists. */
type Base = Pick<PlannedJob, "options" | "trainingFile" | "validationFile">;

/**
 * Reads what a command line refers to. Nothing is checked yet against the training file or Azure.
 * @param existing A job of Azure that the options are over, instead of a job file.
 */
export async function planJob(
  trainingFile: string | undefined,
  flags: JobFlags,
  existing?: Base,
): Promise<PlannedJob> {
  const problems: string[] = [];
  const file = await attempt(problems, "--file", flags.file, readJobFile);
  const base = existing ?? file;
  const grader = await attempt(problems, "--grader", flags.grader, readDefinition);
  const format = await attempt(problems, "--response-format", flags.responseFormat, readDefinition);
  const own: JobOptions = withoutUndefined({
    ...flags,
    graderDefinition: grader?.value,
    responseFormatDefinition: format?.value,
  });
  const specified: JobOptions = { ...base?.options, ...own, wandb: logsToWandb(flags, base) };
  const names = specified.wandb ? specifiedNames(specified).names : {};
  const options: JobOptions = { ...specified, ...withoutUndefined(names) };
  problems.push(
    ...[file, grader, format].flatMap((read) => read?.problems ?? []),
    ...(format?.value ? describe(schemaProblems(responseFormatSchema, format.value), format.place) : []),
  );
  const place =
    grader?.place ?? ((path) => file?.placeOf(["method", "reinforcement", "grader", ...path]) ?? "");
  return {
    options,
    trainingFile: trainingFile ?? base?.trainingFile,
    validationFile: flags.validationFile ?? base?.validationFile,
    problems,
    nameOf: (option) =>
      (option in own && option !== "wandb" ? undefined : file?.nameOf(option)) ??
      (option in names && !(option in specified) ? sourceOfName(option, specified) : flagOf(option)),
    checkGrader(examples) {
      const report = checkGrader(options.graderDefinition, {
        examples,
        responseFormat: options.responseFormatDefinition,
      });
      return { problems: describe(report.problems, place), warnings: describe(report.warnings, place) };
    },
  };
}

const describe = (found: readonly { path: Path; text: string }[], place: (path: Path) => string): string[] =>
  found.map(({ path, text }) => `${place(path)}: ${text}`);

/** A job file without an integration has none, as with azd, unless an option asks for it. Without a job file, jobs log to W&B. */
function logsToWandb(flags: JobFlags, base: Base | undefined): boolean {
  const isAskedFor = wandbOptions.some((option) => flags[option] !== undefined);
  return flags.wandb ?? ((base !== undefined && isAskedFor) || (base?.options.wandb ?? true));
}

interface Definition {
  value?: object;
  problems: string[];
  place: (path: Path) => string;
}

/** Reads a file that contains one setting. */
async function readDefinition(path: string): Promise<Definition> {
  const { value, problems, place } = await readStructuredFile(path);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const wrongType = isObject || problems.length > 0 ? [] : [`${path} is not an object. Write its fields.`];
  return {
    value: isObject ? value : undefined,
    problems: [...problems, ...wrongType],
    place,
  };
}

/** Reads a file that an option names. An error is a problem beside the others. */
async function attempt<T>(
  problems: string[],
  flag: string,
  path: string | undefined,
  read: (path: string) => Promise<T>,
): Promise<T | undefined> {
  if (path === undefined) {
    return undefined;
  }
  try {
    return await read(path);
  } catch (error) {
    problems.push(`${flag}: ${(error as Error).message}`);
    return undefined;
  }
}
