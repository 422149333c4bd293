import type { AzureOpenAI } from "openai";
import {
  createJob,
  errorOf,
  eventsOf,
  finished,
  model,
  resultsOf,
  trainingAccount,
  trainingText,
  upload,
  wandb,
} from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { control } from "./localAzure";

jest.setTimeout(120_000);

let shared: TrainingAccount;
let client: AzureOpenAI;
let files: Record<"chats" | "pairs" | "prompts", string>;

beforeAll(async () => {
  shared = await trainingAccount();
  ({ client } = shared);
  files = {
    chats: await upload(client, trainingText()),
    pairs: await upload(client, pairsText(), "pairs.jsonl"),
    prompts: await upload(client, promptsText(), "prompts.jsonl"),
  };
});
afterEach(() => control("DELETE", "settings"));

const reasoningModel = "o4-mini-2025-04-16";
const create = (body: object) => createJob(client, body);

const lines = (count: number, line: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => JSON.stringify(line(index))).join("\n");

/** A formal greeting is preferred to another one. */
const pairsText = (count = 12) =>
  lines(count, (index) => ({
    input: { messages: [{ role: "user", content: `Greet visitor ${index % 4}.` }], tools: [] },
    preferred_output: [{ role: "assistant", content: `Good day, visitor ${index % 4}.` }],
    non_preferred_output: [{ role: "assistant", content: `Hey ${index % 4}, what's up?` }],
  }));

const colors = ["red", "green", "blue", "yellow"];
const promptsText = (count = 16) =>
  lines(count, (index) => ({
    messages: [{ role: "user", content: `What color has item ${index % 4}?` }],
    answer: colors[index % 4],
  }));

const check = {
  type: "string_check",
  name: "exact",
  input: "{{ sample.output_text }}",
  reference: "{{ item.answer }}",
  operation: "eq",
};
const similar = { type: "text_similarity", name: "close", input: check.input, reference: check.reference };
const both = {
  type: "multi",
  name: "both",
  graders: { exact: check, close: { ...similar, evaluation_metric: "fuzzy_match" } },
  calculate_output: "0.5 * exact + 0.5 * close",
};
const scoreModel = {
  type: "score_model",
  name: "judge",
  model: "gpt-4o-2024-08-06",
  input: [{ role: "user", content: "Rate {{ sample.output_text }} from 0 to 1." }],
  range: [0, 1],
};

