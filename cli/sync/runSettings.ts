/** What a job's run at W&B is called, and what it has besides the history. */
import { chosenHyperparameters, isFinished, wandbOf } from "../openai/jobs";
import type { Job } from "../openai/jobs";
import type { MetricsRow } from "../openai/metrics";
import type { WandbNames } from "../wandb/names";
import type { RunSettings } from "../wandb/runs";

/** The project of W&B's own integration with OpenAI. */
const defaultProject = "OpenAI-Fine-Tune";

/** @param names Names that the user has specified. */
export function runSettings(job: Job, names: WandbNames): RunSettings {
  const { id, model, seed, training_file, validation_file } = job;
  const trainingType = job.trainingType ?? "Standard";
  const wandb = wandbOf(job);
  return {
    id,
    project: names.project ?? wandb?.project ?? defaultProject,
    entity: names.entity ?? wandb?.entity ?? undefined,
    displayName: names.name ?? wandb?.name ?? id,
    // The tags of the runs that Azure logs.
    tags: [...(names.tag ?? wandb?.tags ?? []), "openai/finetune", `openai/${model}`, `openai/${id}`],
    jobType: "fine-tune",
    config: { model, seed, training_file, validation_file, trainingType, ...methodSettings(job) },
  };
}

/** The method and its hyperparameters, without those that Azure has not chosen yet. */
function methodSettings(job: Job): Record<string, unknown> {
  const type = job.method?.type;
  const ofMethod = type && (job.method?.[type] as { hyperparameters?: Job["hyperparameters"] } | undefined);
  const hyperparameters = ofMethod?.hyperparameters ?? job.hyperparameters;
  return {
    ...(type ? { method: type } : {}),
    ...(hyperparameters ? withoutOpen(chosenHyperparameters({ ...job, hyperparameters })) : {}),
  };
}

/** `auto` is what a request specifies, and no value. */
const withoutOpen = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "auto" && value !== null));

/** Returns the last value of each metric, and how the job is. */
export const runSummary = (
  job: Job,
  rows: readonly MetricsRow[],
  checkpoints: Record<string, string> | undefined,
): Record<string, unknown> => ({
  ...Object.assign({}, ...rows),
  status: job.status,
  fine_tuned_model: job.fine_tuned_model,
  trained_tokens: job.trained_tokens,
  ...(checkpoints ? { checkpoints } : {}),
  ...failureOf(job),
});

/** Azure's code and message of a job that failed. */
export function failureOf({ error }: Pick<Job, "error">): {
  error?: { code: string | null; message: string | null };
} {
  // Azure returns an empty error for a job without one.
  const { code = null, message = null } = error ?? {};
  return code || message ? { error: { code, message } } : {};
}

/** Ends the run with the job; undefined while the job runs. */
export function exitCodeOf(job: Job): number | undefined {
  if (!isFinished(job)) {
    return undefined;
  }
  return job.status === "succeeded" ? 0 : 1;
}
