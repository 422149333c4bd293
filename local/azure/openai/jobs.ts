/** Fine-tuning jobs: what is checked before one is made, and everything that can be asked of it. */
import { randomBytes, randomInt } from "node:crypto";
import { z } from "zod";
import type { ArmResource } from "../arm/resources";
import { trainingCapabilities } from "../arm/cognitiveservices/model/models";
import { AzureError } from "../error";
import type { Call, Platform, Reply } from "../service";
import { requireDataAction } from "./access";
import { findFile, processFile } from "./files";
import { addEvent, changeJob, checkpointsOf, eventsOf, forgetJob, isOver, jobs, jobsOf } from "./jobRecords";
import type { Job } from "./jobRecords";
import { linkOf } from "./link";
import { listed, seconds } from "./list";
import { baseModelOf, baseOfTuned, trainingTypes } from "./models";
import { goOn } from "./runner";

/** Azure OpenAI's limits for an account. */
const mostQueued = 20;
const fewestExamples = 10;

const auto = z.literal("auto");
const hyperparameters = z
  .strictObject({
    n_epochs: z.union([auto, z.int().min(1).max(50)]).nullish(),
    batch_size: z.union([auto, z.int().min(1).max(256)]).nullish(),
    learning_rate_multiplier: z.union([auto, z.number().gt(0).max(10)]).nullish(),
  })
  .nullish();

export const jobBody = z.strictObject({
  model: z.string().min(1),
  training_file: z.string().min(1),
  validation_file: z.string().min(1).nullish(),
  hyperparameters,
  method: z
    .strictObject({
      type: z.literal("supervised"),
      supervised: z.strictObject({ hyperparameters }).nullish(),
    })
    .nullish(),
  suffix: z.string().min(1).max(40).nullish(),
  seed: z.int().min(0).max(2_147_483_647).nullish(),
  trainingType: z.string().nullish(),
  integrations: z
    .array(
      z.strictObject({
        type: z.literal("wandb"),
        wandb: z.strictObject({
          project: z.string().min(1),
          name: z.string().nullish(),
          entity: z.string().nullish(),
          tags: z.array(z.string()).nullish(),
        }),
      }),
    )
    .max(1)
    .nullish(),
});
type JobBody = z.infer<typeof jobBody>;

const invalid = (message: string) => new AzureError(400, "invalidPayload", message);

export async function createJob(call: Call<JobBody>): Promise<Reply> {
  const { platform, body, url } = call;
  const account = requireDataAction(call as Call, "fine-tunes/write");
  requireRoom(platform, account);
  const { baseModel, trainingType } = requireTraining(platform, account, body);
  const examples = await requireFile(platform, account, body.training_file, "training");
  if (body.validation_file) {
    await requireFile(platform, account, body.validation_file, "validation");
  }
  const wandb = body.integrations?.[0]?.wandb;
  if (wandb && !linkOf(platform, account.id)) {
    throw invalid("The Weights & Biases integration is not configured for this resource.");
  }
  const asked = body.hyperparameters ?? body.method?.supervised?.hyperparameters;
  const job: Job = {
    id: `ftjob-${randomBytes(16).toString("hex")}`,
    accountId: account.id,
    status: "pending",
    createdAt: seconds(platform),
    model: body.model,
    baseModel,
    trainingFile: body.training_file,
    validationFile: body.validation_file ?? undefined,
    suffix: body.suffix ?? undefined,
    seed: body.seed ?? randomInt(2_147_483_647),
    trainingType,
    hyperparameters: {
      epochs: given(asked?.n_epochs) ?? automaticEpochs(examples),
      batchSize: given(asked?.batch_size) ?? Math.max(1, Math.round(examples * 0.002)),
      learningRateMultiplier: given(asked?.learning_rate_multiplier) ?? 1,
    },
    wandb,
    step: 0,
  };
  jobs(platform).put(job.id, job);
  addEvent(platform, job, { message: "Job enqueued. Waiting for jobs ahead to complete." });
  if (platform.settings.current.fineTuning.stepsPerPoll === 0) {
    await goOn(platform, account);
  }
  return {
    status: 201,
    headers: { location: `${url.origin}${url.pathname}/${job.id}${url.search}` },
    body: shownJob(job),
  };
}

const given = (value: "auto" | number | null | undefined) =>
  value === "auto" ? undefined : (value ?? undefined);

/** Small files are gone through more often. */
const automaticEpochs = (examples: number) => Math.min(25, Math.max(3, Math.floor(100 / examples)));

function requireRoom(platform: Platform, account: ArmResource): void {
  const all = jobsOf(platform, account.id);
  const { jobLimit } = platform.settings.current.fineTuning;
  const queued = all.filter(({ status }) => status === "pending").length;
  if (all.length >= jobLimit || queued >= mostQueued) {
    const which =
      all.length >= jobLimit
        ? `${all.length} fine-tuning jobs, and at most ${jobLimit} are kept: delete some`
        : `${queued} jobs in its queue, and at most ${mostQueued} wait: try again later`;
    throw new AzureError(400, "quotaExceeded", `The resource has ${which}.`);
  }
}

function requireTraining(
  platform: Platform,
  account: ArmResource,
  body: JobBody,
): { baseModel: string; trainingType: string } {
  const baseModel = baseOfTuned(platform, account, body.model) ?? body.model;
  const model = baseModelOf(baseModel);
  if (!model) {
    throw invalid("The specified base model does not support fine-tuning.");
  }
  const trainingType = body.trainingType ?? "Standard";
  const way = trainingTypes[trainingType.toLowerCase() as keyof typeof trainingTypes];
  if (!way || !trainingCapabilities(model, account.location)[way]) {
    throw invalid(
      `${trainingType.slice(0, 40)} TrainingType is not supported for the model '${baseModel}' in the region '${account.location}'.`,
    );
  }
  return { baseModel, trainingType };
}

