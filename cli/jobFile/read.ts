/** Reads a job file: its settings as options of the command line, and where each is. */
import * as path from "node:path";
import type { JobOptions } from "../finetune/jobOptions";
import { hyperparameters, toHyperparameterOptions } from "../openai/hyperparameters";
import { isMethod } from "../openai/methods";
import type { Method } from "../openai/methods";
import { schemaProblems } from "../structuredFile/problems";
import type { ValueProblem } from "../structuredFile/problems";
import { readStructuredFile } from "../structuredFile/read";
import type { Path, StructuredFile } from "../structuredFile/read";
import { isFileId, isImportUrl } from "../trainingFile/reference";
import { jobFileSchema } from "./schema";
import type { JobFile, WandbSettings } from "./schema";

export interface ReadJobFile {
  options: JobOptions;
  /** A path, the ID of a file in Azure, or a URL. */
  trainingFile?: string;
  validationFile?: string;
  /** What is wrong, each with its line. */
  problems: string[];
  /** Names the place of an option in the file: `job.yaml, line 3: suffix`; undefined if the file does not specify it. */
  nameOf(option: string): string | undefined;
  /** Names the place of a value within an option, such as a grader's: `job.yaml, line 9`. */
  placeOf(path: Path): string;
}

const localMark = "local:";

/** @throws UserError if the file cannot be read. */
export async function readJobFile(file: string): Promise<ReadJobFile> {
  return toOptions(await readStructuredFile(file));
}

/** Converts a parsed job file. What is not valid is a problem and no option. */
export function toOptions(structured: StructuredFile): ReadJobFile {
  const { path: file, value, problems: syntaxProblems, place, lineOf } = structured;
  const invalid =
    syntaxProblems.length > 0 ? [] : [...schemaProblems(jobFileSchema, value), ...ruleProblems(value)];
  const inOrder = [...invalid].sort((a, b) => lineOf(a.path) - lineOf(b.path));
  const problems = [
    ...syntaxProblems,
    ...inOrder.map((problem) => `${place(problem.path)}: ${problem.text}`),
  ];
  const job = problems.length > 0 ? validPart(value, invalid) : (value as JobFile);
  const resolved = (reference: string | null | undefined) => resolveFile(reference, path.dirname(file));
  const entries = optionEntries(job);
  const places = new Map<string, Path>(entries.map(([option, , at]) => [option, at]));
  return {
    options: Object.fromEntries(entries.map(([option, content]) => [option, content])) as JobOptions,
    trainingFile: resolved(job.training_file),
    validationFile: resolved(job.validation_file),
    problems,
    nameOf: (option) => {
      const at = places.get(option);
      return at && `${place(at)}: ${String(at.at(-1))}`;
    },
    placeOf: place,
  };
}

/** A local path is relative to the job file. */
export function resolveFile(reference: string | null | undefined, directory: string): string | undefined {
  if (reference === undefined || reference === null) {
    return undefined;
  }
  if (isFileId(reference) || isImportUrl(reference)) {
    return reference;
  }
  const file = reference.startsWith(localMark) ? reference.slice(localMark.length) : reference;
  return path.isAbsolute(file) ? file : path.join(directory, file);
}

type Entry = [option: keyof JobOptions, content: unknown, at: Path];

const isSpecified = ([, content]: Entry) => content !== undefined && content !== null;

/** The settings of a job as options, each with its path in the file. */
function optionEntries(job: JobFile): Entry[] {
  const { method } = job;
  const entries: Entry[] = [
    ["model", job.model, ["model"]],
    ["suffix", job.suffix, ["suffix"]],
    ["seed", job.seed?.toString(), ["seed"]],
    ["metadata", job.metadata, ["metadata"]],
    ["tier", job.extra_body?.trainingType, ["extra_body", "trainingType"]],
    ["method", method?.type, ["method", "type"]],
    ...(method ? methodEntries(method, method.type) : []),
    ...wandbEntries(job),
  ];
  return entries.filter(isSpecified);
}

