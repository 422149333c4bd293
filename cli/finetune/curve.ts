/** The loss curve, drawn with characters. */
import { blue, plot, reset, yellow } from "asciichart";
import { isTerminal } from "../output";
import type { JobEvent } from "./follow";

export interface Point {
  step: number;
  trainLoss: number;
  validLoss?: number;
}

const height = 10;

/** The point that an event tells of, if any. */
export function pointOf({ data }: JobEvent): Point | undefined {
  const { step, train_loss: trainLoss, valid_loss: validLoss } = (data ?? {}) as Record<string, unknown>;
  return typeof step === "number" && typeof trainLoss === "number"
    ? { step, trainLoss, ...(typeof validLoss === "number" ? { validLoss } : {}) }
    : undefined;
}

/** Means of as many parts as fit. */
function shorten(values: readonly number[], width: number): number[] {
  if (values.length <= width) {
    return [...values];
  }
  return Array.from({ length: width }, (_, index) => {
    const part = values.slice(
      Math.floor((index * values.length) / width),
      Math.floor(((index + 1) * values.length) / width),
    );
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

/** @param columns Width of what it is drawn on. @returns Lines; none where there is too little to draw. */
export function drawCurve(points: readonly Point[], columns = 80): string[] {
  if (points.length < 2) {
    return [];
  }
  const width = Math.max(10, Math.min(columns, 120) - 12);
  const train = shorten(
    points.map(({ trainLoss }) => trainLoss),
    width,
  );
  const valid = points.every(({ validLoss }) => validLoss !== undefined)
    ? shorten(
        points.map(({ validLoss }) => validLoss!),
        width,
      )
    : undefined;
  const isColoured = isTerminal();
  const chart = plot(isColoured && valid ? [train, valid] : train, {
    height,
    format: (value) => value.toFixed(2).padStart(8),
    ...(isColoured ? { colors: valid ? [blue, yellow] : [blue] } : {}),
  });
  const last = points.at(-1)!;
  const axis =
    `step ${points[0]!.step}`.padEnd(Math.max(0, train.length - `${last.step}`.length)) + last.step;
  const legend =
    isColoured && valid
      ? `${blue}training loss${reset} ${last.trainLoss.toFixed(4)}, ${yellow}validation loss${reset} ${last.validLoss!.toFixed(4)}`
      : `training loss ${last.trainLoss.toFixed(4)}${valid ? `, validation loss ${last.validLoss!.toFixed(4)}` : ""}`;
  return [...chart.split("\n"), `          ${axis}`, `          ${legend}`];
}
