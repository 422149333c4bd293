/**
 * Creates a job exactly once. Azure has no idempotency key for jobs: if a response is lost, the job may exist, and a plain retry
 * would create a second one. So the account's jobs are listed before a request is sent again.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { AzureOpenAI } from "openai";
import { UserError } from "../errors";
import { waitBefore } from "../network/send";
import { services } from "../network/service";
import { abortable, notRepeated } from "../openai/client";
import { outcomeOf, replyOf } from "../openai/errors";
import { createJob, isFinished, listJobs, matchesRequest, unknownFields } from "../openai/jobs";
import type { Job, JobRequest } from "../openai/jobs";
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
  /** IDs of the same job that other processes, on other machines, created at the same time. */
  duplicates: string[];
}

/** @returns The job, and whether it existed before. */
export async function createJobOnce(request: JobRequest, creation: Creation): Promise<CreatedJob> {
  const { client, signal, allowDuplicate } = creation;
  const intent = creationIntent(client.baseURL, request);
  const before = await listJobs(client, signal);
  const existing = allowDuplicate ? undefined : await findOrClaim(request, before, intent, creation);
  const job = existing ?? (await createWithRetries(request, before, intent, creation));
  remember(job, request, existing === undefined || intent.unansweredSince !== undefined, intent);
  return {
    job,
    existed: existing !== undefined,
    unknown: unknownFields(job, request, recallJob(job.id)),
    duplicates: existing || allowDuplicate ? [] : await findDuplicates(job, request, before, creation),
  };
}

/**
 * Finds the same job, or claims its creation.
 * @throws UserError if another process on this machine is creating it and Azure does not list it yet.
 */
async function findOrClaim(
  request: JobRequest,
  before: readonly Job[],
  intent: CreationIntent,
  creation: Creation,
): Promise<Job | undefined> {
  const existing = await findExisting(request, before, intent, creation);
  if (existing) {
    return existing;
  }
  const isCreated = isCreatedSince(before, request);
  if (intent.claim()) {
    // The process that had the claim may have created the job since the jobs were listed.
    return (await listJobs(creation.client, creation.signal)).find(isCreated);
  }
  const created = await searchJob(creation, isCreated);
  if (!created) {
    throw new UserError(
      "Another process is creating the same job. Run the command again in a minute to follow it.",
      1,
    );
  }
  return created;
}

/** Looks again after the creation: processes on other machines cannot be excluded, since Azure has no idempotency key. */
async function findDuplicates(
  { id }: Job,
  request: JobRequest,
  before: readonly Job[],
  { client, signal }: Creation,
): Promise<string[]> {
  const isCreated = isCreatedSince(before, request);
  // The job exists, whatever becomes of this request.
  const jobs = await listJobs(client, signal).catch(() => []);
  return jobs.filter((job) => job.id !== id && isCreated(job)).map((job) => job.id);
}

/** Tells whether a job is the requested one and did not exist before. */
function isCreatedSince(before: readonly Job[], request: JobRequest): (job: Job) => boolean {
  const idsBefore = new Set(before.map(({ id }) => id));
  return (job) => !idsBefore.has(job.id) && isSame(job, request);
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
  const isCreated = isCreatedSince(before, request);
  for (let attempt = 1; ; attempt += 1) {
    intent.begin();
    try {
      // A repeated request would create a second job.
      return await createJob(client, request, { ...notRepeated, ...abortable(signal) });
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
    await waitBefore(services.openAi, replyOf(error), 1000 * 2 ** attempt, signal);
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
