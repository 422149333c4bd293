import * as readline from "node:readline";
import { createScreen } from "../../../cli/finetune/jobScreen";
import type { JobEvent } from "../../../cli/openai/events";
import { createOutput } from "../../../cli/output";
import { restoreTerminal } from "../../support/terminal";

jest.mock("node:readline", () => ({ moveCursor: jest.fn(), clearScreenDown: jest.fn() }));

const points = (...steps: number[]) => steps.map((step) => ({ step, trainLoss: 10 / step }));
const message = (text: string) =>
  ({ id: text, created_at: 0, level: "info", message: text, type: "message" }) as unknown as JobEvent;
const loss = (step: number) =>
  ({
    id: `loss-${step}`,
    created_at: 0,
    level: "info",
    message: `Step ${step}: training loss=${10 / step}`,
    type: "metrics",
    data: { step, train_loss: 10 / step },
  }) as unknown as JobEvent;

let printed: string[];

restoreTerminal();
beforeEach(() => {
  printed = [];
  jest.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
});
afterEach(() => jest.restoreAllMocks());

// Recorded, Samples2025, May 2025: events report every tenth step, and the result file each.
describe("the screen of a job", () => {
  test("in a log has a line for each reported step, with the number of steps if it is known, and the chart at the end", () => {
    process.stdout.isTTY = false;
    const screen = createScreen(createOutput({}));
    screen.update([message("Job started.")], []);
    screen.update([], points(10), 36);
    screen.update([], points(10), 36);
    screen.update([], points(10, 20));
    expect(printed).toEqual([
      expect.stringContaining("Job started."),
      "  step 10 of 36: training loss 1.0000",
      "  step 20: training loss 0.5000",
    ]);
    screen.finish(points(1, 2, 3));
    expect(printed.at(-2)).toMatch(/step 1.*3/);
  });

  test("in a log has the line of a step before the messages that are newer", () => {
    process.stdout.isTTY = false;
    const screen = createScreen(createOutput({}));
    screen.update(
      [
        message("Job started."),
        loss(10),
        message("Checkpoint created."),
        loss(20),
        message("Job succeeded."),
      ],
      points(10, 20),
      20,
    );
    screen.update([message("Training tokens billed: 100")], points(10, 20), 20);
    expect(printed).toEqual([
      expect.stringContaining("Job started."),
      expect.stringContaining("Checkpoint created."),
      "  step 20 of 20: training loss 0.5000",
      expect.stringContaining("Job succeeded."),
      expect.stringContaining("Training tokens billed: 100"),
    ]);
  });

  test("on a terminal has one chart, in whose place the one of all steps comes", () => {
    process.stdout.isTTY = true;
    const screen = createScreen(createOutput({}));
    screen.update([], points(10, 20));
    const height = printed.length;
    expect(height).toBeGreaterThan(2);
    screen.update([message("Job succeeded.")], points(10, 20));
    screen.finish(points(1, 2, 3));
    expect((readline.moveCursor as jest.Mock).mock.calls.map(([, , lines]) => lines)).toEqual([
      -height,
      -height,
    ]);
    expect(printed).toHaveLength(height * 3 + 1);
  });
});
