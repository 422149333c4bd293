/** A job's result files: one row of metrics per step. */
import { NotFoundError } from "openai";
import type { AzureOpenAI } from "openai";
import { reasonOf } from "../errors";
import { explanationOf } from "../network/explain";
import { abortable } from "./client";
import type { Job } from "./jobs";
import { mergeByStep } from "./metrics";
import type { MetricsRow } from "./metrics";
import { decode } from "./resultFile/decode";
import { parseDecodedFile, parseResultFile } from "./resultFile/parse";
import type { ResultFile } from "./resultFile/parse";

/** Half a million steps: more than any job has. */
const maxBytes = 64 * 1024 * 1024;

/** What the result files of a job have, and what is wrong with them. */
export interface Results {
  rows: MetricsRow[];
  /** Sentences, one for each file with a problem. */
  problems: string[];
}

/**
 * Reads all result files, each merged into the others by step. A file that cannot be read is a problem, not an error.
 * @param comparesSizes Whether each file is compared with its size at Azure, by one more request.
 */
export async function readResultFiles(
  client: AzureOpenAI,
  job: Pick<Job, "result_files">,
  signal: AbortSignal,
  comparesSizes = false,
): Promise<Results> {
  const rows: MetricsRow[] = [];
  const problems: string[] = [];
  for (const id of job.result_files ?? []) {
    const file = await readFile(client, id, signal, comparesSizes);
    rows.push(...file.rows);
    if (file.problem !== undefined) {
      problems.push(`The result file ${id} ${file.problem}.`);
    }
  }
  return { rows: mergeByStep(rows), problems };
}

async function readFile(
  client: AzureOpenAI,
  id: string,
  signal: AbortSignal,
  comparesSizes: boolean,
): Promise<ResultFile> {
  try {
    const bytes = await readBytes(await client.files.content(id, abortable(signal)));
    if (!bytes) {
      return { rows: [], problem: "is larger than 64 MB" };
    }
    const decoded = decode(bytes);
    const { rows, problem } = parseDecodedFile(decoded);
    const isCompared = comparesSizes && rows.length > 0 && "size" in decoded;
    const cut = isCompared ? await cutProblem(client, id, decoded.size, signal) : undefined;
    return { rows, problem: [problem, cut].filter(Boolean).join(" and ") || undefined };
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    const reason = error instanceof NotFoundError ? "was deleted" : `cannot be read (${reasonOf(error)})`;
    return { rows: [], problem: reason };
  }
}

/**
 * Compares what was read of a file with its size at Azure: a connection that ends at a line leaves a file that looks complete.
 * @returns What is wrong; undefined if the file is complete, or if Azure returns no size.
 */
async function cutProblem(
  client: AzureOpenAI,
  id: string,
  size: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { bytes } = await client.files.retrieve(id, abortable(signal));
    return size < bytes ? `was received in part (${size} of ${bytes} bytes)` : undefined;
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    return `cannot be compared with its size (${explanationOf(error)})`;
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
