/** What `sync` reads of a job, where Azure has only a part of it. */
import { AzureOpenAI } from "openai";
import { readProgress } from "../../../cli/sync/progress";
import { failureOf, runSettings, runSummary } from "../../../cli/sync/runSettings";
import type { Job } from "../../../cli/openai/jobs";
import type { MetricsRow } from "../../../cli/openai/metrics";

const id = "ftjob-1";
const job = {
  id,
  object: "fine_tuning.job",
  status: "succeeded",
  model: "gpt-4.1-mini-2025-04-14",
  fine_tuned_model: "gpt-4.1-mini-2025-04-14.ft-1",
  result_files: ["file-1"],
  hyperparameters: { n_epochs: 3, batch_size: -1 },
  error: null,
};
const list = (data: unknown[]) => ({ object: "list", data, has_more: false });
const event = (step: number) => ({
  id: `ftevent-${step}`,
  type: "metrics",
  message: `Step ${step}`,
  data: { step, train_loss: step / 100 },
});
const checkpoint = { id: "checkpoint-1", step_number: 2, fine_tuned_model_checkpoint: "model:ckpt-step-2" };
const csv = "step,train_loss\n1,2.5\n2,1.5\n";
const rows = [
  { step: 1, train_loss: 2.5 },
  { step: 2, train_loss: 1.5 },
];
const ofEvents = [
  { step: 10, train_loss: 0.1 },
  { step: 20, train_loss: 0.2 },
];

type Answer = object | string | number;
const usual = {
  job: job as Answer,
  "file-1": csv as Answer,
  "file-2": 404 as Answer,
  events: list([event(20), event(10)]) as Answer,
  checkpoints: list([checkpoint]) as Answer,
};

/** A number is the status of an error, a text the content of a file. */
function respond(answer: Answer): Response {
  if (typeof answer === "number") {
    return Response.json({ error: { code: `E${answer}`, message: "not today" } }, { status: answer });
  }
  return typeof answer === "string" ? new Response(answer) : Response.json(answer);
}

const read = (answers: Partial<typeof usual>) => {
  const all = { ...usual, ...answers };
  const fetch = async (url: string | URL | Request) => {
    const [, name = "job"] = /\/(file-\d|events|checkpoints)/.exec(String(url)) ?? [];
    return respond(all[name as keyof typeof all]);
  };
  const client = new AzureOpenAI({
    baseURL: "https://contoso.invalid/openai",
    apiVersion: "v",
    apiKey: "k",
    maxRetries: 0,
    fetch,
  });
  const openai = { client, endpoint: "https://contoso.invalid/", onBytesSent: () => undefined };
  return readProgress(openai, id, new AbortController().signal);
};

