import { randomBytes } from "node:crypto";
import type { Platform } from "../../service";
import { epochSeconds } from "../epochSeconds";
import type { Metrics } from "./metrics";

/** A model as it was at the end of an epoch. */
export interface Checkpoint {
  id: string;
  jobId: string;
  /** Seconds since the epoch. */
  createdAt: number;
  step: number;
  model: string;
  metrics: Record<string, unknown>;
}

const checkpoints = (platform: Platform) => platform.store.collection<Checkpoint>("openaiCheckpoints");

/** A job's checkpoints, oldest first. */
export const listCheckpoints = (platform: Platform, jobId: string): Checkpoint[] =>
  [...checkpoints(platform).values()].filter((checkpoint) => checkpoint.jobId === jobId);

export function addCheckpoint(platform: Platform, jobId: string, model: string, metrics: Metrics): void {
  const id = `ftchkpt-${randomBytes(16).toString("hex")}`;
  checkpoints(platform).put(id, {
    id,
    jobId,
    createdAt: epochSeconds(platform),
    step: metrics.step,
    model,
    metrics: checkpointMetrics(metrics),
  });
}

/** A checkpoint's metrics, whose names differ from those of the result file. */
const checkpointMetrics = (metrics: Metrics) => ({
  step: metrics.step,
  train_loss: metrics.trainLoss,
  train_mean_token_accuracy: metrics.trainAccuracy,
  valid_loss: metrics.validLoss,
  valid_mean_token_accuracy: metrics.validAccuracy,
  full_valid_loss: metrics.fullValidLoss,
  full_valid_mean_token_accuracy: metrics.fullValidAccuracy,
});

export function removeCheckpoints(platform: Platform, jobId: string): void {
  listCheckpoints(platform, jobId).forEach(({ id }) => checkpoints(platform).delete(id));
}
