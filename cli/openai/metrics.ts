/** Metrics of a job's steps: what result files, events and W&B's runs call them. */

/** A step's metrics by name. Those that the step does not have are left out. */
export type MetricsRow = Record<string, number>;

/**
 * Names of the same metric in several sources. Azure documents `validation_…` for result files, while recorded result files and events
 * have `valid_…` (Samples2025, May 2025). Messages of events have words: `full validation mean reward`.
 */
const otherNames: readonly [pattern: RegExp, name: string][] = [
  [/^(train(ing)?_|global_)?steps?(_number)?$|^iteration$/, "step"],
  [/^(full_)?validation_/, "$1valid_"],
  [/^training_/, "train_"],
];

/** Returns the one name of a metric, however a file or a message spells it. */
export const metricName = (spelling: string): string => {
  const name = spelling
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
  return otherNames.reduce((renamed, [pattern, replacement]) => renamed.replace(pattern, replacement), name);
};

/** Returns the values that are numbers, each with the one name of its metric. */
export const toMetricsRow = (values: Readonly<Record<string, unknown>>): MetricsRow =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === "number" && Number.isFinite(value) ? [[metricName(name), value]] : [],
    ),
  );

/** Returns the rows by step, in their order: those of the same step as one, with the later values. */
export function mergeByStep(rows: Iterable<MetricsRow>): MetricsRow[] {
  const merged = new Map<number, MetricsRow>();
  for (const row of rows) {
    if (row.step !== undefined) {
      merged.set(row.step, { ...merged.get(row.step), ...row });
    }
  }
  return [...merged.entries()].sort(([first], [second]) => first - second).map(([, row]) => row);
}

/** The losses after a step. */
export interface LossPoint {
  step: number;
  trainLoss: number;
  validLoss?: number;
}

/** Returns the losses of a row; undefined if it has none. */
export function pointOf({
  step,
  train_loss: trainLoss,
  valid_loss: validLoss,
}: MetricsRow): LossPoint | undefined {
  if (step === undefined || trainLoss === undefined) {
    return undefined;
  }
  return { step, trainLoss, ...(validLoss === undefined ? {} : { validLoss }) };
}

export const pointsOf = (rows: readonly MetricsRow[]): LossPoint[] =>
  rows.flatMap((row) => pointOf(row) ?? []);
