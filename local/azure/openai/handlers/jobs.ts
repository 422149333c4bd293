import { AzureError } from "../../error";
import type { Reply } from "../../service";
import type { AccountCall } from "../accountRoute";
import { epochSeconds } from "../epochSeconds";
import { addEvent } from "../model/events";
import { changeJob, isOver, listJobs, removeJob } from "../model/jobs";
import type { JobStatus } from "../model/jobs";
import { advanceJobs } from "../training/jobQueue";
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
  to: JobStatus;
  /** Message of the job's event. */
  message: string;
}

const statusChanges = {
  cancel: { from: ["pending", "running", "paused"], to: "cancelled", message: "Job cancelled." },
  pause: { from: ["running"], to: "paused", message: "Job paused." },
  resume: { from: ["paused"], to: "running", message: "Job resumed." },
} satisfies Record<string, StatusChange>;

/** The operation that cancels, pauses or resumes a job. */
export const changeJobStatus =
  (change: keyof typeof statusChanges) =>
  async (call: JobCall): Promise<Reply> => {
    const { platform } = call;
    const job = await requireJob(call);
    const { from, to, message }: StatusChange = statusChanges[change];
    if (!from.includes(job.status)) {
      throw new AzureError(
        400,
        "unexpectedEntityState",
        `The job is ${job.status}. Only a job that is ${from.join(" or ")} can be ${to}.`,
      );
    }
    const finished = to === "cancelled" ? { finishedAt: epochSeconds(platform) } : {};
    const changed = changeJob(platform, job.id, { status: to, ...finished });
    addEvent(platform, job.id, { message });
    return { status: 200, body: toResponseJob(platform, changed) };
  };

export async function deleteJob(call: JobCall): Promise<Reply> {
  const job = await requireJob(call);
  if (!isOver(job)) {
    throw new AzureError(409, "conflict", `The job is ${job.status}. Cancel it, then delete it.`);
  }
  removeJob(call.platform, job);
  return { status: 204 };
}
