/** Fine-tuning jobs, as they are stored. */
import { randomBytes } from "node:crypto";
import type { Platform } from "../../service";
import { removeCheckpoints } from "./checkpoints";
import { removeEvents } from "./events";
import type { Hyperparameters } from "./hyperparameters";
import type { JobMethod } from "./methods";
import { removeMetrics } from "./metrics";

export type JobStatus =
  "pending" | "running" | "pausing" | "paused" | "resuming" | "succeeded" | "cancelled" | "failed";

/** What a job that has trained all its steps has come to. */
export type EndStage = "trained" | "succeeded" | "evaluated";

/** Where a job logs to W&B, as its request specifies it. */
export interface WandbSettings {
  project: string;
  name?: string | null;
  entity?: string | null;
  tags?: string[] | null;
}

/** A job's run at W&B, and how many lines of its history are sent. */
export interface WandbRun {
  entity: string;
  project: string;
  lines: number;
}

export interface Job {
  id: string;
  accountId: string;
  status: JobStatus;
  /** Seconds since the epoch, as is `finishedAt`. */
  createdAt: number;
  finishedAt?: number;
  /** The requested model: a base model or a fine-tuned one. */
  model: string;
  baseModel: string;
  trainingFile: string;
  validationFile?: string;
  suffix?: string;
  seed: number;
  /** As the request specifies it. */
  trainingType?: string;
  hyperparameters: Hyperparameters;
  /** The hyperparameters that the request leaves to Azure. */
  automatic?: readonly (keyof Hyperparameters)[];
  /** @default supervised fine-tuning */
  method?: JobMethod;
  /** Whether the request names a method. */
  hasMethod?: boolean;
  metadata?: Record<string, string>;
  wandb?: WandbSettings;
  fineTunedModel?: string;
  resultFile?: string;
  trainedTokens?: number;
  error?: { code: string; message: string };
  /** Trained steps, of `totalSteps`. */
  step: number;
  totalSteps?: number;
  run?: WandbRun;
  /** The stage of the job's end, and since when, in milliseconds since the epoch; absent while the job trains. */
  end?: { stage: EndStage; since: number };
  /** Requests for the job until it is paused, or goes on. */
  remainingPolls?: number;
}

/** The model that a job trains: named by the job's id (recorded, Samples2025 May 2025). */
export const fineTunedModelId = ({ id, baseModel, suffix }: Job): string =>
  `${baseModel}.ft-${id.replace(/^ftjob-/, "")}${suffix ? `-${suffix}` : ""}`;

/** The last checkpoint is the fine-tuned model itself (recorded, Samples2025 May 2025). */
export const checkpointModelId = (job: Job, step: number): string =>
  `${fineTunedModelId(job)}${step === job.totalSteps ? "" : `:ckpt-step-${step}`}`;

const jobs = (platform: Platform) => platform.store.collection<Job>("openaiJobs");

export const newJobId = (): string => `ftjob-${randomBytes(16).toString("hex")}`;

export const isOver = ({ status }: Job): boolean => ["succeeded", "cancelled", "failed"].includes(status);

export const findJob = (platform: Platform, id: string): Job | undefined => jobs(platform).get(id);

/** An account's jobs, oldest first. */
export function listJobs(platform: Platform, accountId: string): Job[] {
  return [...jobs(platform).values()].filter((job) => job.accountId === accountId);
}

export function addJob(platform: Platform, job: Job): void {
  jobs(platform).put(job.id, job);
}

export function changeJob(platform: Platform, id: string, change: Partial<Job>): Job {
  const job = findJob(platform, id);
  if (!job) {
    throw new Error(`There is no job ${id}.`);
  }
  const changed = { ...job, ...change };
  jobs(platform).put(id, changed);
  return changed;
}

/** Removes a job with its events, checkpoints and metrics. */
export function removeJob(platform: Platform, { id, step }: Job): void {
  removeEvents(platform, id);
  removeCheckpoints(platform, id);
  removeMetrics(platform, id, step);
  jobs(platform).delete(id);
}
