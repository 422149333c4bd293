/** Fine-tuning jobs of an account. */
import type { AzureOpenAI } from "openai";
import type OpenAI from "openai";
import { abortable } from "./client";
import type { OpenAiClient } from "./client";
import { toUserError } from "./errors";
import { defaultTrainingType } from "./trainingTypes";

/** The body of a request that creates a job: OpenAI's fields, and Azure's training type. */
export type JobRequest = OpenAI.FineTuning.JobCreateParams & { trainingType?: string };

/** A job: OpenAI's fields, and Azure's. */
export type Job = OpenAI.FineTuning.FineTuningJob & { trainingType?: string; suffix?: string | null };

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

/** Returns the hyperparameters of a job, without those that Azure chooses when the job starts: it returns -1 until then. */
export const chosenHyperparameters = ({ hyperparameters }: Job): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(hyperparameters as Record<string, unknown>).filter(([, value]) => value !== -1),
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

/**
 * Tells whether a job is the one that a request would create: everything that the request specifies is the same.
 * What Azure may not return of a job's request (`suffix`, `trainingType`) is compared where it is known.
 * @param requested What this machine knows of the job's request.
 */
export function matchesRequest(job: Job, request: JobRequest, requested?: RequestedFields): boolean {
  return (
    job.model === request.model &&
    job.training_file === request.training_file &&
    isEqual(job.validation_file, request.validation_file) &&
    (request.seed === undefined || job.seed === request.seed) &&
    hasRequestedFields(knownFields(job, requested), requestedFields(request)) &&
    hasHyperparameters(job, request) &&
    hasSameIntegration(job, request)
  );
}

/** Azure returns null for what a request leaves out. */
const isEqual = (actual: unknown, requested: unknown) => (actual ?? undefined) === (requested ?? undefined);

/** The fields of a request that Azure's jobs may not have. */
export interface RequestedFields {
  /** Empty if the request specifies none. */
  suffix: string;
  trainingType: string;
}

const fieldTitles: Readonly<Record<keyof RequestedFields, string>> = {
  suffix: "suffix",
  trainingType: "training type",
};
const fieldNames = Object.keys(fieldTitles) as (keyof RequestedFields)[];

export const requestedFields = ({
  suffix,
  trainingType,
}: Pick<JobRequest, keyof RequestedFields>): RequestedFields => ({
  suffix: suffix ?? "",
  trainingType: (trainingType ?? defaultTrainingType).toLowerCase(),
});

/** What a job returns of its request, and otherwise what this machine knows of it. */
const knownFields = (job: Job, requested?: RequestedFields): Partial<RequestedFields> => ({
  suffix: job.suffix ?? requested?.suffix,
  trainingType: job.trainingType?.toLowerCase() ?? requested?.trainingType,
});

const hasRequestedFields = (known: Partial<RequestedFields>, requested: RequestedFields) =>
  fieldNames.every((name) => known[name] === undefined || known[name] === requested[name]);

/** Returns the titles of what a request specifies and a job may differ in, because nobody knows it of the job. */
export function unknownFields(job: Job, request: JobRequest, requested?: RequestedFields): string[] {
  const known = knownFields(job, requested);
  return fieldNames
    .filter((name) => known[name] === undefined && request[name] !== undefined && request[name] !== null)
    .map((name) => fieldTitles[name]);
}

const hasHyperparameters = (job: Job, { hyperparameters = {} }: JobRequest) =>
  Object.entries(hyperparameters).every(
    ([name, value]) => (job.hyperparameters as Record<string, unknown> | undefined)?.[name] === value,
  );

function hasSameIntegration(job: Job, request: JobRequest): boolean {
  const actual = wandbOf(job);
  const requested = request.integrations?.[0]?.wandb;
  return (["project", "name", "entity"] as const).every((field) =>
    isEqual(actual?.[field], requested?.[field]),
  );
}
