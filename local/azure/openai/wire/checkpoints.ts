import type { Checkpoint } from "../model/checkpoints";

export function toResponseCheckpoint(checkpoint: Checkpoint): Record<string, unknown> {
  const { id, jobId, createdAt, step, model, metrics } = checkpoint;
  return {
    id,
    object: "fine_tuning.job.checkpoint",
    created_at: createdAt,
    fine_tuning_job_id: jobId,
    fine_tuned_model_checkpoint: model,
    step_number: step,
    metrics,
  };
}
