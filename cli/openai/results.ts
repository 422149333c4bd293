/** A job's result file: one row of metrics per step. */
import { parse } from "csv-parse/sync";
import { NotFoundError } from "openai";
import type { AzureOpenAI } from "openai";
import { abortable } from "./client";
import type { Job } from "./jobs";
import { toMetricsRow } from "./metrics";
import type { MetricsRow } from "./metrics";

/** Returns the rows by step; none if the job has no result file (yet), or if the file was deleted. */
export async function readResults(
  client: AzureOpenAI,
  job: Job,
  signal = new AbortController().signal,
): Promise<MetricsRow[]> {
  const [file] = job.result_files ?? [];
  if (!file) {
    return [];
  }
  try {
    const content = await client.files.content(file, abortable(signal));
    return parseResults(await content.text());
  } catch (error) {
    if (error instanceof NotFoundError) {
      return [];
    }
    throw error;
  }
}

/** @param text CSV as plain text, or encoded in base64 as OpenAI's own service returns it. */
export function parseResults(text: string): MetricsRow[] {
  const csv = text.startsWith("step,") ? text : Buffer.from(text, "base64").toString("utf8");
  const rows = parse(csv, { columns: true, skip_empty_lines: true, relax_column_count: true });
  return (rows as Record<string, string>[]).map((row) =>
    toMetricsRow(
      Object.fromEntries(
        Object.entries(row).flatMap(([name, value]) => (value === "" ? [] : [[name, Number(value)]])),
      ),
    ),
  );
}
