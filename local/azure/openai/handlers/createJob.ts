/** Creating a fine-tuning job, and everything that is checked before. */
import { randomInt } from "node:crypto";
import { limitOf } from "../../arm/cognitiveservices/model/limits";
import { isTrainingOver } from "../../arm/cognitiveservices/model/lifecycle";
import type { ArmResource } from "../../arm/resources";
import type { Method } from "../../../../cli/openai/methods";
import { AzureError } from "../../error";
import type { Platform, Reply } from "../../service";
import type { AccountCall } from "../accountRoute";
import { epochSeconds } from "../epochSeconds";
import { addEvent } from "../model/events";
import { findFile, pollFile } from "../model/files";
import { resolveHyperparameters } from "../model/hyperparameters";
import { addJob, listJobs, newJobId } from "../model/jobs";
import type { Job } from "../model/jobs";
import { methodProblem } from "../model/methods";
import type { JobMethod } from "../model/methods";
import {
  defaultTrainingType,
  findBaseModel,
  listFineTunedModels,
  supportsTrainingType,
  trainingTypeName,
} from "../model/models";
import { findWandbIntegration } from "../model/wandbIntegration";
import { advanceJobs } from "../training/jobQueue";
import type { RequestedHyperparameters } from "../wire/hyperparameters";
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
  const method = requestedMethod(body);
  const baseModel = requireTrainableModel(platform, account, body, method.type);
  const examples = await requireTrainingFile(platform, account, body.training_file);
  const validationExamples = await requireValidationFile(platform, account, body, method.type);
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
    ...resolveHyperparameters(requestedHyperparameters(body), {
      method: method.type,
      baseModel,
      examples,
      validationExamples,
    }),
    method,
    hasMethod: Boolean(body.method),
    metadata: body.metadata ?? undefined,
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

function requestedMethod({ method }: JobBody): JobMethod {
  if (method?.type !== "reinforcement") {
    return { type: method?.type ?? "supervised" };
  }
  const { grader, response_format: responseFormat } = method.reinforcement;
  return { type: "reinforcement", grader, ...(responseFormat ? { responseFormat } : {}) };
}

/**
 * The older form is accepted beside a method without hyperparameters, as public scripts send it (2026).
 * ASSUMED: what Azure does with both.
 */
function requestedHyperparameters({ hyperparameters, method }: JobBody): RequestedHyperparameters {
  const ofMethod = methodHyperparameters(method);
  if (hyperparameters && ofMethod) {
    throw invalid(
      `Specify hyperparameters in 'hyperparameters' or in 'method.${String(method?.type)}.hyperparameters', not in both.`,
    );
  }
  return ofMethod ?? hyperparameters ?? {};
}

function methodHyperparameters(method: JobBody["method"]): RequestedHyperparameters | null | undefined {
  switch (method?.type) {
    case "dpo":
      return method.dpo?.hyperparameters;
    case "reinforcement":
      return method.reinforcement.hyperparameters;
    default:
      return method?.supervised?.hyperparameters;
  }
}

/**
 * Azure tells a training type that the model lacks before a method that it lacks (a public report, 2026).
 * @returns The id of the base model. @throws AzureError where it cannot be fine-tuned as requested.
 */
function requireTrainableModel(
  platform: Platform,
  account: ArmResource,
  body: JobBody,
  method: Method,
): string {
  const fineTuned = listFineTunedModels(platform, account).find(({ id }) => id === body.model);
  const baseModel = fineTuned?.baseModel ?? body.model;
  const model = findBaseModel(baseModel);
  const isTypeMissing =
    platform.settings.current.fineTuning.requireTrainingType &&
    (body.trainingType ?? undefined) === undefined;
  if (!model?.training || isTypeMissing || isTrainingOver(platform, model)) {
    throw invalid("The specified base model does not support fine-tuning.");
  }
  const trainingType = trainingTypeName(body.trainingType ?? defaultTrainingType);
  if (!supportsTrainingType(model, account.location, trainingType)) {
    // Azure's wording for the default, as users report it.
    throw invalid(
      `The specified base model ${baseModel} does not support fine-tuning with ${trainingType.slice(0, 40)} TrainingType.`,
    );
  }
  const problem = methodProblem(baseModel, model.training.methods, method);
  if (problem !== undefined) {
    throw invalid(problem);
  }
  return baseModel;
}

/** @returns The number of examples in the validation file. */
async function requireValidationFile(
  platform: Platform,
  account: ArmResource,
  { validation_file: id }: JobBody,
  method: Method,
): Promise<number> {
  if (id) {
    return requireProcessedFile(platform, account, id, "validation");
  }
  // Required by Azure's how-to page (March 2026); the words are assumed.
  if (method === "reinforcement") {
    throw invalid("A validation file is required for the reinforcement method of finetuning.");
  }
  return 0;
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
