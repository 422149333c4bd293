/** Figures of a measurement: their spread, and how they are written down. */

/** Median, minimum and maximum of some values. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const median = sorted[Math.round((sorted.length - 1) / 2)] ?? Number.NaN;
  return { median, min: Math.min(...values), max: Math.max(...values) };
}

/** One row of the table of results. */
export interface Figure {
  name: string;
  /** Empty for a ratio or a count. */
  unit: string;
  /** One value for each round. */
  values: readonly number[];
  /** The largest median that is accepted. */
  limit?: number;
}

/** The ratios of two measurements, round by round. */
export const ratiosOf = (values: readonly number[], to: readonly number[]): number[] =>
  values.map((value, round) => value / (to[round] ?? Number.NaN));

function decimals(value: number): number {
  if (Math.abs(value) >= 100) {
    return 0;
  }
  return Math.abs(value) >= 10 ? 1 : 2;
}

/** A value with its unit: `1.24 s`. */
export const formatValue = (value: number, unit = ""): string =>
  `${value.toFixed(decimals(value))}${unit && ` ${unit}`}`;

/** `1.24 (1.22 to 1.28)`; a single value stands alone. */
export function formatSpread({ values, unit }: Pick<Figure, "values" | "unit">): string {
  const { median, min, max } = spreadOf(values);
  return values.length < 2
    ? formatValue(median, unit)
    : `${formatValue(median, unit)} (${formatValue(min)} to ${formatValue(max)})`;
}

export const isMet = ({ values, limit }: Figure): boolean =>
  limit === undefined || spreadOf(values).median <= limit;

/** A Markdown table of figures, each with its limit and whether it is met. */
export const table = (figures: readonly Figure[]): string =>
  ["| Measurement | Median (min to max) | Limit | |", "|---|---|---|---|", ...figures.map(tableRow)].join(
    "\n",
  );

function tableRow(figure: Figure): string {
  const { name, unit, limit } = figure;
  if (limit === undefined) {
    return `| ${name} | ${formatSpread(figure)} |  |  |`;
  }
  const result = isMet(figure) ? "met" : "**missed**";
  return `| ${name} | ${formatSpread(figure)} | ${formatValue(limit, unit)} | ${result} |`;
}
