/** Follows a job until it finishes: each event once and in order, even if the connection is lost. */
import { setTimeout as delay } from "node:timers/promises";
import type { AzureOpenAI } from "openai";
import { abortable } from "../openai/client";
import { outcomeOf } from "../openai/errors";
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
  /** Receives the new events, oldest first; an empty list if there are none. */
  onEvents: (events: readonly JobEvent[]) => void;
  /** Called once when the connection is lost, with the reason, and once when it is restored. */
  onConnection: (isLost: boolean, reason?: string) => void;
}

/** How long the connection may be lost. */
const reconnectTimeoutMs = 15 * 60_000;

/** @returns The finished job. @throws The error that Azure returns, or the last one if the connection is not restored. */
export async function followJob(id: string, following: Following): Promise<Job> {
  const { client, signal, pollSeconds, onEvents, onConnection } = following;
  let { after } = following;
  let lostSince: number | undefined;
  for (;;) {
    try {
      // The job first: if it is finished, all its events are listed.
      const job: Job = await client.fineTuning.jobs.retrieve(id, abortable(signal));
      const events = await listEvents(client, id, signal, after);
      if (lostSince !== undefined) {
        lostSince = undefined;
        onConnection(false);
      }
      after = events.at(-1)?.id ?? after;
      onEvents(events);
      if (isFinished(job)) {
        return job;
      }
    } catch (error) {
      const isLost = !signal.aborted && outcomeOf(error) !== "rejected";
      if (!isLost || Date.now() - (lostSince ?? Date.now()) > reconnectTimeoutMs) {
        throw error;
      }
      if (lostSince === undefined) {
        lostSince = Date.now();
        onConnection(true, (error as Error).message);
      }
    }
    await delay(pollSeconds * 1000, undefined, { signal });
  }
}
