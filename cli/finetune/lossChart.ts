/** The loss chart, drawn with characters. */
import { blue, plot, reset, yellow } from "asciichart";
import type { LossPoint } from "../openai/metrics";
import { isTerminal, markColors } from "../output";

const height = 10;
const minWidth = 10;
const maxColumns = 120;
/** Columns of the vertical axis and its labels. */
const axisColumns = 12;

/** Reduces values to the mean of as many ranges as fit the width. */
function resample(values: readonly number[], width: number): number[] {
  if (values.length <= width) {
    return [...values];
  }
  return Array.from({ length: width }, (_, index) => {
    const start = Math.floor((index * values.length) / width);
    const end = Math.floor(((index + 1) * values.length) / width);
    const range = values.slice(start, end);
    return range.reduce((sum, value) => sum + value, 0) / range.length;
  });
}

/**
 * Draws the losses by step.
 * @param columns Width of the terminal, in characters.
 * @returns Lines; none if there are fewer than two points.
 */
export function drawLossChart(points: readonly LossPoint[], columns = 80): string[] {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || points.length < 2) {
    return [];
  }
  const width = Math.max(minWidth, Math.min(columns, maxColumns) - axisColumns);
  const train = resample(
    points.map(({ trainLoss }) => trainLoss),
    width,
  );
  const validLosses = points.flatMap(({ validLoss }) => validLoss ?? []);
  const hasValid = validLosses.length === points.length;
  const isColored = isTerminal();
  // Without colors, two lines in one chart cannot be told apart.
  const lines = isColored && hasValid ? [train, resample(validLosses, width)] : [train];
  const chart = plot(lines, {
    height,
    format: (value) => value.toFixed(2).padStart(8),
    ...(isColored ? { colors: hasValid ? [blue, yellow] : [blue] } : {}),
  });
  const axis = `step ${first.step}`.padEnd(Math.max(0, train.length - `${last.step}`.length)) + last.step;
  return [
    ...markColors(chart).split("\n"),
    `          ${axis}`,
    `          ${legend(last, hasValid, isColored && hasValid)}`,
  ];
}

function legend({ trainLoss, validLoss }: LossPoint, hasValid: boolean, isColored: boolean): string {
  const color = (code: string, text: string) => (isColored ? markColors(`${code}${text}${reset}`) : text);
  const train = `${color(blue, "training loss")} ${trainLoss.toFixed(4)}`;
  return hasValid && validLoss !== undefined
    ? `${train}, ${color(yellow, "validation loss")} ${validLoss.toFixed(4)}`
    : train;
}
