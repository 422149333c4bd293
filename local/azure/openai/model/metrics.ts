/** The metrics of a job's steps, stored and as its result file contains them. */
import type { Platform } from "../../service";

/** The metrics of one step. */
export interface Metrics {
  step: number;
  trainLoss: number;
  trainAccuracy: number;
  validLoss?: number;
  validAccuracy?: number;
  /** On the whole validation file, at the end of an epoch. */
  fullValidLoss?: number;
  fullValidAccuracy?: number;
}

const metrics = (platform: Platform) => platform.store.collection<Metrics>("openaiMetrics");
const metricsKey = (jobId: string, step: number) => `${jobId}/${step}`;

export function addMetrics(platform: Platform, jobId: string, row: Metrics): void {
  metrics(platform).put(metricsKey(jobId, row.step), row);
}

/** The metrics of steps 1 to `lastStep`. */
export function listMetrics(platform: Platform, jobId: string, lastStep: number): Metrics[] {
  return Array.from({ length: lastStep }, (_, index) =>
    metrics(platform).get(metricsKey(jobId, index + 1)),
  ).filter((row) => row !== undefined);
}

export function removeMetrics(platform: Platform, jobId: string, lastStep: number): void {
  for (let step = 1; step <= lastStep; step += 1) {
    metrics(platform).delete(metricsKey(jobId, step));
  }
}

/** The columns of the result file, and the names of the metrics in events, checkpoints and W&B's runs. */
const columns: readonly [name: string, property: keyof Metrics][] = [
  ["step", "step"],
  ["train_loss", "trainLoss"],
  ["train_mean_token_accuracy", "trainAccuracy"],
  ["valid_loss", "validLoss"],
  ["valid_mean_token_accuracy", "validAccuracy"],
  ["full_valid_loss", "fullValidLoss"],
  ["full_valid_mean_token_accuracy", "fullValidAccuracy"],
];

/** The result file: CSV with one line for each step. */
export function toResultFile(rows: readonly Metrics[]): string {
  const lines = rows.map((row) => columns.map(([, property]) => row[property] ?? "").join(","));
  return [columns.map(([name]) => name).join(","), ...lines, ""].join("\n");
}

/** A step's metrics by the names of the result file's columns, without those that the step does not have. */
export function namedMetrics(row: Metrics): Record<string, number> {
  return Object.fromEntries(
    columns.flatMap(([name, property]) => {
      const value = row[property];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
