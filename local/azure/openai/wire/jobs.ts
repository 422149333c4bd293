import { z } from "zod";
import type { Platform } from "../../service";
import { namedHyperparameters, pendingHyperparameters } from "../model/hyperparameters";
import type { Job } from "../model/jobs";
import { methodOf } from "../model/methods";
import { grader } from "./graders";
import { hyperparameters, supervisedHyperparameters } from "./hyperparameters";

const responseFormat = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text") }),
  z.looseObject({ type: z.literal("json_object") }),
  // Azure's own page has the schema's properties beside the type; OpenAI's has them in `json_schema`.
  z
    .looseObject({ type: z.literal("json_schema") })
    .refine((format) => "json_schema" in format || "schema" in format, "must have a JSON schema"),
]);

const method = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("supervised"),
    supervised: z.strictObject({ hyperparameters: hyperparameters.supervised.nullish() }).nullish(),
  }),
  z.strictObject({
    type: z.literal("dpo"),
    dpo: z.strictObject({ hyperparameters: hyperparameters.dpo.nullish() }).nullish(),
  }),
  z.strictObject({
    type: z.literal("reinforcement"),
    reinforcement: z.strictObject({
      grader,
      response_format: responseFormat.nullish(),
      hyperparameters: hyperparameters.reinforcement.nullish(),
    }),
  }),
]);

/** OpenAI's limits. */
const metadata = z
  .record(z.string().max(64), z.string().max(512))
  .refine((pairs) => Object.keys(pairs).length <= 16, "must have at most 16 pairs")
  .nullish();

export const jobBody = z.strictObject({
  model: z.string().min(1),
  training_file: z.string().min(1),
  validation_file: z.string().min(1).nullish(),
  // The older form of `method.supervised.hyperparameters`.
  hyperparameters: supervisedHyperparameters.nullish(),
  method: method.nullish(),
  metadata,
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

export function toResponseJob({ settings }: Platform, job: Job): Record<string, unknown> {
  const chosen = toResponseHyperparameters(job);
  return {
    id: job.id,
    object: "fine_tuning.job",
    model: job.model,
    created_at: job.createdAt,
    finished_at: job.finishedAt ?? null,
    status: job.status,
    training_file: job.trainingFile,
    validation_file: job.validationFile ?? null,
    hyperparameters: chosen,
    method: job.hasMethod ? toResponseMethod(job, chosen) : null,
    seed: job.seed,
    fine_tuned_model: job.fineTunedModel ?? null,
    result_files: job.resultFile ? [job.resultFile] : null,
    trained_tokens: job.trainedTokens ?? null,
    estimated_finish: job.createdAt + estimatedSeconds,
    organization_id: null,
    metadata: job.metadata ?? null,
    integrations: job.wandb ? [{ type: "wandb", wandb: job.wandb }] : null,
    error: job.error ? { ...job.error, param: null } : null,
    ...(settings.current.jobsReturnRequest ? requestedFields(job) : {}),
  };
}

/** Azure chooses epochs and batch size when the job starts, and the learning rate multiplier at once. */
function toResponseHyperparameters(job: Job): Record<string, number | string> {
  const { type } = methodOf(job);
  return job.totalSteps === undefined
    ? pendingHyperparameters(type, job.hyperparameters, job.automatic ?? [])
    : namedHyperparameters(type, job.hyperparameters);
}

function toResponseMethod(job: Job, chosen: Record<string, number | string>): Record<string, unknown> {
  const requested = methodOf(job);
  const specified =
    requested.type === "reinforcement"
      ? { grader: requested.grader, response_format: requested.responseFormat ?? null }
      : {};
  return { type: requested.type, [requested.type]: { ...specified, hyperparameters: chosen } };
}

/** Jobs whose request left these out do not have them. */
const requestedFields = ({ suffix, trainingType }: Job): Record<string, unknown> => ({
  ...(suffix === undefined ? {} : { suffix }),
  ...(trainingType === undefined ? {} : { trainingType }),
});
