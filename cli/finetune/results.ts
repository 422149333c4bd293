/** A job's result file: one row of metrics a step. */
import { parse } from "csv-parse/sync";
import type { AzureOpenAI } from "openai";
import type { Point } from "./curve";
import type { Job } from "./request";

/** Numbers by column; a cell that is empty is left out. */
export type ResultRow = Record<string, number>;

/** @returns Rows by step; none where the job has no result file (yet). */
export async function resultsOf(client: AzureOpenAI, job: Job): Promise<ResultRow[]> {
  const [file] = job.result_files ?? [];
  if (!file) {
    return [];
  }
  const text = await (await client.files.content(file)).text();
  return parseResults(text);
}

/** Plain text, or the same in base64, as OpenAI's own service has it. */
export function parseResults(text: string): ResultRow[] {
  const plain = text.startsWith("step,") ? text : Buffer.from(text, "base64").toString("utf8");
  const rows = parse(plain, { columns: true, skip_empty_lines: true, relax_column_count: true });
  return (rows as Record<string, string>[]).map((row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([name, value]) => (value === "" ? [] : [[name, Number(value)]])),
    ),
  );
}

export const pointsOf = (rows: readonly ResultRow[]): Point[] =>
  rows.flatMap(({ step, train_loss: trainLoss, valid_loss: validLoss }) =>
    step === undefined || trainLoss === undefined ? [] : [{ step, trainLoss, validLoss }],
  );
