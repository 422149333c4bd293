/** Follows a job to its end: every event once, in order, whatever happens to the connection. */
import { setTimeout as delay } from "node:timers/promises";
import { APIConnectionError, APIError } from "openai";
import type { AzureOpenAI } from "openai";
import type OpenAI from "openai";
import { abortable } from "../openai/client";
import { isOver } from "./request";
import type { Job } from "./request";

export type JobEvent = OpenAI.FineTuning.FineTuningJobEvent;

export interface Following {
  client: AzureOpenAI;
  signal: AbortSignal;
  /** Seconds between looks. */
  poll: number;
  /** Id of the last event that is known already; those up to it are not given again. */
  after?: string;
  /** The events that are new, oldest first, and the job as it is. Also called where there are none. */
  onEvents: (events: readonly JobEvent[], job: Job) => void;
  /** Told once when the connection is lost, and once when it is back. */
  onConnection: (lost: boolean, reason?: string) => void;
}

/** How long a connection may be lost, in milliseconds. */
const patience = 15 * 60_000;

/** @returns The job, once it is over. @throws What Azure refuses, or the last error of a connection that stays lost. */
export async function follow(id: string, following: Following): Promise<Job> {
  const { client, signal, poll, onEvents, onConnection } = following;
  let { after } = following;
  let lostSince: number | undefined;
  for (;;) {
    try {
      // The job first: events of a job that was over then are all there.
      const job: Job = await client.fineTuning.jobs.retrieve(id, abortable(signal));
      const events = await eventsAfter(client, id, after, signal);
      if (lostSince !== undefined) {
        lostSince = undefined;
        onConnection(false);
      }
      after = events.at(-1)?.id ?? after;
      onEvents(events, job);
      if (isOver(job)) {
        return job;
      }
    } catch (error) {
      if (signal.aborted || !mayPass(error) || Date.now() - (lostSince ?? Date.now()) > patience) {
        throw error;
      }
      if (lostSince === undefined) {
        lostSince = Date.now();
        onConnection(true, (error as Error).message);
      }
    }
    await delay(poll * 1000, undefined, { signal });
  }
}

const mayPass = (error: unknown) =>
  error instanceof APIConnectionError ||
  (error instanceof APIError &&
    (error.status === 429 || error.status === 408 || Number(error.status) >= 500));

/** Events that came after one, oldest first. Azure lists the newest first. */
async function eventsAfter(
  client: AzureOpenAI,
  id: string,
  after: string | undefined,
  signal: AbortSignal,
): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of client.fineTuning.jobs.listEvents(id, { limit: 100 }, abortable(signal))) {
    if (event.id === after) {
      break;
    }
    events.push(event);
  }
  return events.reverse();
}
