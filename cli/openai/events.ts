/** Events of a fine-tuning job. */
import type { AzureOpenAI } from "openai";
import type OpenAI from "openai";
import { abortable } from "./client";
import { pointOf, toMetricsRow } from "./metrics";
import type { LossPoint, MetricsRow } from "./metrics";

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
export const lossOf = (event: JobEvent): LossPoint | undefined => pointOf(rowOf(event));

/** Returns the metrics events as rows of a result file. Azure has such an event for every tenth step alone. */
export const rowsOfEvents = (events: readonly JobEvent[]): MetricsRow[] =>
  events.filter(lossOf).map((event) => rowOf(event));

function rowOf({ data }: JobEvent): MetricsRow {
  const { total_steps: _, ...metrics } = (data ?? {}) as Record<string, unknown>;
  return toMetricsRow(metrics);
}
