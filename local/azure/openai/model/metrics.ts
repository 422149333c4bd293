/** The metrics of a job's steps, stored and as its result file contains them. */
import type { Method } from "../../../../cli/openai/methods";
import type { Platform } from "../../service";

/** The metrics of one step, by the names that events, checkpoints, the result file and W&B's runs have. */
export type Metrics = { step: number } & Readonly<Record<string, number>>;

const metrics = (platform: Platform) => platform.store.collection<Metrics>("openaiMetrics");
const metricsKey = (jobId: string, step: number) => `${jobId}/${step}`;

export function addMetrics(platform: Platform, jobId: string, row: Metrics): void {
  metrics(platform).put(metricsKey(jobId, row.step), row);
}

export const findMetrics = (platform: Platform, jobId: string, step: number): Metrics | undefined =>
  metrics(platform).get(metricsKey(jobId, step));

/** The metrics of steps 1 to `lastStep`. */
export function listMetrics(platform: Platform, jobId: string, lastStep: number): Metrics[] {
  return Array.from({ length: lastStep }, (_, index) => findMetrics(platform, jobId, index + 1)).filter(
    (row) => row !== undefined,
  );
}

export function removeMetrics(platform: Platform, jobId: string, lastStep: number): void {
  for (let step = 1; step <= lastStep; step += 1) {
    metrics(platform).delete(metricsKey(jobId, step));
  }
}

/**
 * The columns of the result file. Supervised: recorded (Samples2025, May 2025). Reinforcement: OpenAI's example of an event, and what
 * azure-skills reads of Azure's file (2026). ASSUMED: those of DPO, for which Azure's documentation names none (October 2026).
 */
const columns: Record<Method, readonly string[]> = {
  supervised: [
    "train_loss",
    "train_mean_token_accuracy",
    "valid_loss",
    "valid_mean_token_accuracy",
    "full_valid_loss",
    "full_valid_mean_token_accuracy",
  ],
  dpo: [
    "train_loss",
    "train_reward_margin",
    "valid_loss",
    "valid_reward_margin",
    "full_valid_loss",
    "full_valid_reward_margin",
  ],
  reinforcement: [
    "train_mean_reward",
    "full_valid_mean_reward",
    "full_valid_mean_parse_error",
    "completion_tokens_mean",
    "reasoning_tokens_mean",
    "valid_reasoning_tokens_mean",
    "mean_unresponsive_rewards",
  ],
};

/** The result file: CSV with one line for each step. */
export function toResultFile(method: Method, rows: readonly Metrics[]): string {
  const names = ["step", ...columns[method]];
  const lines = rows.map((row) => names.map((name) => row[name] ?? "").join(","));
  return [names.join(","), ...lines, ""].join("\n");
}