const dpo = (hyperparameters: object = {}, more: object = {}) => ({
  model,
  training_file: files.pairs,
  method: { type: "dpo", dpo: { hyperparameters } },
  ...more,
});
const reinforcement = (grader: object = check, hyperparameters: object = {}, more: object = {}) => ({
  model: reasoningModel,
  training_file: files.prompts,
  validation_file: files.prompts,
  method: { type: "reinforcement", reinforcement: { grader, hyperparameters } },
  ...more,
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const column = (rows: readonly Record<string, number | undefined>[], name: string) =>
  rows.flatMap((row) => row[name] ?? []);

describe("a job of direct preference optimization", () => {
  test("learns which answer is preferred: its loss begins at ln 2 and falls, its margin rises", async () => {
    const job = await create({
      ...dpo({ n_epochs: 6, batch_size: 4, beta: 0.1, l2_multiplier: 0 }),
      validation_file: files.pairs,
      seed: 1,
    });
    const done = await finished(client, job.id);
    expect(done).toMatchObject({ status: "succeeded", fine_tuned_model: expect.stringContaining(".ft-") });
    const { columns, rows } = await resultsOf(client, done);
    expect(columns).toEqual([
      "step",
      "train_loss",
      "train_reward_margin",
      "valid_loss",
      "valid_reward_margin",
      "full_valid_loss",
      "full_valid_reward_margin",
    ]);
    expect(rows).toHaveLength(18);
    const losses = column(rows, "train_loss");
    expect(losses[0]).toBeCloseTo(Math.log(2), 6);
    expect(losses.at(-1)).toBeLessThan(0.3);
    expect(column(rows, "full_valid_loss").at(-1)).toBeLessThan(0.3);
    expect(column(rows, "train_reward_margin").at(-1)).toBeGreaterThan(1);
    const events = (await eventsOf(client, job.id)).filter(({ type }) => type === "metrics");
    expect(events.map(({ message }) => message)).toEqual([`Step 10: training loss=${losses[9]}`]);
    expect(events[0]!.data).toMatchObject({ step: 10, train_loss: losses[9] });
    const checkpoints = (await client.fineTuning.jobs.checkpoints.list(job.id)).data;
    expect(checkpoints.map(({ step_number: step }) => step)).toEqual([18, 15, 12]);
    expect(checkpoints[0]!.metrics).toMatchObject({ train_loss: losses.at(-1) });
  });

  test("has its hyperparameters, of the request or chosen by Azure, in its method", async () => {
    await control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll: 1, jobLimit: 100 } });
    const pending = await create(dpo({ n_epochs: 2, beta: 0.3, l2_multiplier: "auto" }));
    const requested = {
      n_epochs: 2,
      batch_size: -1,
      learning_rate_multiplier: 2,
      beta: 0.3,
      l2_multiplier: 0.1,
    };
    expect(pending.method).toEqual({ type: "dpo", dpo: { hyperparameters: requested } });
    const started = await client.fineTuning.jobs.retrieve(pending.id);
    expect(started.method).toEqual({
      type: "dpo",
      dpo: { hyperparameters: { ...requested, batch_size: 1 } },
    });
    await client.fineTuning.jobs.cancel(pending.id);
  });

  test("depends on beta and on the seed alone beside its file", async () => {
    const textOf = async (body: object) => {
      const done = await finished(client, (await create(body)).id);
      return (await client.files.content(done.result_files[0]!)).text();
    };
    const some = { n_epochs: 2, batch_size: 4 };
    const first = await textOf(dpo({ ...some, beta: 0.1 }, { seed: 1 }));
    expect(await textOf(dpo({ ...some, beta: 0.1 }, { seed: 1 }))).toBe(first);
    expect(await textOf(dpo({ ...some, beta: 0.4 }, { seed: 1 }))).not.toBe(first);
    expect(await textOf(dpo({ ...some, beta: 0.1 }, { seed: 2 }))).not.toBe(first);
  });
});

