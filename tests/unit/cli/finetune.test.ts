import { jobOptionProblems, jobRequest } from "../../../cli/finetune/jobOptions";
import type { JobOptions } from "../../../cli/finetune/jobOptions";
import { drawLossChart } from "../../../cli/finetune/lossChart";
import { lossOf, rowsOfEvents } from "../../../cli/openai/events";
import type { JobEvent } from "../../../cli/openai/events";
import { isFinished, matchesRequest, totalSteps, unknownFields } from "../../../cli/openai/jobs";
import type { Job } from "../../../cli/openai/jobs";
import { chooseModel } from "../../../cli/openai/models";
import { pointsOf } from "../../../cli/openai/metrics";
import { parseResults } from "../../../cli/openai/results";
import { findTrainingType } from "../../../cli/openai/trainingTypes";

const options: JobOptions = { model: "m", tier: "standard", wandb: true, project: "p" };
const request = (more: Partial<JobOptions> = {}, validation?: string) => {
  const all = { ...options, ...more };
  const trainingType = findTrainingType(all.tier!)!;
  return jobRequest(all, { model: "m-1", trainingType, training: "file-1", validation });
};

describe("a request", () => {
  test("leaves out what is not specified, so that Azure's defaults apply, but for the method and the training type", () => {
    expect(request()).toEqual({
      model: "m-1",
      training_file: "file-1",
      method: { type: "supervised", supervised: {} },
      trainingType: "standard",
      integrations: [{ type: "wandb", wandb: { project: "p" } }],
    });
  });

  test("has the training type, hyperparameters and W&B settings that are specified", () => {
    const specified = { tier: "GlobalStandard", epochs: "3", seed: "0", tag: ["a"], entity: "e" };
    expect(request(specified, "file-2")).toMatchObject({
      validation_file: "file-2",
      method: { type: "supervised", supervised: { hyperparameters: { n_epochs: 3 } } },
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
    ["the same settings", {}, {}, true],
    ["the same settings and seed", {}, { seed: "7" }, true],
    ["another seed", {}, { seed: "8" }, false],
    ["other epochs", {}, { epochs: "4" }, false],
    ["another training type", {}, { tier: "developerTier" }, false],
    ["another suffix", { suffix: "mine" }, {}, false],
    ["another project", {}, { project: "q" }, false],
    ["no integration", { integrations: null }, {}, false],
    ["another file", { training_file: "file-9" }, {}, false],
    ["a validation file", { validation_file: "file-2" }, {}, false],
  ])("a job with %s matches or not", (_what, more, specified, matches) => {
    expect(matchesRequest(job(more), request(specified))).toBe(matches);
  });

  // Whether Azure returns them is not known: recorded jobs were requested without them.
  const unreturned = { suffix: undefined, trainingType: undefined };
  test.each<[string, Partial<JobOptions>, { suffix: string; trainingType: string } | undefined, boolean]>([
    ["nothing known of it", { suffix: "mine", tier: "developerTier" }, undefined, true],
    [
      "the same remembered",
      { suffix: "mine", tier: "developerTier" },
      { suffix: "mine", trainingType: "developertier" },
      true,
    ],
    ["another suffix remembered", { suffix: "mine" }, { suffix: "yours", trainingType: "standard" }, false],
    ["no suffix remembered", { suffix: "mine" }, { suffix: "", trainingType: "standard" }, false],
    ["a remembered suffix that the request lacks", {}, { suffix: "mine", trainingType: "standard" }, false],
    ["another training type remembered", {}, { suffix: "", trainingType: "globalstandard" }, false],
  ])(
    "a job that returns neither suffix nor training type, with %s, matches or not",
    (_what, specified, remembered, matches) => {
      expect(matchesRequest(job(unreturned), request(specified), remembered)).toBe(matches);
    },
  );

  test.each([
    ["pending", false],
    ["running", false],
    ["paused", false],
    ["succeeded", true],
    ["failed", true],
    ["cancelled", true],
    ["canceled", true],
  ])("a job that is %s is finished or not", (status, finished) => {
    expect(isFinished(job({ status }))).toBe(finished);
  });

  test("what is not known of a job is named, where the request specifies it", () => {
    const specified = request({ suffix: "mine", tier: "developerTier" });
    expect(unknownFields(job(unreturned), specified)).toEqual(["suffix", "training type"]);
    expect(unknownFields(job({ trainingType: undefined }), request())).toEqual([]);
    expect(
      unknownFields(job(unreturned), specified, { suffix: "mine", trainingType: "developertier" }),
    ).toEqual([]);
  });

  test("the number of steps is known once Azure has chosen epochs and batch size", () => {
    expect(totalSteps(job(), 40)).toBe(120);
    expect(totalSteps(job({ hyperparameters: { n_epochs: 2, batch_size: 7 } }), 40)).toBe(12);
    expect(totalSteps(job({ hyperparameters: { n_epochs: -1, batch_size: -1 } }), 40)).toBeUndefined();
  });

  test.each<[Partial<JobOptions>, RegExp]>([
    [{ epochs: "0" }, /^--epochs 0 is not valid\. /],
    [{ epochs: "2.5" }, /^--epochs/],
    [{ batchSize: "many" }, /^--batch-size many is not valid\. /],
    [{ learningRateMultiplier: "0" }, /^--learning-rate-multiplier/],
    [{ seed: "-1" }, /^--seed -1 is not valid\. /],
    [{ seed: "" }, /^--seed/],
    [{ tier: "fast" }, /^--tier fast is not a training type\. Specify standard/],
    [{ suffix: "x".repeat(41) }, /^--suffix/],
    [{ project: "a/b" }, /^--project a\/b is not /],
  ])("options %j are rejected by their flags", (specified, message) => {
    expect(jobOptionProblems({ ...options, ...specified })).toEqual([expect.stringMatching(message)]);
  });
});

describe("a model", () => {
  const models = [
    { id: "gpt-a-2024-01-01", trainingTypes: ["standard"] as const },
    { id: "gpt-a-2025-01-01", trainingTypes: ["standard", "globalstandard"] as const },
    { id: "gpt-a-mini-2025-01-01", trainingTypes: ["globalstandard"] as const },
    { id: "gpt-a-2025-01-01.ft-0123", trainingTypes: [] },
  ].map(({ id, trainingTypes }) => ({ id, trainingTypes: [...trainingTypes] }));

  test.each<[string, "standard" | "globalstandard", object]>([
    ["gpt-a", "standard", { id: "gpt-a-2025-01-01" }],
    ["gpt-a-2024-01-01", "standard", { id: "gpt-a-2024-01-01" }],
    ["gpt-a-mini", "globalstandard", { id: "gpt-a-mini-2025-01-01" }],
    ["gpt-a-mini", "standard", { problem: expect.stringMatching(/--tier standard: .* Use globalstandard/) }],
    ["gpt-b", "standard", { problem: expect.stringMatching(/--model gpt-b: .* Specify one of: gpt-a-2024/) }],
    ["gpt-a-2025-01-01.ft-0123", "standard", { id: "gpt-a-2025-01-01.ft-0123" }],
    [
      "gpt-a.ft-9",
      "standard",
      { problem: expect.stringMatching(/no such fine-tuned model.*: gpt-a-2025-01-01\.ft-0123$/) },
    ],
  ])(
    "%s in %s is found with its newest version, or rejected with the available ones",
    (name, trainingType, chosen) => {
      expect(chooseModel(models, name, trainingType)).toEqual(chosen);
    },
  );
});

describe("a result file", () => {
  const csv = "step,train_loss,valid_loss\n1,2.5,\n2,1.5,1.75\n";

  test("is parsed as text and in base64, without empty cells", () => {
    for (const text of [csv, Buffer.from(csv).toString("base64")]) {
      expect(parseResults(text)).toEqual([
        { step: 1, train_loss: 2.5 },
        { step: 2, train_loss: 1.5, valid_loss: 1.75 },
      ]);
    }
  });

  // Azure documents the first name; recorded files and events have the second (Samples2025, May 2025).
  test.each(["validation_mean_token_accuracy", "valid_mean_token_accuracy"])(
    "has one name for its accuracy on the validation file: %s",
    (name) => {
      expect(parseResults(`step,train_loss,${name}\n1,2.5,0.5\n`)).toEqual([
        { step: 1, train_loss: 2.5, valid_mean_token_accuracy: 0.5 },
      ]);
      const event = { data: { step: 10, train_loss: 2, total_steps: 20, [name]: 0.5 } };
      expect(rowsOfEvents([event as unknown as JobEvent])).toEqual([
        { step: 10, train_loss: 2, valid_mean_token_accuracy: 0.5 },
      ]);
    },
  );

  test("is drawn as a chart that fits the width, whatever its length", () => {
    const rows = Array.from({ length: 500 }, (_, index) => ({
      step: index + 1,
      train_loss: 5 / (index + 1),
    }));
    const lines = drawLossChart(pointsOf(rows), 60);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect(lines.at(-1)).toContain("training loss 0.0100");
    expect(drawLossChart([], 60)).toEqual([]);
  });

  test("events without metrics have no losses", () => {
    expect(lossOf({ data: null } as unknown as JobEvent)).toBeUndefined();
    expect(lossOf({ data: { step: 1, train_loss: 2 } } as unknown as JobEvent)).toEqual({
      step: 1,
      trainLoss: 2,
    });
  });
});
