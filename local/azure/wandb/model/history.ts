/** A run's history, read from its lines. */
import type { Platform } from "../../service";
import { historyFile, readLines } from "./runLines";

export type HistoryRow = Record<string, unknown>;

/** The rows by step; rows of the same step are merged. */
export function readHistory(platform: Platform, runId: string): HistoryRow[] {
  const rows = new Map<number, HistoryRow>();
  readLines(platform, runId, historyFile).forEach((line, index) => {
    if (line !== "") {
      const row = JSON.parse(line) as HistoryRow;
      const step = Number(row._step ?? index);
      rows.set(step, { ...rows.get(step), ...row, _step: step });
    }
  });
  return [...rows.entries()].sort(([first], [second]) => first - second).map(([, row]) => row);
}

export interface SampleSpec {
  keys?: string[];
  /** Maximum number of rows. */
  samples?: number;
  minStep?: number;
  maxStep?: number;
}

/** Rows that have every requested key, and those keys alone; all keys where none is requested. */
export function sampleHistory(
  rows: readonly HistoryRow[],
  { keys = [], samples, minStep = 0, maxStep = Infinity }: SampleSpec,
): HistoryRow[] {
  const matching = rows.filter(
    (row) =>
      Number(row._step) >= minStep &&
      Number(row._step) <= maxStep &&
      keys.every((key) => Object.hasOwn(row, key)),
  );
  const sampled = samples && matching.length > samples ? thinOut(matching, samples) : matching;
  return keys.length === 0
    ? sampled
    : sampled.map((row) => Object.fromEntries(keys.map((key) => [key, row[key]])));
}

/** About `count` rows, at equal distances. */
function thinOut(rows: readonly HistoryRow[], count: number): HistoryRow[] {
  const distance = rows.length / count;
  return rows.filter((_, index) => Math.floor(index % distance) === 0);
}

/** The keys of a history with the types of their values, as W&B's `historyKeys` returns them. */
export function historyKeys(rows: readonly HistoryRow[]): Record<string, unknown> {
  const keys = new Map<string, { typeCounts: [{ type: string; count: number }]; monotonic: boolean }>();
  for (const row of rows) {
    for (const [key, value] of Object.entries(row)) {
      const entry = keys.get(key) ?? {
        typeCounts: [{ type: typeof value, count: 0 }],
        monotonic: key === "_step",
      };
      entry.typeCounts[0].count += 1;
      keys.set(key, entry);
    }
  }
  return { sets: [], keys: Object.fromEntries(keys), lastStep: Number(rows.at(-1)?._step ?? -1) };
}
