/** A job's result files: one row of metrics per step. */
import { NotFoundError } from "openai";
import type { AzureOpenAI } from "openai";
import { reasonOf } from "../errors";
import { abortable } from "./client";
import type { Job } from "./jobs";
import { mergeByStep } from "./metrics";
import type { MetricsRow } from "./metrics";
import { parseResultFile } from "./resultFile/parse";

/** Half a million steps: more than any job has. */
const maxBytes = 64 * 1024 * 1024;

/** What the result files of a job have, and what is wrong with them. */
export interface Results {
  rows: MetricsRow[];
  /** Sentences, one for each file with a problem. */
  problems: string[];
}

/** Reads all result files, each merged into the others by step. A file that cannot be read is a problem, not an error. */
export async function readResultFiles(
  client: AzureOpenAI,
  job: Pick<Job, "result_files">,
  signal: AbortSignal,
): Promise<Results> {
  const rows: MetricsRow[] = [];
  const problems: string[] = [];
  for (const id of job.result_files ?? []) {
    const file = await readFile(client, id, signal);
    rows.push(...file.rows);
    if (file.problem !== undefined) {
      problems.push(`The result file ${id} ${file.problem}.`);
    }
  }
  return { rows: mergeByStep(rows), problems };
}

async function readFile(client: AzureOpenAI, id: string, signal: AbortSignal) {
  try {
    const bytes = await readBytes(await client.files.content(id, abortable(signal)));
    return bytes ? parseResultFile(bytes) : { rows: [], problem: "is larger than 64 MB" };
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    const reason = error instanceof NotFoundError ? "was deleted" : `cannot be read (${reasonOf(error)})`;
    return { rows: [], problem: reason };
  }
}

/** @returns undefined if there are more bytes than are read. */
async function readBytes({ body }: { body: unknown }): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Returns the rows by step; none if the job has no result file (yet), or none that can be read. */
export const readResults = async (
  client: AzureOpenAI,
  job: Pick<Job, "result_files">,
  signal = new AbortController().signal,
): Promise<MetricsRow[]> => (await readResultFiles(client, job, signal)).rows;

/** @param text CSV as plain text, or encoded in base64 as OpenAI's own service returns it. */
export const parseResults = (text: string): MetricsRow[] => parseResultFile(text).rows;
