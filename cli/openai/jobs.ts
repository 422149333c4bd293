/** Fine-tuning jobs of an account. */
import type { AzureOpenAI } from "openai";
import type OpenAI from "openai";
import { abortable } from "./client";
import type { OpenAiClient } from "./client";
import { toUserError } from "./errors";
import { auto } from "./hyperparameters";
import type { Hyperparameters } from "./hyperparameters";
import { defaultMethod } from "./methods";
import type { Method } from "./methods";
import { defaultTrainingType, readTrainingType } from "./trainingTypes";

/** What a job is trained by, besides its files. */
export interface MethodSettings {
  hyperparameters?: object;
  grader?: object;
  response_format?: object;
}

/** `method` of a request: the settings are in the object of the same name as the type. */
export type MethodRequest = { type: Method } & { [Name in Method]?: MethodSettings };

/** The body of a request that creates a job: OpenAI's fields, and Azure's training type. */
export type JobRequest = Omit<OpenAI.FineTuning.JobCreateParams, "method"> & {
  method?: MethodRequest;
  trainingType?: string;
};

/** A job: OpenAI's fields, and Azure's. */
export type Job = Omit<OpenAI.FineTuning.FineTuningJob, "method"> & {
  /** Null in jobs that were requested in the older form, with `hyperparameters` alone. */
  method?: MethodRequest | null;
  trainingType?: string | number | null;
  suffix?: string | null;
};

/** The largest page of a list that Azure returns. */
const pageSize = 100;

/** Lists the account's jobs, newest first. */
export async function listJobs(client: AzureOpenAI, signal: AbortSignal): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const job of client.fineTuning.jobs.list({ limit: pageSize }, abortable(signal))) {
    jobs.push(job);
  }
  return jobs;
}

/** @throws UserError */
export const getJob = ({ client, endpoint }: OpenAiClient, id: string): Promise<Job> =>
  client.fineTuning.jobs.retrieve(id).catch((error: unknown) => {
    throw toUserError(`The job ${id}`, endpoint, error);
  });

/** Requests a job. The client's types lack some of the fields that Azure accepts. */
export const createJob = (
  client: AzureOpenAI,
  request: JobRequest,
  options: OpenAI.RequestOptions,
): Promise<Job> => client.fineTuning.jobs.create(request as OpenAI.FineTuning.JobCreateParams, options);

/** Lists a job's checkpoints: names of models by step, in the order of the steps. */
export async function listCheckpoints(client: AzureOpenAI, id: string): Promise<Record<string, string>> {
  const checkpoints: [step: string, model: string][] = [];
  for await (const checkpoint of client.fineTuning.jobs.checkpoints.list(id)) {
    checkpoints.push([String(checkpoint.step_number), checkpoint.fine_tuned_model_checkpoint]);
  }
  return Object.fromEntries(checkpoints.reverse());
}

/** Azure's statuses are not all documented: one client of Azure expects "canceled" (litellm#24687, March 2026). */
export const isCancelled = ({ status }: Pick<Job, "status">): boolean =>
  ["cancelled", "canceled"].includes(status);

export const isFinished = (job: Pick<Job, "status">): boolean =>
  ["succeeded", "failed"].includes(job.status) || isCancelled(job);

/** The method of a job; undefined if Azure does not return it. */
export const methodOf = ({ method }: Pick<Job, "method">): Method | undefined => method?.type;

/** Returns all hyperparameters that a job has, in the older form and below its method, which has precedence. */
function allHyperparameters({ hyperparameters, method }: Pick<Job, "hyperparameters" | "method">) {
  const ofMethod = method ? method[method.type]?.hyperparameters : undefined;
  const specified = Object.entries((ofMethod ?? {}) as Record<string, unknown>).filter(
    ([, value]) => value !== null,
  );
  return { ...(hyperparameters as Record<string, unknown> | undefined), ...Object.fromEntries(specified) };
}

/** Tells whether a value means that Azure chooses: it returns -1, null or "auto" until the job starts. */
const isAutomatic = (value: unknown) => value === -1 || value === null || value === "auto";

/** Returns the hyperparameters of a job, without those that Azure chooses when the job starts. */
export const chosenHyperparameters = (
  job: Pick<Job, "hyperparameters" | "method">,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(allHyperparameters(job)).filter(([, value]) => !isAutomatic(value) && value !== undefined),
  );

/** Returns the number of steps of a job; undefined until Azure has chosen its hyperparameters. */
export function totalSteps(job: Job, examples: number): number | undefined {
  const { n_epochs: epochs, batch_size: batchSize } = chosenHyperparameters(job);
  return typeof epochs === "number" && typeof batchSize === "number"
    ? Math.ceil(examples / batchSize) * epochs
    : undefined;
}

/** Azure's status of a job that waits in the queue, which OpenAI's types lack. */
export const isQueued = ({ status }: Job): boolean => (status as string) === "pending";

/** The job's W&B integration; undefined if the job does not log to W&B. */
export const wandbOf = ({ integrations }: Pick<Job, "integrations">) => integrations?.[0]?.wandb;

/** What Azure's jobs may not have of their request, as this machine remembers it. */
export interface RequestedFields {
  /** Empty if the request specifies none. */
  suffix: string;
  trainingType: string;
  method?: MethodRequest;
}

export const requestedFields = ({
  suffix,
  trainingType,
  method,
}: Pick<JobRequest, "suffix" | "trainingType" | "method">): RequestedFields => ({
  suffix: suffix ?? "",
  trainingType: (trainingType ?? defaultTrainingType).toLowerCase(),
  ...(method ? { method } : {}),
});

