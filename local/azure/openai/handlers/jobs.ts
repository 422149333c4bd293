import { AzureError } from "../../error";
import type { Platform, Reply } from "../../service";
import type { AccountCall } from "../accountRoute";
import { epochSeconds } from "../epochSeconds";
import { addEvent } from "../model/events";
import { changeJob, findJob, isOver, listJobs, removeJob } from "../model/jobs";
import type { Job, JobStatus } from "../model/jobs";
import { advanceJobs } from "../training/jobQueue";
import { startPause, startResume } from "../training/jobPause";
import { toResponseJob } from "../wire/jobs";
import { toResponseList } from "../wire/list";
import { requireJob } from "./requireJob";
import type { JobCall } from "./requireJob";

export async function getJob(call: JobCall): Promise<Reply> {
  return { status: 200, body: toResponseJob(call.platform, await requireJob(call)) };
}

export async function getJobs(call: AccountCall): Promise<Reply> {
  const { platform, account } = call;
  if (listJobs(platform, account.id).some((job) => job.end && !isOver(job))) {
    // By the clock, the end of a job comes without a request for it.
    await advanceJobs(platform, account);
  }
  const newestFirst = listJobs(platform, account.id).reverse();
  return {
    status: 200,
    body: toResponseList(
      call,
      newestFirst.map((job) => toResponseJob(platform, job)),
    ),
  };
}

interface StatusChange {
  from: readonly JobStatus[];
  /** Names what the change ends in, in the message of an error. */
  to: JobStatus;
  start: (platform: Platform, job: Job) => void;
}

const statusChanges = {
  cancel: {
    from: ["pending", "running", "pausing", "paused", "resuming"],
    to: "cancelled",
    start: cancelJob,
  },
  pause: { from: ["running"], to: "paused", start: startPause },
  resume: { from: ["paused"], to: "running", start: startResume },
} satisfies Record<string, StatusChange>;

/** The operation that cancels, pauses or resumes a job. */
export const changeJobStatus =
  (change: keyof typeof statusChanges) =>
  async (call: JobCall): Promise<Reply> => {
    const { platform } = call;
    const job = await requireJob(call);
    const { from, to, start }: StatusChange = statusChanges[change];
    if (!from.includes(job.status)) {
      throw new AzureError(
        400,
        "unexpectedEntityState",
        `The job is ${job.status}. Only a job that is ${from.join(" or ")} can be ${to}.`,
      );
    }
    start(platform, job);
    if (change === "resume" && platform.settings.current.fineTuning.stepsPerPoll === 0) {
      await advanceJobs(platform, call.account);
    }
    return { status: 200, body: toResponseJob(platform, findJob(platform, job.id) ?? job) };
  };

function cancelJob(platform: Platform, { id }: Job): void {
  changeJob(platform, id, { status: "cancelled", finishedAt: epochSeconds(platform) });
  addEvent(platform, id, { message: "Job cancelled." });
}

export async function deleteJob(call: JobCall): Promise<Reply> {
  const job = await requireJob(call);
  if (!isOver(job)) {
    throw new AzureError(409, "conflict", `The job is ${job.status}. Cancel it, then delete it.`);
  }
  removeJob(call.platform, job);
  return { status: 204 };
}
