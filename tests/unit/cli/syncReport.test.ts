/** What `sync` prints of a job, round after round. */
import type { Job } from "../../../cli/openai/jobs";
import { createOutput } from "../../../cli/output";
import type { Logged } from "../../../cli/sync/logProgress";
import { createReport } from "../../../cli/sync/report";

const url = "https://wandb.ai/contoso/p/runs/ftjob-1";
let printed: string[];
let notices: string[];
beforeEach(() => {
  printed = [];
  notices = [];
  jest.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
  jest.spyOn(console, "error").mockImplementation((line: string) => void notices.push(line));
});
afterEach(() => jest.restoreAllMocks());

const round = (
  status: string,
  newRows: number,
  totalRows: number,
  more: object = {},
  missing: string[] = [],
) =>
  ({
    job: { id: "ftjob-1", status, error: null, ...more } as unknown as Job,
    run: { entity: "contoso", project: "p" },
    newRows,
    totalRows,
    missing,
  }) as unknown as Logged;

test("a followed job prints each change once, and claims no rows", () => {
  const report = createReport(createOutput({}));
  const rounds = [
    round("pending", 0, 0),
    round("pending", 0, 0),
    round("running", 0, 0, {}, ["The checkpoints cannot be read."]),
    round("running", 1, 1, {}, ["The checkpoints cannot be read."]),
    round("running", 0, 1),
    round("running", 0, 1),
    round("running", 1, 2),
    round("succeeded", 34, 36),
  ];
  rounds.forEach(report);
  expect(printed).toEqual([
    `! ftjob-1 (pending) has no metrics yet. ${url} has its settings and its status only.`,
    `! ftjob-1 (running) has no metrics yet. ${url} has its settings and its status only.`,
    `✔ Logged 1 new row of ftjob-1 (running) to ${url}`,
    `✔ Logged 0 new rows of ftjob-1 (running) to ${url}`,
    `✔ Logged 1 new row of ftjob-1 (running) to ${url}`,
    `✔ Logged 34 new rows of ftjob-1 (succeeded) to ${url}`,
  ]);
  expect(notices).toEqual(["! The checkpoints cannot be read."]);
});

test("a job that failed prints Azure's reason, in one line whatever it contains", () => {
  const error = { code: "invalidPayload", message: "Line 3:\n✔ Logged 99 rows\x1b[2J", param: null };
  createReport(createOutput({}))(round("failed", 0, 0, { error }));
  expect(printed).toHaveLength(2);
  expect(printed[0]).toMatch(/^! ftjob-1 failed: invalidPayload: Line 3:/);
  expect(printed[0]).not.toContain("\n");
  expect(printed[0]).not.toContain("\x1b");
  expect(printed[1]).toBe(`! ftjob-1 (failed) has no metrics. ${url} has its settings and its status only.`);
});

test("with --json, each round is one object", () => {
  const report = createReport(createOutput({ json: true }));
  report(round("running", 0, 0));
  report(round("failed", 0, 3, { error: { code: "c", message: "m" } }));
  expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([
    { type: "synced", job: "ftjob-1", status: "running", rows: 0, total: 0, run: url },
    {
      type: "synced",
      job: "ftjob-1",
      status: "failed",
      rows: 0,
      total: 3,
      run: url,
      error: { code: "c", message: "m" },
    },
  ]);
});
