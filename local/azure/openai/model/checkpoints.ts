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
    metrics,
  });
}

export function removeCheckpoints(platform: Platform, jobId: string): void {
  listCheckpoints(platform, jobId).forEach(({ id }) => checkpoints(platform).delete(id));
}