describe("a job of reinforcement fine-tuning", () => {
  test.each<[string, object]>([
    ["a string check", check],
    ["a text similarity", { ...similar, evaluation_metric: "rouge_l" }],
    ["a formula of several graders", both],
  ])("raises its reward by %s, with the metrics and messages of OpenAI's guide", async (_what, grader) => {
    const job = await create({
      ...reinforcement(grader, { n_epochs: 8, batch_size: 4, eval_interval: 8, eval_samples: 4 }),
      seed: 2,
    });
    const done = await finished(client, job.id);
    expect(done).toMatchObject({ status: "succeeded", error: null });
    const { columns, rows } = await resultsOf(client, done);
    expect(columns).toEqual([
      "step",
      "train_mean_reward",
      "full_valid_mean_reward",
      "full_valid_mean_parse_error",
      "completion_tokens_mean",
      "reasoning_tokens_mean",
      "valid_reasoning_tokens_mean",
      "mean_unresponsive_rewards",
    ]);
    const rewards = column(rows, "train_mean_reward");
    expect(mean(rewards.slice(-4))).toBeGreaterThan(mean(rewards.slice(0, 2)) + 0.25);
    expect(rows.filter((row) => row.full_valid_mean_reward !== undefined).map(({ step }) => step)).toEqual([
      8, 16, 24, 32,
    ]);
    const events = (await eventsOf(client, job.id)).filter(({ type }) => type === "metrics");
    expect(events).toHaveLength(32);
    expect(events[0]!.message).toBe(`Step 1/32 , train mean reward=${rewards[0]!.toFixed(2)}`);
    expect(events[7]!.message).toMatch(
      /^Step 8\/32 , train mean reward=[\d.]+, full validation mean reward=[\d.]+, full validation mean parse error=0\.00$/,
    );
    expect(events[7]!.data).toMatchObject({
      step: 8,
      total_steps: 32,
      train_mean_reward: rewards[7],
      scores: { train_reward_mean: rewards[7], valid_reward_mean: expect.any(Number) },
    });
  });

  test("returns its grader, its response format and its hyperparameters", async () => {
    await control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll: 1, jobLimit: 100 } });
    const responseFormat = {
      type: "json_schema",
      json_schema: { name: "answer", schema: { type: "object" } },
    };
    const job = await create(
      reinforcement(
        both,
        {},
        {
          method: {
            type: "reinforcement",
            reinforcement: {
              grader: both,
              response_format: responseFormat,
              hyperparameters: {
                eval_interval: 3,
                compute_multiplier: 0.5,
                reasoning_effort: "low",
                n_epochs: "auto",
              },
            },
          },
          metadata: { team: "support" },
          trainingType: "GlobalStandard",
        },
      ),
    );
    expect(job).toMatchObject({
      metadata: { team: "support" },
      trainingType: "GlobalStandard",
      method: {
        type: "reinforcement",
        reinforcement: {
          grader: both,
          response_format: responseFormat,
          hyperparameters: {
            n_epochs: -1,
            batch_size: -1,
            learning_rate_multiplier: 1,
            eval_interval: 3,
            eval_samples: -1,
            compute_multiplier: 0.5,
            reasoning_effort: "low",
          },
        },
      },
    });
    await client.fineTuning.jobs.cancel(job.id);
  });

  test("reads a property of a JSON answer", async () => {
    const grader = { ...check, input: "{{ sample.output_json.color }}" };
    const job = await create({ ...reinforcement(grader, { n_epochs: 8, batch_size: 4 }), seed: 3 });
    const { rows } = await resultsOf(client, await finished(client, job.id));
    const rewards = column(rows, "train_mean_reward");
    expect(mean(rewards.slice(-4))).toBeGreaterThan(mean(rewards.slice(0, 2)) + 0.25);
  });

  test.each<[string, object, string]>([
    ["a model", scoreModel, "'judge' has the type score_model"],
    [
      "code",
      { type: "python", name: "code", source: "def grade(sample, item):\n  return 1" },
      "the type python",
    ],
    ["embeddings", { ...similar, evaluation_metric: "cosine" }, "the metric cosine"],
    [
      "a model among others",
      { ...both, graders: { exact: check, judge: scoreModel }, calculate_output: "exact + judge" },
      "'judge' has the type score_model",
    ],
  ])(
    "fails with a code of its own where the grader needs %s, which the local Azure does not have",
    async (_what, grader, reason) => {
      const done = await finished(client, (await create(reinforcement(grader))).id);
      expect(done).toMatchObject({
        status: "failed",
        error: { code: "localGraderNotSupported", message: expect.stringContaining(reason) },
      });
      expect((await eventsOf(client, done.id)).at(-1)).toMatchObject({
        level: "error",
        message: expect.stringContaining(reason),
      });
    },
  );
});

