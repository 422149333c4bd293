/** What brings the history of a run at W&B up to date. */
import type { MetricsRow } from "../openai/metrics";
import type { LoggedHistory } from "../wandb/runs";

export interface HistoryPlan {
  /** Number of lines before the first one that is written. */
  offset: number;
  lines: Record<string, unknown>[];
  /** How many steps are new. */
  newSteps: number;
}

/**
 * Returns the lines that W&B lacks. They follow those that it has, where these are the first rows of the job and nothing else.
 * Otherwise the whole history is written again, so that each step is there once and in order: events are fewer than the rows of a result
 * file, and another process may have written older rows over newer ones.
 * @param rows All rows that Azure has now, by step. Steps that only W&B has are kept: a result file can be deleted.
 */
export function planHistory(
  { lines: lineCount, rows: logged }: LoggedHistory,
  rows: readonly MetricsRow[],
): HistoryPlan {
  const loggedByStep = new Map(logged.map((row) => [row._step, row]));
  const wanted = new Map<unknown, Record<string, unknown>>(loggedByStep);
  for (const { step, ...metrics } of rows) {
    wanted.set(step, { _step: step, step, ...metrics });
  }
  const lines = [...wanted.values()].sort((one, other) => Number(one._step) - Number(other._step));
  const newSteps = wanted.size - loggedByStep.size;
  const isBeginning =
    lineCount === logged.length && logged.every((row, index) => hasValues(row, lines[index] ?? {}));
  if (isBeginning) {
    return { offset: lineCount, lines: lines.slice(lineCount), newSteps };
  }
  // Lines cannot be removed. W&B merges lines of the same step, so that the last one may be there more than once.
  const surplus = Math.max(0, lineCount - lines.length);
  return {
    offset: 0,
    lines: [...lines, ...Array<Record<string, unknown>>(surplus).fill(lines.at(-1) ?? {})],
    newSteps,
  };
}

const hasValues = (row: Record<string, unknown>, values: Record<string, unknown>): boolean =>
  Object.entries(values).every(([name, value]) => row[name] === value);
