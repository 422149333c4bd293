/**
 * Creates a job exactly once. Azure has no idempotency key for jobs: if a response is lost, the job may exist, and a plain retry
 * would create a second one. So the account's jobs are listed before a request is sent again.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { AzureOpenAI } from "openai";
import { abortable } from "../openai/client";
import { outcomeOf, retryAfterMs } from "../openai/errors";
import { isFinished, listJobs, matchesRequest, unknownFields } from "../openai/jobs";
import type { Job, JobRequest } from "../openai/jobs";
import { UserError } from "../errors";
import { recallJob, rememberJob } from "./createdJobs";
import { creationIntent } from "./creationIntent";
import type { CreationIntent } from "./creationIntent";

export interface Creation {
  client: AzureOpenAI;
  signal: AbortSignal;
  /** Creates a job even if the same one is running. */
  allowDuplicate: boolean;
  /** Called before an attempt is repeated. */
  onRetry: (reason: string) => void;
}

const maxAttempts = 4;
/** How long a job whose creation got no response is searched for. */
const searchTimeoutMs = 10_000;
const firstSearchDelayMs = 250;
/** The largest difference between this machine's clock and Azure's. */
const clockSkewMs = 60_000;

export interface CreatedJob {
  job: Job;
  existed: boolean;
  /** What the existing job may differ in from the request, because neither Azure nor this machine knows it of the job. */
  unknown: string[];
}

/** @returns The job, and whether it existed before. */
export async function createJobOnce(request: JobRequest, creation: Creation): Promise<CreatedJob> {
  const { client, signal, allowDuplicate } = creation;
  const intent = creationIntent(client.baseURL, request);
  const before = await listJobs(client, signal);
  const existing = allowDuplicate ? undefined : await findExisting(request, before, intent, creation);
  const job = existing ?? (await createWithRetries(request, before, intent, creation));
  remember(job, request, existing === undefined || intent.unansweredSince !== undefined, intent);
  return {
    job,
    existed: existing !== undefined,
    unknown: unknownFields(job, request, recallJob(job.id)),
  };
}

/**
 * Remembers a job of this machine, and ends the intent to create it. If that fails, the intent remains: the next run of the command
 * finds the job by it.
 */
function remember(job: Job, request: JobRequest, isOwn: boolean, intent: CreationIntent): void {
  try {
    if (isOwn) {
      rememberJob(job.id, request);
    }
    intent.end();
  } catch (error) {
    throw error instanceof UserError
      ? new UserError(`The job ${job.id} exists, and goes on. ${error.message}`, 1)
      : error;
  }
}

const isSame = (job: Job, request: JobRequest): boolean => matchesRequest(job, request, recallJob(job.id));

/** Finds the same job: one that is running, or one that an earlier process requested. */
async function findExisting(
  request: JobRequest,
  before: readonly Job[],
  { unansweredSince }: CreationIntent,
  creation: Creation,
): Promise<Job | undefined> {
  const same = before.filter((job) => !isFinished(job) && isSame(job, request));
  const isCertain = (job: Job) => unknownFields(job, request, recallJob(job.id)).length === 0;
  const running = same.find(isCertain) ?? same[0];
  if (running || unansweredSince === undefined) {
    return running;
  }
  const since = unansweredSince - clockSkewMs;
  return searchJob(creation, (job) => job.created_at * 1000 >= since && isSame(job, request));
}

async function createWithRetries(
  request: JobRequest,
  before: readonly Job[],
  intent: CreationIntent,
  creation: Creation,
): Promise<Job> {
  const { client, signal } = creation;
  const idsBefore = new Set(before.map(({ id }) => id));
  const isCreated = (job: Job) => !idsBefore.has(job.id) && isSame(job, request);
  for (let attempt = 1; ; attempt += 1) {
    intent.begin();
    try {
      // The client's own retries would create a second job.
      return await client.fineTuning.jobs.create(request, { maxRetries: 0, ...abortable(signal) });
    } catch (error) {
      const created = await handleFailure(error, attempt, isCreated, intent, creation);
      if (created) {
        return created;
      }
    }
  }
}

/**
 * Handles an attempt that failed.
 * @returns The job if Azure has created it nevertheless; undefined to try again.
 * @throws The error if the attempt must not be repeated.
 */
async function handleFailure(
  error: unknown,
  attempt: number,
  isCreated: (job: Job) => boolean,
  intent: CreationIntent,
  creation: Creation,
): Promise<Job | undefined> {
  const { signal, onRetry } = creation;
  const outcome = outcomeOf(error);
  if (signal.aborted) {
    throw error;
  }
  if (outcome !== "unknown") {
    intent.end();
  }
  if (outcome === "rejected" || attempt === maxAttempts) {
    throw error;
  }
  onRetry((error as Error).message);
  if (outcome === "throttled") {
    await delay(retryAfterMs(error) ?? 1000 * 2 ** attempt, undefined, { signal });
    return undefined;
  }
  return searchJob(creation, isCreated);
}

/** Searches for a job that Azure may list with a delay. */
async function searchJob(
  { client, signal }: Creation,
  matches: (job: Job) => boolean,
): Promise<Job | undefined> {
  const deadline = Date.now() + searchTimeoutMs;
  for (let delayMs = firstSearchDelayMs; ; delayMs *= 2) {
    const found = (await listJobs(client, signal)).find(matches);
    if (found || Date.now() + delayMs > deadline) {
      return found;
    }
    await delay(delayMs, undefined, { signal });
  }
}