function methodEntries(method: NonNullable<JobFile["method"]>, type: Method): Entry[] {
  const { hyperparameters: values = {}, grader, response_format: responseFormat } = method[type] ?? {};
  const options = toHyperparameterOptions(values);
  return [
    ...hyperparameters.map(({ option, name, alias }): Entry => {
      const key = name in values || alias === undefined ? name : alias;
      return [option, options[option], ["method", type, "hyperparameters", key]];
    }),
    ["graderDefinition", grader, ["method", type, "grader"]],
    ["responseFormatDefinition", responseFormat, ["method", type, "response_format"]],
  ];
}

/** Without an integration, a job does not log to W&B, as with azd. */
function wandbEntries({ integrations }: JobFile): Entry[] {
  const [integration] = integrations ?? [];
  if (!integration) {
    return [["wandb", false, ["integrations"]]];
  }
  const key = integration.config ? "config" : "wandb";
  const { project, name, entity, tags }: Partial<WandbSettings> = integration[key] ?? {};
  const at = (field: string): Path => ["integrations", 0, key, field];
  return [
    ["wandb", true, ["integrations"]],
    ["project", project, at("project")],
    ["name", name, at("name")],
    ["entity", entity, at("entity")],
    ["tag", tags, at("tags")],
  ];
}

/** Rules between values, which the schema does not contain. */
function ruleProblems(value: unknown): ValueProblem[] {
  const { method, integrations } = (typeof value === "object" && value !== null ? value : {}) as JobFile;
  return [...methodRules(method), ...integrationRules(integrations)];
}

function methodRules(method: JobFile["method"]): ValueProblem[] {
  if (typeof method !== "object" || method === null || !isMethod(method.type)) {
    return [];
  }
  const { type, ...settings } = method;
  const others = Object.keys(settings).filter((name) => name !== type && isMethod(name));
  return [
    ...others.map((name) => ({
      path: ["method", name],
      text: `method.${name} does not belong to method.type ${type}. Remove it, or change the type.`,
    })),
    ...aliasProblems(method),
  ];
}

/** azd's name of a hyperparameter and OpenAI's exclude each other. */
function aliasProblems(method: NonNullable<JobFile["method"]>): ValueProblem[] {
  const values: unknown = method[method.type]?.hyperparameters;
  if (typeof values !== "object" || values === null) {
    return [];
  }
  return hyperparameters.flatMap(({ name, alias }) => {
    const at = `method.${method.type}.hyperparameters`;
    return alias !== undefined && name in values && alias in values
      ? [
          {
            path: ["method", method.type, "hyperparameters", alias],
            text: `${at}.${alias} and ${name} are the same. Remove one of them.`,
          },
        ]
      : [];
  });
}

function integrationRules(integrations: JobFile["integrations"]): ValueProblem[] {
  const [integration] = Array.isArray(integrations) ? integrations : [];
  if (typeof integration !== "object" || integration === null || integration.type !== "wandb") {
    return [];
  }
  const { config, wandb } = integration;
  const path = ["integrations", 0];
  if (config && wandb) {
    return [{ path, text: "integrations[0] has config and wandb, which are the same. Remove one of them." }];
  }
  return config || wandb
    ? []
    : [
        {
          path,
          text: "integrations[0].config is missing. Specify the W&B project: config: {project: NAME}.",
        },
      ];
}

/** Returns a job file without the values that are not valid, so that the rest is checked too. */
function validPart(value: unknown, problems: readonly ValueProblem[]): JobFile {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return {};
  }
  const job = structuredClone(value) as Record<string, unknown>;
  for (const { path: at } of problems) {
    remove(job, at);
  }
  return job as JobFile;
}

/** Removes a value. Where it is an entry of a list, or a part of a grader, the whole setting is removed. */
function remove(job: Record<string, unknown>, at: Path): void {
  const depth = at[0] === "method" ? hyperparameterDepth(at) : 1;
  let holder: Record<string, unknown> | undefined = job;
  for (const step of at.slice(0, depth - 1)) {
    holder = holder?.[step] as Record<string, unknown> | undefined;
  }
  const key = at[depth - 1];
  if (typeof holder === "object" && holder !== null && key !== undefined) {
    delete holder[key];
  }
}

/** `method.dpo.hyperparameters.beta` is removed alone, and `method.type` with the whole method. */
const hyperparameterDepth = (at: Path) => {
  if (at.length < 2 || at[1] === "type") {
    return 1;
  }
  return Math.min(at.length, at[2] === "hyperparameters" ? 4 : 3);
};
