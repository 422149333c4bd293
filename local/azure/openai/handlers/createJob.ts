/** Creating a fine-tuning job, and everything that is checked before. */
import { randomInt } from "node:crypto";
import { limitOf } from "../../arm/cognitiveservices/model/limits";
import { isRetired } from "../../arm/cognitiveservices/model/models";
import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import type { Platform, Reply } from "../../service";
import type { AccountCall } from "../accountRoute";
import { epochSeconds } from "../epochSeconds";
import { addEvent } from "../model/events";
import { findFile, pollFile } from "../model/files";
import { addJob, listJobs, newJobId } from "../model/jobs";
import type { Hyperparameters, Job } from "../model/jobs";
import {
  defaultLearningRateMultiplier,
  defaultTrainingType,
  findBaseModel,
  listFineTunedModels,
  supportsTrainingType,
  trainingTypeName,
} from "../model/models";
import { findWandbIntegration } from "../model/wandbIntegration";
import { advanceJobs } from "../training/jobQueue";
import { toResponseJob } from "../wire/jobs";
import type { JobBody } from "../wire/jobs";

/** Azure OpenAI's limits, besides those that the account's capabilities list. */
const maxQueuedJobs = 20;
const minExamples = 10;

const maxSeed = 2_147_483_647;

const invalid = (message: string) => new AzureError(400, "invalidPayload", message);

export async function postJob(call: AccountCall<never, JobBody>): Promise<Reply> {
  const { platform, account, body, url } = call;
  requireJobQuota(platform, account);
  const baseModel = requireTrainableModel(platform, account, body);
  const examples = await requireTrainingFile(platform, account, body.training_file);
  if (body.validation_file) {
    await requireProcessedFile(platform, account, body.validation_file, "validation");
  }
  requireIntegration(platform, account, body);
  const job: Job = {
    id: newJobId(),
    accountId: account.id,
    status: "pending",
    createdAt: epochSeconds(platform),
    model: body.model,
    baseModel,
    trainingFile: body.training_file,
    validationFile: body.validation_file ?? undefined,
    suffix: body.suffix ?? undefined,
    seed: body.seed ?? randomInt(maxSeed),
    trainingType:
      typeof body.trainingType === "number"
        ? trainingTypeName(body.trainingType)
        : (body.trainingType ?? undefined),
    ...resolveHyperparameters(body, baseModel, examples),
    hasMethod: Boolean(body.method),
    wandb: body.integrations?.[0]?.wandb,
    step: 0,
  };
  addJob(platform, job);
  addEvent(platform, job.id, { message: "Job enqueued. Waiting for jobs ahead to complete." });
  if (platform.settings.current.fineTuning.stepsPerPoll === 0) {
    await advanceJobs(platform, account);
  }
  return {
    status: 201,
    headers: { location: `${url.origin}${url.pathname}/${job.id}${url.search}` },
    body: toResponseJob(platform, job),
  };
}

function requireJobQuota(platform: Platform, account: ArmResource): void {
  const jobs = listJobs(platform, account.id);
  const jobLimit = limitOf(platform, "MaxFineTuneCount");
  if (jobs.length >= jobLimit) {
    throw new AzureError(
      400,
      "quotaExceeded",
      `The resource has ${jobs.length} fine-tuning jobs, and its limit is ${jobLimit}. Delete jobs that you do not need.`,
    );
  }
  const queued = jobs.filter(({ status }) => status === "pending").length;
  if (queued >= maxQueuedJobs) {
    throw new AzureError(
      400,
      "quotaExceeded",
      `The resource has ${queued} queued jobs, and its limit is ${maxQueuedJobs}. Try again when a job ends.`,
    );
  }
}

/** @returns The id of the base model. @throws AzureError where it cannot be fine-tuned as requested. */
function requireTrainableModel(platform: Platform, account: ArmResource, body: JobBody): string {
  const fineTuned = listFineTunedModels(platform, account).find(({ id }) => id === body.model);
  const baseModel = fineTuned?.baseModel ?? body.model;
  const model = findBaseModel(baseModel);
  if (!model || isRetired(model, "fineTune", platform.clock.now())) {
    throw invalid("The specified base model does not support fine-tuning.");
  }
  const trainingType = trainingTypeName(body.trainingType ?? defaultTrainingType);
  if (!supportsTrainingType(model, account.location, trainingType)) {
    // Azure's wording for the default, as users report it.
    throw invalid(
      `The specified base model ${baseModel} does not support fine-tuning with ${trainingType.slice(0, 40)} TrainingType.`,
    );
  }
  return baseModel;
}

/** @returns The number of examples in the file. */
async function requireTrainingFile(platform: Platform, account: ArmResource, id: string): Promise<number> {
  const examples = await requireProcessedFile(platform, account, id, "training");
  if (examples < minExamples) {
    throw invalid(`The training file has ${examples} examples: at least ${minExamples} are needed.`);
  }
  return examples;
}

/** @returns The number of examples in the file. */
async function requireProcessedFile(
  platform: Platform,
  account: ArmResource,
  id: string,
  use: "training" | "validation",
): Promise<number> {
  const file = findFile(platform, account, id);
  if (file?.purpose !== "fine-tune") {
    throw invalid(`The specified ${use} file '${id.slice(0, 60)}' was not found, or is not for fine-tuning.`);
  }
  const { status, error, examples = 0 } = await pollFile(platform, file);
  if (status === "error") {
    throw new AzureError(400, "jsonlValidationFailed", error ?? `The specified ${use} file is invalid.`);
  }
  if (status === "pending") {
    throw new AzureError(400, "unexpectedEntityState", `The specified ${use} file is not processed yet.`);
  }
  return examples;
}

function requireIntegration(platform: Platform, account: ArmResource, { integrations }: JobBody): void {
  if (integrations?.[0] && !findWandbIntegration(platform, account.id)) {
    throw invalid("The Weights & Biases integration is not configured for this resource.");
  }
}

function resolveHyperparameters(
  body: JobBody,
  baseModel: string,
  examples: number,
): Pick<Job, "hyperparameters" | "automatic"> {
  const requested = body.hyperparameters ?? body.method?.supervised?.hyperparameters;
  const specified: Partial<Hyperparameters> = withoutUndefined({
    epochs: unlessAuto(requested?.n_epochs),
    batchSize: unlessAuto(requested?.batch_size),
    learningRateMultiplier: unlessAuto(requested?.learning_rate_multiplier),
  });
  const automatic: Hyperparameters = {
    epochs: automaticEpochs(examples),
    batchSize: Math.max(1, Math.round(examples * 0.002)),
    learningRateMultiplier: defaultLearningRateMultiplier(baseModel),
  };
  const names = Object.keys(automatic) as (keyof Hyperparameters)[];
  return {
    hyperparameters: { ...automatic, ...specified },
    automatic: names.filter((name) => specified[name] === undefined),
  };
}

const withoutUndefined = <T extends object>(object: T): Partial<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;

const unlessAuto = (value: "auto" | number | null | undefined) =>
  value === "auto" ? undefined : (value ?? undefined);

/** Small files are trained for more epochs. */
const automaticEpochs = (examples: number) => Math.min(25, Math.max(3, Math.floor(100 / examples)));
