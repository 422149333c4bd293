/**
 * Which jobs train, and when: one at a time on an account. Each request for a job trains as many steps as the setting
 * `fineTuning.stepsPerPoll` specifies; where that is 0, jobs train in the background until they end.
 */
import { setImmediate as nextEventLoopTurn } from "node:timers/promises";
import type { ArmResource } from "../../arm/resources";
import type { Platform } from "../../service";
import { findJob, isOver, listJobs } from "../model/jobs";
import type { Job } from "../model/jobs";
import { isWaitingForTime } from "./jobEnd";
import { failJob, runTurn } from "./jobTurn";
import type { ActiveJob } from "./jobTurn";

/** Each job of this process that is not over, and its last turn. */
interface QueuedJob extends ActiveJob {
  lastTurn: Promise<void>;
}

const queues = new WeakMap<Platform, Map<string, QueuedJob>>();

/** Steps of a turn in the background; between turns the process answers requests. */
const stepsPerBackgroundTurn = 8;

/** Advances the account's current job. A job continues where it was when an earlier process ended. */
export async function advanceJobs(platform: Platform, account: ArmResource): Promise<void> {
  const job = currentJob(platform, account.id);
  if (!job || isWaitingForTime(platform, job)) {
    return;
  }
  const { stepsPerPoll } = platform.settings.current.fineTuning;
  if (stepsPerPoll > 0) {
    await enqueueTurn(platform, account, job.id, stepsPerPoll);
  } else {
    void advanceInBackground(platform, account, job.id);
  }
}

async function advanceInBackground(platform: Platform, account: ArmResource, jobId: string): Promise<void> {
  try {
    await enqueueTurn(platform, account, jobId, stepsPerBackgroundTurn);
    await platform.store.flush();
    await nextEventLoopTurn();
    await advanceJobs(platform, account);
  } catch (error) {
    console.error(`openai: job ${jobId}:`, error);
  }
}

/** The running job, or the next pending one. */
function currentJob(platform: Platform, accountId: string): Job | undefined {
  const jobs = listJobs(platform, accountId);
  return jobs.find(({ status }) => status === "running") ?? jobs.find(({ status }) => status === "pending");
}

/** Runs a turn of a job after its earlier turns, so that no two run at once. */
function enqueueTurn(
  platform: Platform,
  account: ArmResource,
  jobId: string,
  maxSteps: number,
): Promise<void> {
  const queue = queues.get(platform) ?? new Map<string, QueuedJob>();
  queues.set(platform, queue);
  const queued = queue.get(jobId) ?? { lastTurn: Promise.resolve() };
  queue.set(jobId, queued);
  queued.lastTurn = queued.lastTurn.then(async () => {
    try {
      await runTurn(platform, account, jobId, queued, maxSteps);
    } catch (error) {
      await failJob(platform, account, jobId, error);
    }
    const job = findJob(platform, jobId);
    if (!job || isOver(job)) {
      queue.delete(jobId);
    }
  });
  return queued.lastTurn;
}
