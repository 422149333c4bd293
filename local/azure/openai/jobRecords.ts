/** Fine-tuning jobs with their events, checkpoints and metrics, as they are kept. */
import { randomBytes } from "node:crypto";
import type { Platform } from "../service";
import { seconds } from "./list";

export type JobStatus = "pending" | "running" | "paused" | "succeeded" | "cancelled" | "failed";

export interface WandbSettings {
  project: string;
  name?: string | null;
  entity?: string | null;
  tags?: string[] | null;
}

export interface Job {
  id: string;
  accountId: string;
  status: JobStatus;
  createdAt: number;
  finishedAt?: number;
  /** As it was asked for: a base model, or one that was tuned before. */
  model: string;
  baseModel: string;
  trainingFile: string;
  validationFile?: string;
  suffix?: string;
  seed: number;
  trainingType: string;
  hyperparameters: { epochs: number; batchSize: number; learningRateMultiplier: number };
  wandb?: WandbSettings;
  fineTunedModel?: string;
  resultFile?: string;
  trainedTokens?: number;
  error?: { code: string; message: string };
  /** Steps that were trained, of all. */
  step: number;
  totalSteps?: number;
  /** Where the run is at W&B, and how many lines of its history were taken. */
  run?: { entity: string; project: string; lines: number };
}

/** One row of the result file. */
export interface Metrics {
  step: number;
  trainLoss: number;
  trainAccuracy: number;
  validLoss?: number;
  validAccuracy?: number;
  fullValidLoss?: number;
  fullValidAccuracy?: number;
}

export interface JobEvent {
  id: string;
  jobId: string;
  createdAt: number;
  level: "info" | "warn" | "error";
  type: "message" | "metrics";
  message: string;
  data?: Record<string, unknown>;
}

export interface Checkpoint {
  id: string;
  jobId: string;
  createdAt: number;
  step: number;
  model: string;
  metrics: Record<string, unknown>;
}

export const jobs = (platform: Platform) => platform.store.collection<Job>("openaiJobs");
const metrics = (platform: Platform) => platform.store.collection<Metrics>("openaiMetrics");
const events = (platform: Platform) => platform.store.collection<JobEvent>("openaiEvents");
const checkpoints = (platform: Platform) => platform.store.collection<Checkpoint>("openaiCheckpoints");

export const isOver = ({ status }: Job): boolean => ["succeeded", "cancelled", "failed"].includes(status);

/** Changes a job. */
export function changeJob(platform: Platform, id: string, change: Partial<Job>): Job {
  const job = { ...jobs(platform).get(id)!, ...change };
  jobs(platform).put(id, job);
  return job;
}

export function jobsOf(platform: Platform, accountId: string): Job[] {
  return [...jobs(platform).values()].filter((job) => job.accountId === accountId);
}

/** Rows, events and checkpoints of a job, oldest first. */
export const metricsOf = (platform: Platform, { id, step }: Job): Metrics[] =>
  Array.from({ length: step }, (_, index) => metrics(platform).get(`${id}/${index + 1}`)!);
export const eventsOf = (platform: Platform, { id }: Job): JobEvent[] =>
  [...events(platform).values()].filter(({ jobId }) => jobId === id);
export const checkpointsOf = (platform: Platform, { id }: Job): Checkpoint[] =>
  [...checkpoints(platform).values()].filter(({ jobId }) => jobId === id);

export function addMetrics(platform: Platform, { id }: Job, row: Metrics): void {
  metrics(platform).put(`${id}/${row.step}`, row);
}

export function addEvent(
  platform: Platform,
  job: Job,
  event: Pick<JobEvent, "message"> & Partial<JobEvent>,
): void {
  const id = `ftevent-${randomBytes(16).toString("hex")}`;
  const made: JobEvent = {
    level: "info",
    type: "message",
    ...event,
    id,
    jobId: job.id,
    createdAt: seconds(platform),
  };
  events(platform).put(id, made);
}

export function addCheckpoint(
  platform: Platform,
  job: Job,
  checkpoint: Pick<Checkpoint, "step" | "model" | "metrics">,
): void {
  const id = `ftchkpt-${randomBytes(16).toString("hex")}`;
  checkpoints(platform).put(id, { ...checkpoint, id, jobId: job.id, createdAt: seconds(platform) });
}

/** Forgets a job with all that belongs to it. */
export function forgetJob(platform: Platform, job: Job): void {
  eventsOf(platform, job).forEach(({ id }) => events(platform).delete(id));
  checkpointsOf(platform, job).forEach(({ id }) => checkpoints(platform).delete(id));
  for (let step = 1; step <= job.step; step += 1) {
    metrics(platform).delete(`${job.id}/${step}`);
  }
  jobs(platform).delete(job.id);
}

/** The columns of the result file. */
const columns: readonly [name: string, value: keyof Metrics][] = [
  ["step", "step"],
  ["train_loss", "trainLoss"],
  ["train_mean_token_accuracy", "trainAccuracy"],
  ["valid_loss", "validLoss"],
  ["validation_mean_token_accuracy", "validAccuracy"],
  ["full_valid_loss", "fullValidLoss"],
  ["full_valid_mean_token_accuracy", "fullValidAccuracy"],
];

export function resultsCsv(rows: readonly Metrics[]): string {
  const lines = rows.map((row) => columns.map(([, value]) => row[value] ?? "").join(","));
  return [columns.map(([name]) => name).join(","), ...lines, ""].join("\n");
}

/** A row as W&B gets it: what there is of it, by the result file's names. */
export const namedMetrics = (row: Metrics): Record<string, number> =>
  Object.fromEntries(
    columns.flatMap(([name, value]) => (row[value] === undefined ? [] : [[name, row[value]]])),
  );
