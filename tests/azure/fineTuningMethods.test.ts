import type { AzureOpenAI } from "openai";
import { createJob, eventsOf, finished, resultsOf, trainingAccount, wandb } from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { both, check, column, mean, requestsOf, scoreModel, similar, uploadFiles } from "./fineTuningJobs";
import type { MethodFiles } from "./fineTuningJobs";
import { control } from "./localAzure";

jest.setTimeout(120_000);

let shared: TrainingAccount;
let client: AzureOpenAI;
let files: MethodFiles;

beforeAll(async () => {
  shared = await trainingAccount();
  ({ client } = shared);
  files = await uploadFiles(client);
});
afterEach(() => control("DELETE", "settings"));

const create = (body: object) => createJob(client, body);
const { dpo, reinforcement } = requestsOf(() => files);

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
