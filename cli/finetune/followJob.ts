/** Follows a job until it finishes: each event once and in order, even if the connection is lost. */
import { setTimeout as delay } from "node:timers/promises";
import type { AzureOpenAI } from "openai";
import { abortable } from "../openai/client";
import { listEvents } from "../openai/events";
import type { JobEvent } from "../openai/events";
import { isFinished } from "../openai/jobs";
import type { Job } from "../openai/jobs";

export interface Following {
  client: AzureOpenAI;
  signal: AbortSignal;
  pollSeconds: number;
  /** ID of the last event that is known. */
  after?: string;
  /** Receives the new events, oldest first, and the job; an empty list if there are none. */
  onEvents: (events: readonly JobEvent[], job: Job) => void;
}

/** @returns The finished job. @throws The error that Azure returns, or the last one of an outage that lasts too long. */
export async function followJob(id: string, following: Following): Promise<Job> {
  const { client, signal, pollSeconds, onEvents } = following;
  let { after } = following;
  for (;;) {
    // The job first: if it is finished, all its events are listed.
    const job: Job = await client.fineTuning.jobs.retrieve(id, abortable(signal));
    const events = await listEvents(client, id, signal, after);
    after = events.at(-1)?.id ?? after;
    onEvents(events, job);
    if (isFinished(job)) {
      return job;
    }
    await delay(pollSeconds * 1000, undefined, { signal });
  }
}
