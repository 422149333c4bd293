/** Figures of a measurement: their spread, and how they are written down. */

/** Median, least and most of some values. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))]!;
  return { median: at(0.5), least: at(0), most: at(1) };
}

/** One row of the table of results: what was measured, and the most that it may be. */
export interface Figure {
  what: string;
  /** Empty for a ratio. */
  unit: string;
  values: readonly number[];
  atMost?: number;
}

const decimals = (value: number) => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
export const written = (value: number, unit = ""): string =>
  `${value.toFixed(decimals(value))}${unit && ` ${unit}`}`;

/** `1.24 (1.22 to 1.28)`; a single value stands alone. */
export function spreadText({ values, unit }: Pick<Figure, "values" | "unit">): string {
  const { median, least, most } = spreadOf(values);
  return values.length < 2
    ? written(median, unit)
    : `${written(median, unit)} (${written(least)} to ${written(most)})`;
}

export const isMet = ({ values, atMost }: Figure): boolean =>
  atMost === undefined || spreadOf(values).median <= atMost;

/** A Markdown table of figures: median and spread, and whether what was promised is kept. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const limit = figure.atMost === undefined ? "" : written(figure.atMost, figure.unit);
    const verdict = figure.atMost === undefined ? "" : isMet(figure) ? "met" : "**missed**";
    return `| ${figure.what} | ${spreadText(figure)} | ${limit} | ${verdict} |`;
  });
  return ["| What | Median (least to most) | At most | |", "|---|---|---|---|", ...rows].join("\n");
}