describe("a method", () => {
  // The words for models of reinforcement alone: a public report of 2026.
  test.each<[string, string, string, string | undefined]>([
    ["supervised", model, "chats", undefined],
    ["dpo", model, "pairs", undefined],
    ["dpo", "gpt-4.1-2025-04-14", "pairs", undefined],
    ["dpo", "gpt-4.1-nano-2025-04-14", "pairs", undefined],
    ["dpo", "gpt-4o-2024-08-06", "pairs", undefined],
    ["dpo", "gpt-4o-mini-2024-07-18", "pairs", "requires the supervised method of finetuning"],
    ["reinforcement", model, "prompts", "does not support the reinforcement method of finetuning"],
    ["reinforcement", reasoningModel, "prompts", undefined],
    ["supervised", reasoningModel, "chats", "requires the reinforcement method of finetuning"],
    ["dpo", reasoningModel, "pairs", "requires the reinforcement method of finetuning"],
    ["reinforcement", "gpt-5-2025-08-07", "prompts", undefined],
    ["supervised", "gpt-5-2025-08-07", "chats", "requires the reinforcement method of finetuning"],
  ])("%s trains %s, or Azure's words say which one does", async (type, trained, file, problem) => {
    const id = files[file as keyof typeof files];
    const request = create({
      model: trained,
      trainingType: "GlobalStandard",
      training_file: id,
      validation_file: id,
      method: { type, ...(type === "reinforcement" ? { reinforcement: { grader: check } } : {}) },
    });
    if (problem === undefined) {
      await expect(request).resolves.toMatchObject({ method: { type } });
      await finished(client, (await request).id);
    } else {
      expect(await errorOf(request)).toBe(`400 invalidPayload 400 Finetuning with ${trained} ${problem}.`);
    }
  });

  test("is supervised with the older form, which a method without hyperparameters may accompany", async () => {
    const body = { model, training_file: files.chats, hyperparameters: { n_epochs: 2, batch_size: 3 } };
    expect(await create(body)).toMatchObject({ method: null, hyperparameters: body.hyperparameters });
    expect(await create({ ...body, method: { type: "supervised" } })).toMatchObject({
      method: { type: "supervised", supervised: { hyperparameters: body.hyperparameters } },
    });
    const twice = { type: "supervised", supervised: { hyperparameters: { n_epochs: 3 } } };
    expect(await errorOf(create({ ...body, method: twice }))).toMatch(
      /^400 invalidPayload .*'hyperparameters' or in 'method\.supervised\.hyperparameters', not in both/,
    );
  });

  test.each<[string, () => object, RegExp]>([
    ["another method's object", () => ({ ...dpo(), method: { type: "dpo", supervised: {} } }), /supervised/],
    ["an unknown type", () => ({ ...dpo(), method: { type: "kto" } }), /method/],
    [
      "beta in a supervised method",
      () => ({ ...dpo(), method: { type: "supervised", supervised: { hyperparameters: { beta: 1 } } } }),
      /beta/,
    ],
    ["beta out of range", () => dpo({ beta: 0 }), /beta/],
    ["a fraction of a sample", () => reinforcement(check, { eval_samples: 1.5 }), /eval_samples/],
    ["an unknown effort", () => reinforcement(check, { reasoning_effort: "most" }), /reasoning_effort/],
    [
      "no grader",
      () => ({ ...reinforcement(), method: { type: "reinforcement", reinforcement: {} } }),
      /grader/,
    ],
    ["a grader of an unknown type", () => reinforcement({ ...check, type: "endpoint" }), /grader/],
    [
      "a formula with an unknown name",
      () => reinforcement({ ...both, calculate_output: "exact + other" }),
      /calculate_output: other is not the name of a grader/,
    ],
    [
      "a reference without a namespace",
      () => reinforcement({ ...check, input: "{{ output }}" }),
      /input: .* must be a reference/,
    ],
    [
      "a JSON schema that is missing",
      () => ({
        ...reinforcement(),
        method: {
          type: "reinforcement",
          reinforcement: { grader: check, response_format: { type: "json_schema" } },
        },
      }),
      /response_format/,
    ],
    [
      "no validation file for reinforcement",
      () => ({ ...reinforcement(), validation_file: undefined }),
      /validation file is required/i,
    ],
    [
      "too much metadata",
      () =>
        dpo(
          {},
          { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`key${index}`, ""])) },
        ),
      /metadata/,
    ],
  ])("is refused with %s", async (_what, body, error) => {
    const reason = await errorOf(create(body()));
    expect(reason).toMatch(/^400 invalidPayload /);
    expect(reason).toMatch(error);
  });

  test.each<[string, () => object, string]>([
    [
      "supervised of pairs",
      () => ({ model, training_file: files.pairs }),
      "training file. Line 1: 'messages' is missing",
    ],
    [
      "supervised of prompts",
      () => ({ model, training_file: files.prompts }),
      "training file. Line 1: no assistant message",
    ],
    [
      "dpo of chats",
      () => dpo({}, { training_file: files.chats }),
      "training file. Line 1: 'input', 'preferred_output'",
    ],
    [
      "dpo with chats to validate",
      () => dpo({}, { validation_file: files.chats }),
      "validation file. Line 1: 'input'",
    ],
    [
      "reinforcement of chats",
      () => reinforcement(check, {}, { training_file: files.chats }),
      "training file. Line 1: the last message must have the role 'user'",
    ],
  ])(
    "fails in preprocessing with the line where its file is for another one: %s",
    async (_what, body, reason) => {
      const done = await finished(client, (await create(body())).id);
      expect(done).toMatchObject({
        status: "failed",
        fine_tuned_model: null,
        error: { code: "invalidTrainingFile", message: expect.stringContaining(reason) },
      });
    },
  );

  test("fails in preprocessing where a line has what no method trains on", async () => {
    const gif = { type: "image_url", image_url: { url: "data:image/gif;base64,R0lG" } };
    const messages = [
      { role: "user", content: [gif] },
      { role: "assistant", content: "A cat." },
    ];
    const file = await upload(client, `${trainingText()}\n${JSON.stringify({ messages })}`);
    expect(await finished(client, (await create({ model, training_file: file })).id)).toMatchObject({
      status: "failed",
      error: {
        code: "invalidTrainingFile",
        message: expect.stringContaining(
          "Line 13: messages.0.content.0.image_url.url: must be an http or https URL",
        ),
      },
    });
  });

  test("is read from lines that are wrong for every method when the file is processed", async () => {
    const { id } = await client.files.create({
      purpose: "fine-tune",
      file: new File([`${pairsText()}\n{"input": {"messages": []}}`], "pairs.jsonl"),
    });
    expect(await client.files.retrieve(id)).toMatchObject({
      status: "error",
      status_details: expect.stringContaining("Line 13: 'input.messages' is missing or empty."),
    });
  });
});

