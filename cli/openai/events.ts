/** Events of a fine-tuning job. */
import type { AzureOpenAI } from "openai";
import type OpenAI from "openai";
import { abortable } from "./client";
import { pointOf } from "./results";
import type { LossPoint, ResultRow } from "./results";

export type JobEvent = OpenAI.FineTuning.FineTuningJobEvent;

/** The largest page of a list that Azure returns. */
const pageSize = 100;

/**
 * Lists a job's events, oldest first.
 * @param after ID of an event: only later events are listed.
 */
export async function listEvents(
  client: AzureOpenAI,
  jobId: string,
  signal: AbortSignal,
  after?: string,
): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  // Azure lists the newest first, so that only pages with new events are read.
  for await (const event of client.fineTuning.jobs.listEvents(
    jobId,
    { limit: pageSize },
    abortable(signal),
  )) {
    if (event.id === after) {
      break;
    }
    events.push(event);
  }
  return events.reverse();
}

/** Returns the losses that a metrics event reports; undefined for any other event. */
export const lossOf = ({ data }: JobEvent): LossPoint | undefined => pointOf((data ?? {}) as ResultRow);

/** Returns the metrics events as rows of a result file. */
export const rowsOfEvents = (events: readonly JobEvent[]): ResultRow[] =>
  events.filter(lossOf).map(({ data }) => {
    const { total_steps: _, ...row } = data as ResultRow;
    return row;
  });

/** Returns the number of steps that the newest metrics event reports. */
export const totalSteps = (events: readonly JobEvent[]): number | undefined =>
  events.map(({ data }) => (data as { total_steps?: number } | null)?.total_steps).findLast(Boolean);