/**
 * Tells whether a job is the one that a request would create: everything that the request specifies is the same.
 * What Azure may not return of a job's request is compared where it is known.
 * @param requested What this machine knows of the job's request.
 */
export function matchesRequest(job: Job, request: JobRequest, requested?: RequestedFields): boolean {
  return (
    job.model === request.model &&
    job.training_file === request.training_file &&
    isEqual(job.validation_file, request.validation_file) &&
    (request.seed === undefined || job.seed === request.seed) &&
    hasMetadata(job, request) &&
    hasSameIntegration(job, request) &&
    comparisons(job, request, requested).every(({ isSame }) => isSame !== false)
  );
}

/** Returns the titles of what a request specifies and a job may differ in, because nobody knows it of the job. */
export const unknownFields = (job: Job, request: JobRequest, requested?: RequestedFields): string[] =>
  comparisons(job, request, requested)
    .filter(({ isSame, isSpecified }) => isSame === undefined && isSpecified)
    .map(({ title }) => title);

/** Azure returns null for what a request leaves out. */
const isEqual = (actual: unknown, requested: unknown) => (actual ?? undefined) === (requested ?? undefined);

interface Comparison {
  title: string;
  /** Undefined if the job's value is not known. */
  isSame: boolean | undefined;
  /** Whether the request specifies another value than the one that Azure uses by itself. */
  isSpecified: boolean;
}

function comparisons(job: Job, request: JobRequest, remembered?: RequestedFields): Comparison[] {
  const { suffix, trainingType } = requestedFields(request);
  return [
    compare("suffix", job.suffix ?? remembered?.suffix, suffix, suffix !== ""),
    compare(
      "training type",
      readTrainingType(job.trainingType) ?? remembered?.trainingType,
      trainingType,
      trainingType !== defaultTrainingType,
    ),
    ...compareMethods(job, request, remembered?.method),
  ];
}

const compare = (title: string, actual: unknown, requested: unknown, isSpecified: boolean): Comparison => ({
  title,
  isSame: actual === undefined ? undefined : actual === requested,
  isSpecified,
});

/**
 * Compares the methods. An unknown method is not a difference to tell: the files are the same, and a file of one method is none of
 * another.
 */
function compareMethods(job: Job, { method, hyperparameters }: JobRequest, remembered?: MethodRequest) {
  const type = method?.type ?? defaultMethod;
  const actual = methodOf(job) ?? remembered?.type;
  if (actual !== undefined && actual !== type) {
    return [{ title: "method", isSame: false, isSpecified: true }];
  }
  const requested: MethodSettings = method?.[type] ?? { hyperparameters: { ...hyperparameters } };
  return [
    ...compareHyperparameters(job, requested, remembered && (remembered[type] ?? {})),
    ...(["grader", "response_format"] as const).map((name) => {
      const returned = job.method?.[type]?.[name];
      const known = returned === undefined && remembered ? (remembered[type]?.[name] ?? null) : returned;
      return compareDocuments(name.replace("_", " "), known, requested[name]);
    }),
  ];
}

/** What a request leaves to Azure may have any value. */
function compareHyperparameters(
  job: Job,
  { hyperparameters = {} }: MethodSettings,
  remembered?: MethodSettings,
): Comparison[] {
  const known = { ...remembered?.hyperparameters } as Record<string, unknown>;
  const chosen = chosenHyperparameters(job);
  return Object.entries(hyperparameters as Hyperparameters)
    .filter(([, value]) => value !== auto)
    .map(([name, value]) => ({
      title: name,
      isSame: isSameValue(
        chosen[name] ?? known[name] ?? (isReturned(job, name) || remembered ? auto : undefined),
        value,
      ),
      isSpecified: true,
    }));
}

function isSameValue(actual: unknown, requested: string | number): boolean | undefined {
  if (actual === undefined) {
    return undefined;
  }
  return typeof requested === "number" ? Number(actual) === requested : actual === requested;
}

/** Tells whether a job has a hyperparameter, though Azure has not chosen its value. */
const isReturned = ({ hyperparameters, method }: Job, name: string) =>
  [hyperparameters, method?.[method.type]?.hyperparameters].some((values) => values && name in values);

/** @param actual Null if the job has none. Azure may add defaults to what was requested. */
function compareDocuments(title: string, actual: unknown, requested: object | undefined): Comparison {
  const isSpecified = requested !== undefined;
  if (actual === undefined) {
    return { title, isSame: undefined, isSpecified };
  }
  const isSame = isSpecified ? contains(actual, requested) : actual === null;
  return { title, isSame, isSpecified };
}

/** Tells whether a value has everything of another one. */
function contains(actual: unknown, requested: unknown): boolean {
  if (typeof requested !== "object" || requested === null) {
    return actual === requested;
  }
  if (typeof actual !== "object" || actual === null) {
    return false;
  }
  return Object.entries(requested).every(([name, value]) =>
    contains((actual as Record<string, unknown>)[name], value),
  );
}

/** Jobs without metadata are the same: whether Azure returns it is not known. */
const hasMetadata = ({ metadata }: Job, request: JobRequest) =>
  !metadata || !request.metadata || contains(metadata, request.metadata);

function hasSameIntegration(job: Job, request: JobRequest): boolean {
  const actual = wandbOf(job);
  const requested = request.integrations?.[0]?.wandb;
  return (["project", "name", "entity"] as const).every((field) =>
    isEqual(actual?.[field], requested?.[field]),
  );
}
