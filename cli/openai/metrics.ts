/** Metrics of a job's steps: what result files, events and W&B's runs call them. */

/** A step's metrics by name. Those that the step does not have are left out. */
export type MetricsRow = Record<string, number>;

/**
 * Other names of the same metrics. Azure documents the first for result files, while recorded result files and events have the
 * second (Samples2025, May 2025).
 */
const otherNames: ReadonlyMap<string, string> = new Map([
  ["validation_mean_token_accuracy", "valid_mean_token_accuracy"],
]);

/** Returns the values that are numbers, each with the one name of its metric. */
export const toMetricsRow = (values: Readonly<Record<string, unknown>>): MetricsRow =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === "number" && Number.isFinite(value) ? [[otherNames.get(name) ?? name, value]] : [],
    ),
  );

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
