/**
 * Which jobs train, and when: as many at a time as the account's capabilities allow. Each request for a job trains as many steps
 * of each as the setting `fineTuning.stepsPerPoll` specifies; where that is 0, jobs train in the background until they end.
 */
import { setImmediate as nextEventLoopTurn } from "node:timers/promises";
import type { ArmResource } from "../../arm/resources";
import type { Platform } from "../../service";
import { StorageError } from "../../storage/storageError";
import { findJob, isOver, listJobs } from "../model/jobs";
import type { Job, JobStatus } from "../model/jobs";
import { isWaitingForTime } from "./jobEnd";
import { freePlaces } from "./jobPause";
import { failJob, runTurn } from "./jobTurn";
import type { ActiveJob } from "./jobTurn";

/** Each job of this process that is not over, and its last turn. */
interface QueuedJob extends ActiveJob {
  lastTurn: Promise<void>;
  isInBackground?: boolean;
}

const queues = new WeakMap<Platform, Map<string, QueuedJob>>();

/** Steps of a turn in the background; between turns the process answers requests. */
const stepsPerBackgroundTurn = 8;

/** Advances the account's current jobs. A job continues where it was when an earlier process ended. */
export async function advanceJobs(platform: Platform, account: ArmResource): Promise<void> {
  const { stepsPerPoll } = platform.settings.current.fineTuning;
  const jobs = jobsToAdvance(platform, account.id);
  if (stepsPerPoll > 0) {
    await Promise.all(jobs.map(({ id }) => enqueueTurn(platform, account, id, stepsPerPoll)));
    return;
  }
  for (const { id } of jobs) {
    void advanceInBackground(platform, account, id);
  }
}

/** Trains a job until it no longer is current, then those that wait. */
async function advanceInBackground(platform: Platform, account: ArmResource, jobId: string): Promise<void> {
  const queued = queuedJob(platform, jobId);
  if (queued.isInBackground) {
    return;
  }
  queued.isInBackground = true;
  try {
    do {
      await enqueueTurn(platform, account, jobId, stepsPerBackgroundTurn);
      await platform.store.flush();
      await nextEventLoopTurn();
    } while (
      platform.settings.current.fineTuning.stepsPerPoll === 0 &&
      jobsToAdvance(platform, account.id).some(({ id }) => id === jobId)
    );
    queued.isInBackground = false;
    await advanceJobs(platform, account);
  } catch (error) {
    queued.isInBackground = false;
    console.error(`openai: job ${jobId}:`, error);
  }
}

/** The current jobs that do not wait for the clock to end a stage. */
const jobsToAdvance = (platform: Platform, accountId: string): Job[] =>
  currentJobs(platform, accountId).filter((job) => !isWaitingForTime(platform, job));

/** The running jobs, and the pending ones that start next. Jobs that are resumed come first. */
function currentJobs(platform: Platform, accountId: string): Job[] {
  const jobs = listJobs(platform, accountId);
  const withStatus = (status: JobStatus) => jobs.filter((job) => job.status === status);
  const free = freePlaces(platform, accountId) - withStatus("resuming").length;
  return [...withStatus("running"), ...withStatus("pending").slice(0, Math.max(0, free))];
}

function queuedJob(platform: Platform, jobId: string): QueuedJob {
  const queue = queues.get(platform) ?? new Map<string, QueuedJob>();
  queues.set(platform, queue);
  const queued = queue.get(jobId) ?? { lastTurn: Promise.resolve() };
  queue.set(jobId, queued);
  return queued;
}

/** Runs a turn of a job after its earlier turns, so that no two run at once. */
function enqueueTurn(
  platform: Platform,
  account: ArmResource,
  jobId: string,
  maxSteps: number,
): Promise<void> {
  const queued = queuedJob(platform, jobId);
  // The error of an earlier turn is that of the request, or of the background, that waited for it.
  queued.lastTurn = queued.lastTurn
    .catch(() => undefined)
    .then(async () => {
      try {
        await platform.store.retry();
        await runTurn(platform, account, jobId, queued, maxSteps);
      } catch (error) {
        if (error instanceof StorageError) {
          throw error; // the job goes on with a later turn
        }
        await failJob(platform, account, jobId, error);
      }
      const job = findJob(platform, jobId);
      if (!job || isOver(job)) {
        queues.get(platform)?.delete(jobId);
      }
    });
  return queued.lastTurn;
}
