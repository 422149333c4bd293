/**
 * Creates a job exactly once. Azure has no idempotency key for jobs: where an answer is lost, nobody knows whether the job
 * was made, and a blind retry would make a second one. So the jobs are looked at before anything is sent again.
 */
import { setTimeout as delay } from "node:timers/promises";
import { APIConnectionError, APIError } from "openai";
import type { AzureOpenAI } from "openai";
import { abortable } from "../openai/client";
import { intentOf } from "./intent";
import { isOver, isSame } from "./request";
import type { Job, JobRequest } from "./request";

export interface Creation {
  client: AzureOpenAI;
  signal: AbortSignal;
  /** Makes another job even where the same one is under way. */
  another: boolean;
  /** Told when something has to be tried again. */
  retrying: (why: string) => void;
}

/** How long a job whose creation got no answer is looked for, in milliseconds. */
const patience = 10_000;
const attempts = 4;
/** How far this machine's clock and Azure's may differ, in milliseconds. */
const clockSkew = 60_000;

/** @returns The job, and whether it was there already. */
export async function createOnce(
  request: JobRequest,
  { client, signal, another, retrying }: Creation,
): Promise<{ job: Job; wasThere: boolean }> {
  const intent = intentOf(client.baseURL, request);
  const { unansweredSince } = intent;
  const before = await allJobs(client, signal);
  const underWay = another ? undefined : before.find((job) => !isOver(job) && isSame(job, request));
  const onItsWay =
    underWay || another || unansweredSince === undefined
      ? undefined
      : await find(
          client,
          signal,
          (job) => job.created_at * 1000 >= unansweredSince - clockSkew && isSame(job, request),
        );
  const there = underWay ?? onItsWay;
  if (there) {
    intent.end();
    return { job: there, wasThere: true };
  }
  const known = new Set(before.map(({ id }) => id));
  for (let attempt = 1; ; attempt += 1) {
    intent.begin();
    try {
      // The client's own retries know nothing of all this.
      const job = await client.fineTuning.jobs.create(request, { maxRetries: 0, ...abortable(signal) });
      intent.end();
      return { job, wasThere: false };
    } catch (error) {
      const kind = signal.aborted ? "aborted" : kindOf(error);
      if (kind === "final" || kind === "refused") {
        intent.end();
      }
      if (kind === "final" || kind === "aborted" || attempt === attempts) {
        throw error;
      }
      retrying((error as Error).message);
      if (kind === "refused") {
        await delay(waitOf(error as APIError) ?? 1000 * 2 ** attempt, undefined, { signal });
        continue;
      }
      const made = await find(client, signal, (job) => !known.has(job.id) && isSame(job, request));
      if (made) {
        intent.end();
        return { job: made, wasThere: false };
      }
    }
  }
}

/** `unknown`: the job may have been made; `refused`: it was not, and may be asked for again; `final`: it will not be. */
function kindOf(error: unknown): "unknown" | "refused" | "final" {
  if (error instanceof APIConnectionError) {
    return "unknown";
  }
  const status = error instanceof APIError ? (error.status as number | undefined) : undefined;
  if (status === 429) {
    return "refused";
  }
  return status !== undefined && (status >= 500 || status === 408) ? "unknown" : "final";
}

/** Milliseconds that Azure asks to wait, a minute at most. */
function waitOf(error: APIError): number | undefined {
  const headers = error.headers as Headers | undefined;
  const seconds = Number(headers?.get("retry-after") ?? NaN);
  return Number.isFinite(seconds) ? Math.min(60, seconds) * 1000 : undefined;
}

export async function allJobs(client: AzureOpenAI, signal: AbortSignal): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const job of client.fineTuning.jobs.list({ limit: 100 }, abortable(signal))) {
    jobs.push(job);
  }
  return jobs;
}

/** Looks for a job that may take a moment to be listed. */
async function find(
  client: AzureOpenAI,
  signal: AbortSignal,
  wanted: (job: Job) => boolean,
): Promise<Job | undefined> {
  const until = Date.now() + patience;
  for (let wait = 250; ; wait *= 2) {
    const found = (await allJobs(client, signal)).find(wanted);
    if (found || Date.now() + wait > until) {
      return found;
    }
    await delay(wait, undefined, { signal });
  }
}
