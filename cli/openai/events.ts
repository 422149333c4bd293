/** Events of a fine-tuning job. */
import type { AzureOpenAI } from "openai";
import type OpenAI from "openai";
import { abortable } from "./client";
import { mergeByStep, pointOf, toMetricsRow } from "./metrics";
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

/** Returns the metrics events as rows of a result file, by step. Azure has such an event for every tenth step alone. */
export const rowsOfEvents = (events: readonly JobEvent[]): MetricsRow[] =>
  mergeByStep(events.map(rowOf).filter((row) => Object.keys(row).length > 1));

/** Returns a row without a step for an event that has no metrics. */
function rowOf({ data, message }: JobEvent): MetricsRow {
  const { total_steps: _, ...metrics } = toMetricsRow(flatten(data ?? {}));
  return metrics.step === undefined ? rowOfMessage(message) : metrics;
}

/**
 * Returns the numbers of nested data by their paths. The events of reinforcement have the metrics of each grader in lists, as OpenAI's
 * guide shows them; result files name the same ones `errors/graders/NAME/…` (azure-skills, 2026).
 */
function flatten(data: object, path = ""): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]: [string, unknown]): [string, unknown][] => {
      if (typeof value !== "object" || value === null) {
        return [[path + name, value]];
      }
      const part = Array.isArray(data) ? String((value as { name?: unknown }).name ?? name) : name;
      return Object.entries(flatten(value, `${path}${part}/`));
    }),
  );
}

const metricsMessage = /^step (\d+)(?:\s*\/\s*\d+)?\s*[:,]\s*(.*=.*)$/i;

/** Reads an event whose numbers are in its message alone: `Step 10/20: training loss=0.42, validation loss=0.5`. */
function rowOfMessage(message: string | undefined): MetricsRow {
  const [, step, metrics = ""] = metricsMessage.exec(message ?? "") ?? [];
  const values = metrics.split(",").map((part) => part.split("="));
  return step === undefined
    ? {}
    : toMetricsRow({
        step: Number(step),
        ...Object.fromEntries(values.map(([name, value]) => [name, toNumber(value)])),
      });
}

const toNumber = (text = ""): number | undefined => (text.trim() === "" ? undefined : Number(text));