/** @returns The number of examples in a file that can be trained with. */
async function requireFile(
  platform: Platform,
  account: ArmResource,
  id: string,
  what: string,
): Promise<number> {
  const file = findFile(platform, account, id);
  if (!file || file.purpose !== "fine-tune") {
    throw invalid(
      `The specified ${what} file '${id.slice(0, 60)}' was not found, or is not for fine-tuning.`,
    );
  }
  const { status, error, examples } = await processFile(platform, file);
  if (status !== "processed") {
    throw new AzureError(
      400,
      status === "error" ? "jsonlValidationFailed" : "unexpectedEntityState",
      error ?? `The specified ${what} file is not processed yet.`,
    );
  }
  if (what === "training" && examples! < fewestExamples) {
    throw invalid(`The training file has ${examples} examples: at least ${fewestExamples} are needed.`);
  }
  return examples!;
}

export function shownJob(job: Job): Record<string, unknown> {
  const { epochs, batchSize, learningRateMultiplier } = job.hyperparameters;
  const resolved = {
    n_epochs: epochs,
    batch_size: batchSize,
    learning_rate_multiplier: learningRateMultiplier,
  };
  return {
    id: job.id,
    object: "fine_tuning.job",
    model: job.model,
    created_at: job.createdAt,
    finished_at: job.finishedAt ?? null,
    status: job.status,
    training_file: job.trainingFile,
    validation_file: job.validationFile ?? null,
    hyperparameters: resolved,
    method: { type: "supervised", supervised: { hyperparameters: resolved } },
    suffix: job.suffix ?? null,
    seed: job.seed,
    trainingType: job.trainingType,
    fine_tuned_model: job.fineTunedModel ?? null,
    result_files: job.resultFile ? [job.resultFile] : [],
    trained_tokens: job.trainedTokens ?? null,
    estimated_finish: null,
    organization_id: "",
    integrations: job.wandb ? [{ type: "wandb", wandb: job.wandb }] : null,
    error: job.error ? { ...job.error, param: null } : null,
  };
}

/** Finds a job and lets time pass for its account. */
async function requireJob(call: Call, action: string): Promise<{ account: ArmResource; job: Job }> {
  const { platform, params } = call;
  const account = requireDataAction(call, action);
  const find = () => {
    const job = jobs(platform).get(params.jobId!);
    if (job?.accountId !== account.id) {
      throw new AzureError(
        404,
        "notFound",
        `The specified job '${params.jobId!.slice(0, 60)}' was not found.`,
      );
    }
    return job;
  };
  find();
  if (call.method === "GET") {
    await goOn(platform, account);
  }
  return { account, job: find() };
}

export async function getJob(call: Call): Promise<Reply> {
  return { status: 200, body: shownJob((await requireJob(call, "fine-tunes/read")).job) };
}

export function listJobs(call: Call): Reply {
  const account = requireDataAction(call, "fine-tunes/read");
  const newest = jobsOf(call.platform, account.id).reverse();
  return { status: 200, body: listed(call, newest.map(shownJob)) };
}

export async function listEvents(call: Call): Promise<Reply> {
  const { job } = await requireJob(call, "fine-tunes/read");
  const shown = eventsOf(call.platform, job).map(({ id, createdAt, level, type, message, data }) => ({
    id,
    object: "fine_tuning.job.event",
    created_at: createdAt,
    level,
    type,
    message,
    data: data ?? null,
  }));
  return { status: 200, body: listed(call, shown.reverse()) };
}

export async function listCheckpoints(call: Call): Promise<Reply> {
  const { job } = await requireJob(call, "fine-tunes/read");
  const shown = checkpointsOf(call.platform, job).map(({ id, createdAt, step, model, metrics }) => ({
    id,
    object: "fine_tuning.job.checkpoint",
    created_at: createdAt,
    fine_tuning_job_id: job.id,
    fine_tuned_model_checkpoint: model,
    step_number: step,
    metrics,
  }));
  return { status: 200, body: listed(call, shown.reverse(), 10) };
}

/** Changes of a job's state: from which states, to which, and what the events say. */
const changes = {
  cancel: { from: ["pending", "running", "paused"], to: "cancelled", message: "Job cancelled." },
  pause: { from: ["running"], to: "paused", message: "Job paused." },
  resume: { from: ["paused"], to: "running", message: "Job resumed." },
} as const;

export const changeState =
  (change: keyof typeof changes) =>
  async (call: Call): Promise<Reply> => {
    const { job } = await requireJob(call, "fine-tunes/write");
    const { from, to, message } = changes[change];
    if (!(from as readonly string[]).includes(job.status)) {
      throw new AzureError(
        400,
        "unexpectedEntityState",
        `The job is ${job.status}: only one that is ${from.join(" or ")} can be ${to}.`,
      );
    }
    const over = to === "cancelled" ? { finishedAt: seconds(call.platform) } : {};
    const changed = changeJob(call.platform, job.id, { status: to, ...over });
    addEvent(call.platform, changed, { message });
    return { status: 200, body: shownJob(changed) };
  };

export async function deleteJob(call: Call): Promise<Reply> {
  const { job } = await requireJob(call, "fine-tunes/delete");
  if (!isOver(job)) {
    throw new AzureError(409, "conflict", `The job is ${job.status}: cancel it before it is deleted.`);
  }
  forgetJob(call.platform, job);
  return { status: 204 };
}
