/** A job's result file: one row of metrics per step. */
import { parse } from "csv-parse/sync";
import type { AzureOpenAI } from "openai";
import type { Job } from "./jobs";

/** Metrics by column. Empty cells are left out. */
export type ResultRow = Record<string, number>;

/** The losses after a step. */
export interface LossPoint {
  step: number;
  trainLoss: number;
  validLoss?: number;
}

/** Returns the rows by step; none if the job has no result file (yet). */
export async function readResults(client: AzureOpenAI, job: Job): Promise<ResultRow[]> {
  const [file] = job.result_files ?? [];
  if (!file) {
    return [];
  }
  const content = await client.files.content(file);
  return parseResults(await content.text());
}

/** @param text CSV as plain text, or encoded in base64 as OpenAI's own service returns it. */
export function parseResults(text: string): ResultRow[] {
  const csv = text.startsWith("step,") ? text : Buffer.from(text, "base64").toString("utf8");
  const rows = parse(csv, { columns: true, skip_empty_lines: true, relax_column_count: true });
  return (rows as Record<string, string>[]).map((row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([name, value]) => (value === "" ? [] : [[name, Number(value)]])),
    ),
  );
}

/** Returns the losses of a row; undefined if it has none. */
export function pointOf({
  step,
  train_loss: trainLoss,
  valid_loss: validLoss,
}: ResultRow): LossPoint | undefined {
  if (typeof step !== "number" || typeof trainLoss !== "number") {
    return undefined;
  }
  return { step, trainLoss, ...(typeof validLoss === "number" ? { validLoss } : {}) };
}

export const pointsOf = (rows: readonly ResultRow[]): LossPoint[] =>
  rows.flatMap((row) => pointOf(row) ?? []);
