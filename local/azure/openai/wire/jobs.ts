import { z } from "zod";
import type { Job } from "../model/jobs";

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
export type JobBody = z.infer<typeof jobBody>;

export function toResponseJob(job: Job): Record<string, unknown> {
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
