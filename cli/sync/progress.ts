/** What Azure has of a job now: its metrics and its checkpoints, as far as they can be read. */
import { UserError } from "../errors";
import { explanationOf } from "../network/explain";
import type { OpenAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import { listEvents, rowsOfEvents } from "../openai/events";
import { getJob, listCheckpoints } from "../openai/jobs";
import type { Job } from "../openai/jobs";
import type { MetricsRow } from "../openai/metrics";
import { readResultFiles } from "../openai/results";

export interface Progress {
  job: Job;
  /** By step. */
  rows: MetricsRow[];
  /** Models by step; undefined where they cannot be read. */
  checkpoints: Record<string, string> | undefined;
  /** What is missing, in sentences. */
  missing: string[];
}

/** @throws UserError if the job, or all of its metrics, cannot be read. */
export async function readProgress(openai: OpenAiClient, id: string, signal: AbortSignal): Promise<Progress> {
  const job = await getJob(openai, id);
  const metrics = await readMetrics(openai, job, signal);
  const { checkpoints, missing } = await readCheckpoints(openai, id);
  return { job, rows: metrics.rows, checkpoints, missing: [...metrics.missing, ...missing] };
}

/** Reads the result files or, where they have nothing, the events: the same numbers, for every tenth step alone. */
async function readMetrics(
  { client, endpoint }: OpenAiClient,
  job: Job,
  signal: AbortSignal,
): Promise<Pick<Progress, "rows" | "missing">> {
  const { rows, problems } = await readResultFiles(client, job, signal, true);
  if (rows.length > 0) {
    return { rows, missing: problems };
  }
  try {
    const fromEvents = rowsOfEvents(await listEvents(client, job.id, signal));
    const instead =
      fromEvents.length > 0
        ? "The metrics are those of the events, which have every tenth step."
        : "The events have no metrics either.";
    return { rows: fromEvents, missing: problems.length > 0 ? [...problems, instead] : [] };
  } catch (error) {
    const { lines, exitCode } = toUserError(`The events of the job ${job.id}`, endpoint, error);
    throw new UserError([...problems, ...lines], exitCode);
  }
}

async function readCheckpoints(
  { client }: OpenAiClient,
  id: string,
): Promise<Pick<Progress, "checkpoints" | "missing">> {
  try {
    return { checkpoints: await listCheckpoints(client, id), missing: [] };
  } catch (error) {
    return {
      checkpoints: undefined,
      missing: [`The checkpoints of ${id} cannot be read (${explanationOf(error)}).`],
    };
  }
}
