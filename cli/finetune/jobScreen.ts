/** A job's events as lines and, on a terminal, the loss chart below them, which is redrawn in place. */
import { clearScreenDown, moveCursor } from "node:readline";
import { lossOf, totalSteps } from "../openai/events";
import type { JobEvent } from "../openai/events";
import type { LossPoint } from "../openai/results";
import { isTerminal, styled } from "../output";
import type { Output } from "../output";
import { drawLossChart } from "./lossChart";

export interface JobScreen {
  /**
   * @param events The new events.
   * @param points The losses of all events.
   */
  update(events: readonly JobEvent[], points: readonly LossPoint[]): void;
}

export function createScreen(output: Output): JobScreen {
  if (output.json) {
    return { update: () => undefined };
  }
  const losses = isTerminal() ? chartInPlace() : stepLines(output);
  return {
    update(events, points) {
      losses.clear();
      events.filter((event) => !lossOf(event)).forEach((event) => printEvent(event, output));
      losses.draw(events, points);
    },
  };
}

function printEvent({ created_at: createdAt, message, level }: JobEvent, output: Output): void {
  const time = new Date(createdAt * 1000).toLocaleTimeString();
  const line = `  ${styled("gray", time)}  ${message}`;
  output.print(level === "error" ? styled("red", line) : line);
}

interface LossDisplay {
  clear(): void;
  draw: JobScreen["update"];
}

function chartInPlace(): LossDisplay {
  let drawnLines = 0;
  return {
    clear() {
      if (drawnLines > 0) {
        moveCursor(process.stdout, 0, -drawnLines);
        clearScreenDown(process.stdout);
      }
    },
    draw(_events, points) {
      const lines = drawLossChart(points, process.stdout.columns);
      lines.forEach((line) => console.log(line));
      drawnLines = lines.length;
    },
  };
}

/** In a log: a line for the newest step, if it is new. */
function stepLines(output: Output): LossDisplay {
  let printedStep = 0;
  return {
    clear: () => undefined,
    draw(events, points) {
      const last = points.at(-1);
      if (!last || last.step <= printedStep) {
        return;
      }
      printedStep = last.step;
      const total = totalSteps(events);
      output.print(
        `  step ${last.step}${total ? ` of ${total}` : ""}: training loss ${last.trainLoss.toFixed(4)}`,
      );
    },
  };
}
