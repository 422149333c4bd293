/** What commands that compare jobs make of metrics, checkpoints and settings. */
import * as fc from "fast-check";
import { compareJobs } from "../../../cli/compare/comparison";
import { drawComparison } from "../../../cli/compare/terminalTable";
import { bytesText, durationText, resultsOf, settingsOf, timeText } from "../../../cli/jobDetails/facts";
import { labelsOf } from "../../../cli/jobDetails/labels";
import { bestCheckpoint, kindOf, metricsOf, metricTitle, summaryOf } from "../../../cli/jobDetails/metrics";
import type { MetricsRow } from "../../../cli/openai/metrics";
import { thin } from "../../../cli/report/thin";
import { pageDataOf } from "../../../cli/report/pageData";
import { jobDetails } from "../../support/jobDetails";

test.each([
  ["train_loss", "Loss", "lower", "training loss"],
  ["full_valid_loss", "Loss", "lower", "loss, whole validation file"],
  ["valid_mean_token_accuracy", "Token accuracy", "higher", "validation mean token accuracy"],
  ["train_reward_margin", "Reward margin", "higher", "training reward margin"],
  ["train_mean_reward", "Reward", "higher", "training mean reward"],
  ["full_valid_mean_parse_error", "Errors", "lower", "mean parse error, whole validation file"],
  ["errors/graders/exact/other_error", "Errors", "lower", "errors/graders/exact/other error"],
  ["mean_unresponsive_rewards", "Unresponsive rewards", "lower", "mean unresponsive rewards"],
  ["reasoning_tokens_mean", "Tokens", undefined, "reasoning tokens mean"],
  ["gradient_norm", "Gradient norm", undefined, "gradient norm"],
])("%s is of the kind %s", (metric, title, better, words) => {
  expect(kindOf(metric)).toMatchObject({ title, ...(better ? { better } : {}) });
  expect(kindOf(metric).better).toBe(better);
  expect(metricTitle(metric)).toBe(words);
});

test("metrics are in the order of their kinds, training first, without the columns that are none", () => {
  const row = {
    step: 1,
    epoch: 1,
    x: 1,
    valid_mean_token_accuracy: 1,
    full_valid_loss: 1,
    valid_loss: 1,
    train_loss: 1,
  };
  expect(metricsOf([row])).toEqual([
    "train_loss",
    "valid_loss",
    "full_valid_loss",
    "valid_mean_token_accuracy",
    "x",
  ]);
});

test("a summary has the first, last and extreme values, whatever rows leave out", () => {
  const rows: MetricsRow[] = [
    { step: 1, a_loss: 3 },
    { step: 2 },
    { step: 3, a_loss: 1 },
    { step: 4, a_loss: 2 },
  ];
  expect(summaryOf(rows, "a_loss")).toEqual({
    first: { step: 1, value: 3 },
    last: { step: 4, value: 2 },
    lowest: { step: 3, value: 1 },
    highest: { step: 1, value: 3 },
    best: { step: 3, value: 1 },
    count: 3,
  });
  expect(summaryOf(rows, "b_loss")).toBeUndefined();
});

describe("the best checkpoint", () => {
  const checkpoints = (...metrics: Record<string, number>[]) =>
    metrics.map((values, index) => ({ id: `c${index}`, step: index + 1, model: "m", metrics: values }));

  test.each<[string, Record<string, number>[], number | undefined]>([
    ["has the lowest validation loss", [{ valid_loss: 2 }, { valid_loss: 1 }, { valid_loss: 3 }], 2],
    [
      "has the lowest loss of the whole file rather than of a batch",
      [
        { full_valid_loss: 2, valid_loss: 1 },
        { full_valid_loss: 1, valid_loss: 9 },
      ],
      2,
    ],
    ["has the highest reward", [{ full_valid_mean_reward: 0.5 }, { full_valid_mean_reward: 0.7 }], 2],
    ["is the first of equal ones", [{ valid_loss: 1 }, { valid_loss: 1 }], 1],
    ["is compared by what all have", [{ full_valid_loss: 1, valid_loss: 2 }, { valid_loss: 1 }], 2],
    ["is not known by the training alone", [{ train_loss: 2 }, { train_loss: 1 }], undefined],
    ["does not exist without checkpoints", [], undefined],
  ])("%s", (_what, metrics, step) => {
    expect(bestCheckpoint(checkpoints(...metrics))?.checkpoint.step).toBe(step);
  });
});

test.each([
  [0, "0 s"],
  [59.4, "59 s"],
  [60, "1 min"],
  [3599, "1 h 0 min"],
  [3966, "1 h 6 min"],
])("%d seconds are %s", (seconds, text) => expect(durationText(seconds)).toBe(text));

test.each([
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1 kB"],
  [21_345, "21.3 kB"],
  [5e12, "5000 GB"],
])("%d bytes are %s", (bytes, text) => expect(bytesText(bytes)).toBe(text));

test.each([
  [0, "1970-01-01 00:00 UTC"],
  [null, ""],
  [1e300, ""],
])("the time %p is %p", (seconds, text) => expect(timeText(seconds)).toBe(text));

