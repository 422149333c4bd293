/** What became of a job. */
import { wandbOf } from "../openai/jobs";
import type { Job } from "../openai/jobs";
import { azureRunUrl } from "../wandb/runs";

/** The result of a job as scripts receive it. */
export interface JobResult {
  job: string;
  status: Job["status"];
  model: Job["fine_tuned_model"];
  error: Job["error"];
  trainedTokens: Job["trained_tokens"];
  /** URL of the W&B run; null if the job does not log there, or if the run's entity is not known. */
  run: string | null;
}

/** @param defaultEntity The run's W&B entity, if the job specifies none. */
export function resultOf(job: Job, defaultEntity: string | undefined): JobResult {
  const { id, status, fine_tuned_model: model, error, trained_tokens: trainedTokens } = job;
  const wandb = wandbOf(job);
  const entity = wandb?.entity ?? defaultEntity;
  const run = wandb && entity ? azureRunUrl(entity, wandb.project, id) : null;
  return { job: id, status, model, error, trainedTokens, run };
}
