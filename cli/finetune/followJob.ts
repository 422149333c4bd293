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
  /** Receives the new events, oldest first, and the job; an empty list if there are none. */
  onEvents: (events: readonly JobEvent[], job: Job) => void;
  /** Called once when the connection is lost, with the reason, and once when it is restored. */
  onConnection: (isLost: boolean, reason?: string) => void;
}

/** How long the connection may be lost. */
const reconnectTimeoutMs = 15 * 60_000;

/** @returns The finished job. @throws The error that Azure returns, or the last one if the connection is not restored. */
export async function followJob(id: string, following: Following): Promise<Job> {
  const { client, signal, pollSeconds, onEvents } = following;
  const connection = new Connection(following);
  let { after } = following;
  for (;;) {
    const update = await connection.attempt(async () => {
      // The job first: if it is finished, all its events are listed.
      const job: Job = await client.fineTuning.jobs.retrieve(id, abortable(signal));
      return { job, events: await listEvents(client, id, signal, after) };
    });
    if (update) {
      after = update.events.at(-1)?.id ?? after;
      onEvents(update.events, update.job);
      if (isFinished(update.job)) {
        return update.job;
      }
    }
    await delay(pollSeconds * 1000, undefined, { signal });
  }
}

/** Tolerates a connection that is lost for a limited time. */
class Connection {
  private lostSince: number | undefined;

  constructor(private readonly following: Pick<Following, "signal" | "onConnection">) {}

  /** @returns undefined if the connection is lost. @throws Any other error, and the last one if the connection is not restored. */
  async attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await read();
      this.restored();
      return result;
    } catch (error) {
      const isLost = !this.following.signal.aborted && outcomeOf(error) !== "rejected";
      if (!isLost || Date.now() - (this.lostSince ?? Date.now()) > reconnectTimeoutMs) {
        throw error;
      }
      this.lost((error as Error).message);
      return undefined;
    }
  }

  private restored(): void {
    if (this.lostSince !== undefined) {
      this.lostSince = undefined;
      this.following.onConnection(false);
    }
  }

  private lost(reason: string): void {
    if (this.lostSince === undefined) {
      this.lostSince = Date.now();
      this.following.onConnection(true, reason);
    }
  }
}