describe("labels of jobs", () => {
  test("are the suffix and the beginning of the ID", () => {
    expect(
      labelsOf([jobDetails("41e7d3a9b5954114", { job: { suffix: "a" } }), jobDetails("52e7d3a9b5954114")]),
    ).toEqual(["a (ftjob-41e7d3a9)", "ftjob-52e7d3a9"]);
  });

  test("are whole IDs where the beginnings are the same", () => {
    expect(labelsOf([jobDetails("41e7d3a9b5954114"), jobDetails("41e7d3a9c5954114")])).toEqual([
      "ftjob-41e7d3a9b5954114",
      "ftjob-41e7d3a9c5954114",
    ]);
  });
});

describe("a comparison", () => {
  const reinforcement = jobDetails("52e7d3a9b5954114", {
    metrics: (step) => ({ train_mean_reward: step / 100 }),
    job: {
      model: "o4-mini-2025-04-16",
      validation_file: null,
      method: {
        type: "reinforcement",
        reinforcement: {
          grader: { type: "string_check", name: "exact" },
          hyperparameters: { n_epochs: 2, reasoning_effort: "low", compute_multiplier: "auto" },
        },
      },
      trained_tokens: null,
    },
  });

  test("of jobs of two methods has the settings and metrics of both", () => {
    const { differentSettings, results } = compareJobs([jobDetails("41e7d3a9b5954114"), reinforcement]);
    const valuesOf = (name: string, facts = differentSettings) =>
      facts.find((fact) => fact.name === name)?.values;
    expect(valuesOf("method")).toEqual(["supervised", "reinforcement"]);
    expect(valuesOf("grader")).toEqual([undefined, { type: "string_check", name: "exact" }]);
    expect(valuesOf("reasoning_effort")).toEqual([undefined, "low"]);
    expect(valuesOf("compute_multiplier")).toBeUndefined();
    expect(valuesOf("train_mean_reward", [...results])?.[1]).toMatchObject({
      better: "higher",
      last: { value: 0.96 },
    });
    expect(valuesOf("estimatedPriceDollars", [...results])).toEqual([expect.closeTo(0.0248, 4), undefined]);
  });

  test("of a job with itself has no differences", () => {
    const job = jobDetails("41e7d3a9b5954114");
    expect(compareJobs([job, job]).differentSettings).toEqual([]);
  });

  test("uses what this machine remembers, where Azure does not return it", () => {
    const details = {
      ...jobDetails("41e7d3a9b5954114", { job: { trainingType: null, method: null, suffix: null } }),
      requested: { suffix: "demo", trainingType: "developertier", method: { type: "dpo" as const, dpo: {} } },
    };
    const texts = Object.fromEntries(settingsOf(details).map(({ name, text }) => [name, text]));
    expect(texts).toMatchObject({ suffix: "demo", trainingType: "developertier", method: "dpo" });
  });

  test("leaves out a duration that is not over", () => {
    const facts = resultsOf(
      jobDetails("41e7d3a9b5954114", { job: { status: "running", finished_at: null } }),
    );
    expect(facts.find(({ name }) => name === "durationSeconds")?.value).toBeUndefined();
  });

  test("is a table as wide as its values, or a list where the terminal is narrower", () => {
    const comparison = compareJobs([jobDetails("41e7d3a9b5954114"), reinforcement]);
    const wide = drawComparison(comparison, 400);
    expect(wide[0]).toMatch(/^ +ftjob-41e7d3a9 +ftjob-52e7d3a9$/);
    const starts = wide[0]!.indexOf("ftjob-52e7d3a9");
    expect(wide.find((line) => line.startsWith("Method"))!.slice(starts)).toBe("reinforcement");
    const narrow = drawComparison(comparison, 80);
    expect(narrow).toContain("  ftjob-52e7d3a9: reinforcement");
    expect(narrow).toContain("Status: succeeded");
  });
});

describe("thinning", () => {
  const curve = fc
    .array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 3000 })
    .map((values) => values.map((value, index) => ({ step: index + 1, value })));

  test("keeps ends and extremes, the order and the limit", () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 4, max: 400 }), (points, limit) => {
        const kept = thin(points, limit);
        expect(kept.length).toBeLessThanOrEqual(Math.max(limit, 1));
        expect(kept[0]).toBe(points[0]);
        expect(kept.at(-1)).toBe(points.at(-1));
        const values = points.map(({ value }) => value);
        const keptValues = kept.map(({ value }) => value);
        expect(Math.max(...keptValues)).toBe(Math.max(...values));
        expect(Math.min(...keptValues)).toBe(Math.min(...values));
        expect(kept.every((point, index) => index === 0 || point.step > kept[index - 1]!.step)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("bounds a page of many jobs, and counts what it leaves out", () => {
    const jobs = Array.from({ length: 20 }, (_, index) =>
      jobDetails(`${index}`.padStart(16, "0"), { steps: 5000, details: { checkpoints: [] } }),
    );
    const { data, leftOut } = pageDataOf(jobs);
    const drawn = data.charts
      .flatMap(({ series }) => series)
      .reduce((sum, { steps }) => sum + steps.length, 0);
    expect(drawn).toBeLessThanOrEqual(60_000);
    const all = jobs.flatMap(({ rows }) => rows).reduce((sum, row) => sum + Object.keys(row).length - 1, 0);
    expect(drawn + leftOut).toBe(all);
  });
});
