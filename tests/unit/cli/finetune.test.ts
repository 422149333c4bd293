import { drawCurve, pointOf } from "../../../cli/finetune/curve";
import type { JobEvent } from "../../../cli/finetune/follow";
import { isSame, jobRequest, optionProblems } from "../../../cli/finetune/request";
import type { Job, JobOptions } from "../../../cli/finetune/request";
import { parseResults, pointsOf } from "../../../cli/finetune/results";
import { chooseModel } from "../../../cli/openai/models";

const options: JobOptions = { model: "m", tier: "standard", wandb: true, project: "p" };

describe("a request", () => {
  test("leaves out what was not asked for, so that Azure's defaults hold", () => {
    expect(jobRequest(options, "m-1", "file-1", undefined)).toEqual({
      model: "m-1",
      training_file: "file-1",
      integrations: [{ type: "wandb", wandb: { project: "p" } }],
    });
  });

  test("says tier, hyperparameters and W&B's settings as they were asked for", () => {
    const asked = { ...options, tier: "GlobalStandard", epochs: "3", seed: "0", tag: ["a"], entity: "e" };
    expect(jobRequest(asked, "m-1", "file-1", "file-2")).toMatchObject({
      validation_file: "file-2",
      hyperparameters: { n_epochs: 3 },
      seed: 0,
      trainingType: "globalstandard",
      integrations: [{ wandb: { entity: "e", tags: ["a"] } }],
    });
  });

  const job = (more: object = {}) =>
    ({
      id: "ftjob-1",
      model: "m-1",
      training_file: "file-1",
      validation_file: null,
      seed: 7,
      suffix: null,
      trainingType: "Standard",
      hyperparameters: { n_epochs: 3, batch_size: 1 },
      integrations: [{ type: "wandb", wandb: { project: "p" } }],
      status: "running",
      ...more,
    }) as unknown as Job;

  test.each<[string, object, Partial<JobOptions>, boolean]>([
    ["what was asked for", {}, {}, true],
    ["what was asked for, with the same seed", {}, { seed: "7" }, true],
    ["another seed", {}, { seed: "8" }, false],
    ["other epochs", {}, { epochs: "4" }, false],
    ["another tier", {}, { tier: "developerTier" }, false],
    ["another suffix", { suffix: "mine" }, {}, false],
    ["another project", {}, { project: "q" }, false],
    ["no integration", { integrations: null }, {}, false],
    ["another file", { training_file: "file-9" }, {}, false],
    ["a validation file", { validation_file: "file-2" }, {}, false],
  ])("a job with %s is the same or not", (_what, more, asked, same) => {
    expect(isSame(job(more), jobRequest({ ...options, ...asked }, "m-1", "file-1", undefined))).toBe(same);
  });

  test.each<[Partial<JobOptions>, RegExp]>([
    [{ epochs: "0" }, /^--epochs 0: /],
    [{ epochs: "2.5" }, /^--epochs/],
    [{ batchSize: "many" }, /^--batch-size many: /],
    [{ learningRateMultiplier: "0" }, /^--learning-rate-multiplier/],
    [{ seed: "-1" }, /^--seed -1: /],
    [{ seed: "" }, /^--seed/],
    [{ tier: "fast" }, /^--tier fast: use standard/],
    [{ suffix: "x".repeat(41) }, /^--suffix/],
    [{ project: "a/b" }, /^--project a\/b: /],
  ])("options %j are refused by their flags", (asked, says) => {
    expect(optionProblems({ ...options, ...asked })).toEqual([expect.stringMatching(says)]);
  });
});

describe("a model", () => {
  const models = [
    { id: "gpt-a-2024-01-01", tiers: ["standard"] as const },
    { id: "gpt-a-2025-01-01", tiers: ["standard", "globalstandard"] as const },
    { id: "gpt-a-mini-2025-01-01", tiers: ["globalstandard"] as const },
    { id: "gpt-a-2025-01-01.ft-0123", tiers: [] },
  ].map(({ id, tiers }) => ({ id, tiers: [...tiers] }));

  test.each<[string, "standard" | "globalstandard", object]>([
    ["gpt-a", "standard", { id: "gpt-a-2025-01-01" }],
    ["gpt-a-2024-01-01", "standard", { id: "gpt-a-2024-01-01" }],
    ["gpt-a-mini", "globalstandard", { id: "gpt-a-mini-2025-01-01" }],
    ["gpt-a-mini", "standard", { problem: expect.stringMatching(/--tier standard: .* Use globalstandard/) }],
    ["gpt-b", "standard", { problem: expect.stringMatching(/--model gpt-b: .* It trains: gpt-a-2024/) }],
    ["gpt-a-2025-01-01.ft-0123", "standard", { id: "gpt-a-2025-01-01.ft-0123" }],
    [
      "gpt-a.ft-9",
      "standard",
      { problem: expect.stringMatching(/tuned no such.*: gpt-a-2025-01-01\.ft-0123$/) },
    ],
  ])("%s in %s is found with its newest version, or refused with what there is", (name, tier, chosen) => {
    expect(chooseModel(models, name, tier)).toEqual(chosen);
  });
});

describe("a result file", () => {
  const csv = "step,train_loss,valid_loss\n1,2.5,\n2,1.5,1.75\n";

  test("is read as text and in base64, and empty cells are left out", () => {
    for (const text of [csv, Buffer.from(csv).toString("base64")]) {
      expect(parseResults(text)).toEqual([
        { step: 1, train_loss: 2.5 },
        { step: 2, train_loss: 1.5, valid_loss: 1.75 },
      ]);
    }
  });

  test("is drawn as a curve that fits the width, whatever its length", () => {
    const rows = Array.from({ length: 500 }, (_, index) => ({
      step: index + 1,
      train_loss: 5 / (index + 1),
    }));
    const lines = drawCurve(pointsOf(rows), 60);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect(lines.at(-1)).toContain("training loss 0.0100");
    expect(drawCurve([], 60)).toEqual([]);
  });

  test("events without metrics are no points", () => {
    expect(pointOf({ data: null } as unknown as JobEvent)).toBeUndefined();
    expect(pointOf({ data: { step: 1, train_loss: 2 } } as unknown as JobEvent)).toEqual({
      step: 1,
      trainLoss: 2,
    });
  });
});
