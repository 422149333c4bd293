/** What the metrics of jobs are: their titles, what is compared with what, and which values are better. */
import type { MetricsRow } from "../openai/metrics";
import type { Checkpoint } from "../openai/checkpoints";

export type Better = "lower" | "higher";

interface KindRow {
  title: string;
  /** Matches the names of its metrics. The first row that matches applies. */
  names: RegExp;
  /** Undefined if neither is. */
  better?: Better;
}

/**
 * Metrics of a kind have the same unit, and share a chart. Names: recorded result files (Samples2025, May 2025), OpenAI's guide of
 * reinforcement fine-tuning, and azure-skills (2026).
 */
const kinds: readonly KindRow[] = [
  { title: "Loss", names: /(^|_)loss$/, better: "lower" },
  { title: "Token accuracy", names: /accuracy$/, better: "higher" },
  { title: "Reward margin", names: /reward_margins?$/, better: "higher" },
  { title: "Unresponsive rewards", names: /unresponsive/, better: "lower" },
  { title: "Errors", names: /errors?(_|\/|$)/, better: "lower" },
  { title: "Reward", names: /reward/, better: "higher" },
  { title: "Tokens", names: /tokens/ },
];

/** Returns the kind of a metric. One that no row has is a kind of its own. */
export const kindOf = (metric: string): Pick<KindRow, "title" | "better"> =>
  kinds.find(({ names }) => names.test(metric)) ?? { title: capitalized(wordsOf(metric)) };

/** What a metric is measured on, by the beginning of its name, and how its line is drawn. */
const parts = [
  { prefix: "full_valid_", title: "whole validation file", line: "dotted" },
  { prefix: "valid_", title: "validation", line: "dashed" },
  { prefix: "train_", title: "training", line: "solid" },
] as const;

export type Line = (typeof parts)[number]["line"];

const wordsOf = (name: string) => name.replaceAll("_", " ");
const capitalized = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** Returns a metric's name in words: `validation loss`. */
export function metricTitle(metric: string): string {
  const part = parts.find(({ prefix }) => metric.startsWith(prefix));
  if (!part) {
    return wordsOf(metric);
  }
  const rest = wordsOf(metric.slice(part.prefix.length));
  return part.prefix === "full_valid_" ? `${rest}, ${part.title}` : `${part.title} ${rest}`;
}

export const lineOf = (metric: string): Line =>
  parts.find(({ prefix }) => metric.startsWith(prefix))?.line ?? "solid";

/** Columns of rows that are no metrics. */
const noMetrics = ["step", "epoch", "_step", "_timestamp", "_runtime"];

/** Returns the metrics that rows have, in the order of the kinds, training first. */
export function metricsOf(rows: Iterable<MetricsRow>): string[] {
  const names = new Set<string>();
  for (const row of rows) {
    Object.keys(row).forEach((name) => names.add(name));
  }
  const order = (name: string) => {
    const index = kinds.findIndex((kind) => kind.names.test(name));
    return index < 0 ? kinds.length : index;
  };
  const partOrder = (name: string) => parts.length - parts.findIndex(({ prefix }) => name.startsWith(prefix));
  return [...names]
    .filter((name) => !noMetrics.includes(name))
    .sort((one, other) => order(one) - order(other) || partOrder(one) - partOrder(other));
}

export interface Point {
  step: number;
  value: number;
}

/** Returns the values of a metric by step. */
export const pointsOfMetric = (rows: readonly MetricsRow[], metric: string): Point[] =>
  rows.flatMap(({ step, [metric]: value }) =>
    step === undefined || value === undefined ? [] : [{ step, value }],
  );

export interface MetricSummary {
  first: Point;
  last: Point;
  lowest: Point;
  highest: Point;
  /** Undefined for metrics of which neither low nor high values are better. */
  best?: Point;
  count: number;
}

/** Summarizes a metric; undefined if the rows do not have it. */
export function summaryOf(rows: readonly MetricsRow[], metric: string): MetricSummary | undefined {
  const points = pointsOfMetric(rows, metric);
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) {
    return undefined;
  }
  const lowest = points.reduce((low, point) => (point.value < low.value ? point : low));
  const highest = points.reduce((high, point) => (point.value > high.value ? point : high));
  const { better } = kindOf(metric);
  const best = better && (better === "lower" ? lowest : highest);
  return { first, last, lowest, highest, best, count: points.length };
}

/** Metrics by which checkpoints are compared: those of data that the model was not trained on, the most complete first. */
const decisive = [
  "full_valid_loss",
  "valid_loss",
  "full_valid_mean_reward",
  "full_valid_reward_mean",
  "valid_mean_reward",
  "valid_reward_mean",
  "full_valid_mean_token_accuracy",
  "valid_mean_token_accuracy",
];

export interface BestCheckpoint {
  checkpoint: Checkpoint;
  /** The metric by which it is the best. */
  metric: string;
  value: number;
}

/** Returns the best checkpoint on the validation file; undefined if the checkpoints have no such metric in common. */
export function bestCheckpoint(checkpoints: readonly Checkpoint[]): BestCheckpoint | undefined {
  const metric = decisive.find((name) => checkpoints.every(({ metrics }) => metrics[name] !== undefined));
  const [first] = checkpoints;
  if (metric === undefined || !first) {
    return undefined;
  }
  const sign = kindOf(metric).better === "higher" ? -1 : 1;
  const valueOf = ({ metrics }: Checkpoint) => metrics[metric] ?? Number.NaN;
  const checkpoint = checkpoints.reduce((best, one) =>
    sign * valueOf(one) < sign * valueOf(best) ? one : best,
  );
  return { checkpoint, metric, value: valueOf(checkpoint) };
}

/** Formats a value with four significant digits. */
export const valueText = (value: number): string => String(Number(value.toPrecision(4)));
