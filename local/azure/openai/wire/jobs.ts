import { z } from "zod";
import type { Platform } from "../../service";
import type { Hyperparameters, Job } from "../model/jobs";

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
  // Numbers are accepted too: 0 is Standard, 1 is GlobalStandard (litellm#24687, March 2026).
  trainingType: z.union([z.string(), z.literal(0), z.literal(1)]).nullish(),
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
export type JobBody = z.infer<typeof jobBody>;

/** Seconds from a job's creation to the finish that Azure estimates while it is pending (recorded of a workshop, September 2025). */
const estimatedSeconds = 1080;

/** The value of a hyperparameter that Azure has not chosen yet. */
const notChosen = -1;

export function toResponseJob({ settings }: Platform, job: Job): Record<string, unknown> {
  const hyperparameters = toResponseHyperparameters(job);
  return {
    id: job.id,
    object: "fine_tuning.job",
    model: job.model,
    created_at: job.createdAt,
    finished_at: job.finishedAt ?? null,
    status: job.status,
    training_file: job.trainingFile,
    validation_file: job.validationFile ?? null,
    hyperparameters,
    method: job.hasMethod ? { type: "supervised", supervised: { hyperparameters } } : null,
    seed: job.seed,
    fine_tuned_model: job.fineTunedModel ?? null,
    result_files: job.resultFile ? [job.resultFile] : null,
    trained_tokens: job.trainedTokens ?? null,
    estimated_finish: job.createdAt + estimatedSeconds,
    organization_id: null,
    metadata: null,
    integrations: job.wandb ? [{ type: "wandb", wandb: job.wandb }] : null,
    error: job.error ? { ...job.error, param: null } : null,
    ...(settings.current.jobsReturnRequest ? requestedFields(job) : {}),
  };
}

/** Azure chooses epochs and batch size when the job starts, and the learning rate multiplier at once. */
function toResponseHyperparameters({ hyperparameters, automatic, totalSteps }: Job): Record<string, number> {
  const { epochs, batchSize, learningRateMultiplier } = hyperparameters;
  const isChosen = (name: keyof Hyperparameters) => totalSteps !== undefined || !automatic?.includes(name);
  return {
    n_epochs: isChosen("epochs") ? epochs : notChosen,
    batch_size: isChosen("batchSize") ? batchSize : notChosen,
    learning_rate_multiplier: learningRateMultiplier,
  };
}

/** Jobs whose request left these out do not have them. */
const requestedFields = ({ suffix, trainingType }: Job): Record<string, unknown> => ({
  ...(suffix === undefined ? {} : { suffix }),
  ...(trainingType === undefined ? {} : { trainingType }),
});
