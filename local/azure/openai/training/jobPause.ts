/**
 * Pausing and resuming a job. A pause saves a checkpoint, and a resumed job goes on from it (OpenAI's guide of reinforcement fine-tuning). The
 * statuses in between are those of Azure's specification. ASSUMED: a paused job leaves its place to those that wait, and waits for one
 * again when it is resumed.
 */
import { limitOf } from "../../arm/cognitiveservices/model/limits";
import { AzureError } from "../../error";
import type { Platform } from "../../service";
import { addCheckpoint, listCheckpoints } from "../model/checkpoints";
import { addEvent } from "../model/events";
import { changeJob, checkpointModelId, listJobs } from "../model/jobs";
import type { Job, JobStatus } from "../model/jobs";
import { findMetrics } from "../model/metrics";

/** The statuses of jobs that count as running. */
const training: readonly JobStatus[] = ["running", "pausing"];

/** How many more of an account's jobs can run. */
export function freePlaces(platform: Platform, accountId: string): number {
  const running = listJobs(platform, accountId).filter(({ status }) => training.includes(status));
  return Math.max(0, limitOf(platform, "MaxRunningFineTuneCount") - running.length);
}

/** @throws AzureError 400 where the job has no step left to pause at. */
export function startPause(platform: Platform, job: Job): void {
  if (job.end) {
    throw new AzureError(
      400,
      "unexpectedEntityState",
      "The job has trained all its steps, and is evaluated. It cannot be paused any more.",
    );
  }
  begin(platform, job, "pausing");
  advancePause(platform, job.id);
}

export function startResume(platform: Platform, job: Job): void {
  begin(platform, job, "resuming");
  advancePause(platform, job.id);
}

function begin(platform: Platform, { id }: Job, status: "pausing" | "resuming"): void {
  changeJob(platform, id, { status, remainingPolls: platform.settings.current.fineTuningPause.polls });
}

/** Counts a request for an account's jobs that are pausing or resuming. */
export function advancePauses(platform: Platform, accountId: string): void {
  listJobs(platform, accountId)
    .filter(({ status }) => status === "pausing" || status === "resuming")
    .forEach(({ id }) => advancePause(platform, id));
}

/** Ends a pause that has been polled often enough, or lets a resumed job go on. */
function advancePause(platform: Platform, jobId: string): void {
  const { remainingPolls = 0, ...job } = changeJob(platform, jobId, {});
  if (remainingPolls > 0) {
    changeJob(platform, jobId, { remainingPolls: remainingPolls - 1 });
  } else if (job.status === "pausing") {
    pauseJob(platform, job);
  } else if (job.status === "resuming" && freePlaces(platform, job.accountId) > 0) {
    changeJob(platform, jobId, { status: "running", remainingPolls: undefined });
    addEvent(platform, jobId, { message: "Job resumed." });
  }
}

function pauseJob(platform: Platform, job: Job): void {
  const { id, step } = job;
  const metrics = findMetrics(platform, id, step);
  if (metrics && !listCheckpoints(platform, id).some((checkpoint) => checkpoint.step === step)) {
    addCheckpoint(platform, id, checkpointModelId(job, step), metrics);
  }
  changeJob(platform, id, { status: "paused", remainingPolls: undefined });
  addEvent(platform, id, { message: "Job paused." });
}
