/** The life of a job, one turn after the other: it starts, trains some steps at a time, and succeeds or fails. */
import type { ArmResource } from "../../arm/resources";
import type { Platform } from "../../service";
import { epochSeconds } from "../epochSeconds";
import { WandbLoggingError } from "../logging/sendAsAccount";
import { finishRun, sendMetrics, startRun } from "../logging/wandbRun";
import { addCheckpoint } from "../model/checkpoints";
import { addEvent } from "../model/events";
import { changeJob, checkpointModelId, findJob, isOver } from "../model/jobs";
import type { Job, JobStatus } from "../model/jobs";
import { methodOf } from "../model/methods";
import { addMetrics, listMetrics } from "../model/metrics";
import { advanceEnd, markTrained } from "./jobEnd";
import { JobFailure } from "./jobFailure";
import { loadTrainer } from "./loadTrainer";
import { metricsEvents } from "./metricsEvents";
import { createPace } from "./pace";
import type { Step, Trainer } from "./trainer";

/** What this process has in memory of a job between its turns. */
export interface ActiveJob {
  training?: Trainer;
}

interface Turn {
  platform: Platform;
  account: ArmResource;
  job: Job;
  training: Trainer;
  maxSteps: number;
}

/** What a turn does with a job, by its status; jobs of other statuses wait or are over. */
const turns: Partial<Record<JobStatus, (turn: Turn) => Promise<void>>> = {
  pending: startJob,
  running: trainJob,
};

/** Rows of metrics that are sent to W&B together. */
const rowsPerRequest = 10;

/** Only the last epochs have a checkpoint. */
const epochsWithCheckpoint = 3;

/** @param active Receives the job's training, for the next turn. */
export async function runTurn(
  platform: Platform,
  account: ArmResource,
  jobId: string,
  active: ActiveJob,
  maxSteps: number,
): Promise<void> {
  const found = findJob(platform, jobId);
  if (!found || !turns[found.status]) {
    return;
  }
  active.training ??= await loadTrainer(platform, found);
  // A request can cancel, pause or delete the job while its files are read.
  const job = findJob(platform, jobId);
  await (job && turns[job.status]?.({ platform, account, job, training: active.training, maxSteps }));
}

const hasStatus = (platform: Platform, { id }: Job, status: JobStatus): boolean =>
  findJob(platform, id)?.status === status;

async function startJob({ platform, account, job, training }: Turn): Promise<void> {
  const run = job.wandb ? await startRun(platform, account, job, job.wandb) : undefined;
  if (!hasStatus(platform, job, "pending")) {
    return; // cancelled or deleted while W&B answered
  }
  changeJob(platform, job.id, { status: "running", totalSteps: training.totalSteps, run });
  addEvent(platform, job.id, { message: "Job started." });
}

async function trainJob({ platform, account, job, training, maxSteps }: Turn): Promise<void> {
  if (job.end) {
    await advanceEnd({ platform, account, job, training });
    return;
  }
  const lastStep = Math.min(job.step + maxSteps, training.totalSteps);
  const pace = createPace();
  // A request can cancel, pause or delete the job between steps, and while metrics are sent.
  for (let step = job.step; step < lastStep && hasStatus(platform, job, "running"); step += 1) {
    recordStep(platform, job, training, training.next());
    await pace();
  }
  const trained = findJob(platform, job.id);
  if (trained) {
    await sendPendingMetrics(platform, account, trained, training.totalSteps);
  }
  if (hasStatus(platform, job, "running") && trained?.step === training.totalSteps) {
    markTrained(platform, job);
  }
}

/** Stores what a step results in: metrics, events and, at the end of the last epochs, a checkpoint. */
function recordStep(
  platform: Platform,
  job: Job,
  { stepsPerEpoch, totalSteps }: Trainer,
  result: Step,
): void {
  const { metrics, details } = result;
  const { step } = metrics;
  const isEndOfEpoch = step % stepsPerEpoch === 0;
  addMetrics(platform, job.id, metrics);
  changeJob(platform, job.id, { step });
  const { every, message } = metricsEvents[methodOf(job).type];
  if (step % every === 0) {
    addEvent(platform, job.id, {
      type: "metrics",
      message: message(metrics, totalSteps),
      data: { ...metrics, ...details },
    });
  }
  if (isEndOfEpoch && step / stepsPerEpoch > job.hyperparameters.epochs - epochsWithCheckpoint) {
    addCheckpoint(platform, job.id, checkpointModelId(job, step), metrics);
  }
}

/** Sends the metrics that W&B does not have yet, several rows at a time. */
async function sendPendingMetrics(
  platform: Platform,
  account: ArmResource,
  { id, step, run }: Job,
  totalSteps: number,
): Promise<void> {
  if (!run) {
    return;
  }
  const pending = step - run.lines;
  const isWorthARequest = pending >= rowsPerRequest || step === totalSteps;
  if (pending > 0 && isWorthARequest) {
    await sendMetrics(platform, account, id, run, listMetrics(platform, id, step).slice(run.lines));
    if (findJob(platform, id)) {
      changeJob(platform, id, { run: { ...run, lines: step } });
    }
  }
}

/** Ends a job with an error, and its W&B run where W&B can still be reached. */
export async function failJob(
  platform: Platform,
  account: ArmResource,
  jobId: string,
  error: unknown,
): Promise<void> {
  if (!(error instanceof WandbLoggingError || error instanceof JobFailure)) {
    console.error(`openai: job ${jobId}:`, error);
  }
  const job = findJob(platform, jobId);
  if (!job || isOver(job)) {
    return;
  }
  const reason = failureOf(error);
  changeJob(platform, jobId, { status: "failed", finishedAt: epochSeconds(platform), error: reason });
  addEvent(platform, jobId, { level: "error", message: `Job failed: ${reason.message}` });
  if (job.run) {
    await finishRun(platform, account, jobId, job.run, 1, { status: "failed" }).catch(() => undefined);
  }
}

function failureOf(error: unknown): NonNullable<Job["error"]> {
  if (error instanceof JobFailure) {
    return { code: error.code, message: error.message };
  }
  return error instanceof WandbLoggingError
    ? { code: "forbidden", message: `The Weights & Biases integration failed: ${error.message}` }
    : { code: "internalFailure", message: "The job could not run. See the log of the local Azure." };
}