describe("a job without a training type", () => {
  // litellm#24687, March 2026; other reports and recorded jobs have Standard then.
  test("is refused where the settings say so, and is a Standard one otherwise", async () => {
    const body = { model, training_file: files.chats };
    await control("PUT", "settings", {
      fineTuning: { filePolls: 0, stepsPerPoll: 0, jobLimit: 500, requireTrainingType: true },
    });
    expect(await errorOf(create(body))).toBe(
      "400 invalidPayload 400 The specified base model does not support fine-tuning.",
    );
    await expect(create({ ...body, trainingType: "Standard" })).resolves.toMatchObject({
      object: "fine_tuning.job",
    });
    await control("DELETE", "settings");
    await expect(create(body)).resolves.toMatchObject({ object: "fine_tuning.job" });
  });

  test("in a data zone: where the region has one", async () => {
    const body = { model, training_file: files.chats, trainingType: "DataZoneStandard" };
    expect(await errorOf(create(body))).toMatch(
      /does not support fine-tuning with DataZoneStandard TrainingType\.$/,
    );
    const american = await trainingAccount({ location: "eastus2" });
    const job = await createJob(american.client, {
      ...body,
      training_file: await upload(american.client, trainingText()),
    });
    expect((await finished(american.client, job.id)).status).toBe("succeeded");
  });
});

describe("the W&B run of a job", () => {
  const runQuery = `query Run($name: String!, $entity: String!) {
    project(name: "methods", entityName: $entity) { run(name: $name) { state config history } }
  }`;

  test.each<[string, () => object, string, object]>([
    [
      "dpo",
      () => dpo({ n_epochs: 2, batch_size: 4, beta: 0.2 }),
      "train_reward_margin",
      { beta: { value: 0.2 } },
    ],
    [
      "reinforcement",
      () => reinforcement(check, { n_epochs: 2, batch_size: 4, eval_interval: 2 }),
      "train_mean_reward",
      { eval_interval: { value: 2 }, reasoning_effort: { value: "medium" } },
    ],
  ])("has the metrics and hyperparameters of %s", async (type, body, metric, config) => {
    const integrations = [{ type: "wandb", wandb: { project: "methods" } }];
    const done = await finished(client, (await create({ ...body(), integrations })).id);
    const { rows } = await resultsOf(client, done);
    const { data } = await wandb(shared.wandbKey, runQuery, { name: done.id, entity: "contoso" });
    const { run } = data.project;
    expect(run.state).toBe("finished");
    expect(JSON.parse(run.config)).toMatchObject({ method: { value: type }, ...config });
    expect(run.history.map((line: string) => JSON.parse(line)[metric])).toEqual(column(rows, metric));
  });
});