describe("the metrics of a job", () => {
  test("are those of the result file, and nothing is missing", async () => {
    expect(await read({})).toMatchObject({ rows, checkpoints: { 2: "model:ckpt-step-2" }, missing: [] });
  });

  test.each<[string, Answer, string]>([
    ["was deleted", 404, "The result file file-1 was deleted."],
    ["may not be read", 403, "The result file file-1 cannot be read (E403 403 not today)."],
    ["is not available", 503, "The result file file-1 cannot be read (E503 503 not today)."],
    ["is an HTML page", "<html>Sign in</html>", "The result file file-1 is an HTML page."],
    ["is empty", "", "The result file file-1 is empty."],
  ])("are those of the events if the result file %s, which is told", async (_what, answer, sentence) => {
    expect(await read({ "file-1": answer })).toMatchObject({
      rows: ofEvents,
      missing: [sentence, "The metrics are those of the events, which have every tenth step."],
    });
  });

  test("are those of the events without a word before there is a result file", async () => {
    for (const none of [null, []]) {
      const running = { ...job, status: "running", result_files: none };
      expect(await read({ job: running })).toMatchObject({ rows: ofEvents, missing: [] });
    }
  });

  test("are merged by step from several result files, and one that cannot be read is told", async () => {
    const both = { ...job, result_files: ["file-1", "file-2"] };
    const second = "step,valid_loss\n2,1.75\n3,1.25\n";
    expect(await read({ job: both, "file-2": second })).toMatchObject({
      rows: [rows[0], { ...rows[1], valid_loss: 1.75 }, { step: 3, valid_loss: 1.25 }],
      missing: [],
    });
    expect(await read({ job: both })).toMatchObject({
      rows,
      missing: ["The result file file-2 was deleted."],
    });
  });

  test("of a damaged result file are kept, and the damage is told", async () => {
    expect(await read({ "file-1": `${csv}3` })).toMatchObject({
      rows,
      missing: ["The result file file-1 ends in the middle of a line."],
    });
  });

  test("are none, which is told, if neither the result file nor the events have any", async () => {
    expect(await read({ "file-1": 404, events: list([]) })).toMatchObject({
      rows: [],
      missing: ["The result file file-1 was deleted.", "The events have no metrics either."],
    });
  });

  test("end the command with both reasons if neither can be read", async () => {
    await expect(read({ "file-1": 404, events: 403 })).rejects.toThrow(
      /^The result file file-1 was deleted\.\nThe events of the job ftjob-1: .*not today/,
    );
  });
});

test.each([404, 403, 500])(
  "checkpoints that cannot be read (%d) are told, and the metrics are logged",
  async (status) => {
    const progress = await read({ checkpoints: status });
    expect(progress.rows).toEqual(rows);
    expect(progress.missing).toEqual([
      expect.stringMatching(`^The checkpoints of ftjob-1 cannot be read .*${status} not today`),
    ]);
    // What an earlier command has logged stays.
    expect(runSummary(progress.job, progress.rows, progress.checkpoints)).not.toHaveProperty("checkpoints");
  },
);

describe("the run of a job", () => {
  const of = (fields: object) => ({ ...job, ...fields }) as unknown as Job;

  test("has the last value of each metric, and Azure's reason of a failure, in its summary", () => {
    const failed = of({
      status: "failed",
      error: { code: "invalidPayload", message: "No grader.", param: null },
    });
    const metrics: MetricsRow[] = [
      { step: 1, train_loss: 2, valid_loss: 3 },
      { step: 2, train_loss: 1 },
    ];
    expect(runSummary(failed, metrics, { 2: "model" })).toMatchObject({
      step: 2,
      train_loss: 1,
      valid_loss: 3,
      status: "failed",
      error: { code: "invalidPayload", message: "No grader." },
      checkpoints: { 2: "model" },
    });
    expect(failureOf(of({ error: { code: null, message: null } }))).toEqual({});
  });

  test.each<[string, object, object, string[]]>([
    ["of the older form", {}, { n_epochs: { value: 3 } }, ["batch_size", "method"]],
    [
      "of its method",
      { method: { type: "dpo", dpo: { hyperparameters: { beta: 0.1, n_epochs: "auto", batch_size: 4 } } } },
      { method: { value: "dpo" }, beta: { value: 0.1 }, batch_size: { value: 4 } },
      [],
    ],
    [
      "of reinforcement",
      {
        method: {
          type: "reinforcement",
          reinforcement: { grader: {}, hyperparameters: { eval_interval: 5, reasoning_effort: "low" } },
        },
        hyperparameters: null,
      },
      { method: { value: "reinforcement" }, eval_interval: { value: 5 }, reasoning_effort: { value: "low" } },
      ["n_epochs"],
    ],
  ])("has the hyperparameters %s that Azure has chosen", (_what, fields, config, absent) => {
    const settings = runSettings(of(fields), {});
    for (const [name, { value }] of Object.entries(config as Record<string, { value: unknown }>)) {
      expect(settings.config[name]).toEqual(value);
    }
    absent.forEach((name) => expect(settings.config).not.toHaveProperty(name));
  });
});
