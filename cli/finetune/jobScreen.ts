/**
 * A job's events as lines, the losses among them. On a terminal, the losses are a chart below the lines instead, which is redrawn in
 * place.
 */
import { clearScreenDown, moveCursor } from "node:readline";
import { lossOf } from "../openai/events";
import type { JobEvent } from "../openai/events";
import type { LossPoint } from "../openai/metrics";
import { isTerminal, styled } from "../output";
import type { Output } from "../output";
import { drawLossChart } from "./lossChart";

export interface JobScreen {
  /**
   * @param events The new events.
   * @param points The losses of all events.
   * @param totalSteps Number of the job's steps; undefined if it is not known.
   */
  update(events: readonly JobEvent[], points: readonly LossPoint[], totalSteps?: number): void;
  /** Draws the losses of a finished job: of all its steps, where its result file can be read. */
  finish(points: readonly LossPoint[]): void;
}

export function createScreen(output: Output): JobScreen {
  if (output.json) {
    return { update: () => undefined, finish: () => undefined };
  }
  const losses = isTerminal() && !output.markdown ? chartInPlace(output) : stepLines(output);
  return {
    update(events, points, totalSteps) {
      const end = losses.isBelowEvents ? events.length : events.findLastIndex((event) => lossOf(event)) + 1;
      losses.clear();
      printMessages(events.slice(0, end), output);
      losses.draw(points, totalSteps);
      printMessages(events.slice(end), output);
    },
    finish(points) {
      losses.clear();
      output.print(...drawLossChart(points, process.stdout.columns));
    },
  };
}

function printMessages(events: readonly JobEvent[], output: Output): void {
  events.filter((event) => !lossOf(event)).forEach((event) => printEvent(event, output));
}

function printEvent({ created_at: createdAt, message, level }: JobEvent, output: Output): void {
  const time = new Date(createdAt * 1000).toLocaleTimeString();
  const line = `  ${styled("gray", time)}  ${message}`;
  output.print(level === "error" ? styled("red", line) : line);
}

interface LossDisplay {
  /** False where the losses are printed in the order of the events: before the events that are newer than the newest loss. */
  isBelowEvents: boolean;
  clear(): void;
  draw(points: readonly LossPoint[], totalSteps?: number): void;
}

function chartInPlace(output: Output): LossDisplay {
  let drawnLines = 0;
  return {
    isBelowEvents: true,
    clear() {
      if (drawnLines > 0) {
        moveCursor(process.stdout, 0, -drawnLines);
        clearScreenDown(process.stdout);
      }
    },
    draw(points) {
      const lines = drawLossChart(points, process.stdout.columns);
      output.print(...lines);
      drawnLines = lines.length;
    },
  };
}

/** In a log: a line for the newest step, if it is new. */
function stepLines(output: Output): LossDisplay {
  let printedStep = 0;
  return {
    isBelowEvents: false,
    clear: () => undefined,
    draw(points, totalSteps) {
      const last = points.at(-1);
      if (!last || last.step <= printedStep) {
        return;
      }
      printedStep = last.step;
      output.print(
        `  step ${last.step}${totalSteps === undefined ? "" : ` of ${totalSteps}`}: training loss ${last.trainLoss.toFixed(4)}`,
      );
    },
  };
}
