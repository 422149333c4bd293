import { SecretClient } from "@azure/keyvault-secrets";
import { AzureOpenAI, toFile } from "openai";
import type OpenAI from "openai";
import {
  apiVersion,
  createJob,
  entraClient,
  errorOf,
  eventsOf,
  example,
  finished,
  configureWandbIntegration,
  model,
  overProxy,
  trainingAccount,
  trainingText,
  upload,
  v1Client,
  wandb,
} from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { application, assign, clients, control, deployer, options, roles, unique } from "./localAzure";

jest.setTimeout(60_000);

let shared: TrainingAccount;
let client: AzureOpenAI;

beforeAll(async () => {
  shared = await trainingAccount();
  ({ client } = shared);
});
afterEach(() => control("DELETE", "settings"));

const create = (body: object, by: OpenAI = client) => createJob(by, body);

describe("a fine-tuning job", () => {
  test("goes from the upload to the fine-tuned model, with events, checkpoints and results", async () => {
    const training = await upload(client, trainingText());
    const validation = await upload(client, trainingText(10), "validation.jsonl");
    const job = await create({
      model,
      training_file: training,
      validation_file: validation,
      suffix: "mine",
      seed: 7,
      hyperparameters: { n_epochs: 4, batch_size: 2, learning_rate_multiplier: 1 },
    });
    expect(job).toMatchObject({ object: "fine_tuning.job", seed: 7, model, training_file: training });
    const done = await finished(client, job.id);
    expect(done).toMatchObject({
      status: "succeeded",
      error: null,
      fine_tuned_model: expect.stringMatching(/^gpt-4\.1-mini-2025-04-14\.ft-[0-9a-f]{32}-mine$/),
      result_files: [expect.stringMatching(/^file-/)],
      hyperparameters: { n_epochs: 4, batch_size: 2, learning_rate_multiplier: 1 },
    });
    expect(done.trained_tokens).toBeGreaterThan(0);

    const events = await eventsOf(client, job.id);
    const messages = events.map(({ message }) => message);
    expect(messages.slice(0, 2)).toEqual([
      "Job enqueued. Waiting for jobs ahead to complete.",
      "Job started.",
    ]);
    // Recorded, Samples2025, May 2025, and a workshop's outputs, September 2025: every tenth step, and four events at the end.
    expect(events.filter(({ type }) => type === "metrics")).toHaveLength(2);
    expect(messages.slice(-4)).toEqual([
      "Job succeeded.",
      "Model Evaluation Passed.",
      `Completed results file: ${done.result_files[0]}`,
      expect.stringMatching(/^Training tokens billed: \d+$/),
    ]);

    const checkpoints = (await client.fineTuning.jobs.checkpoints.list(job.id)).data;
    expect(checkpoints.map(({ step_number: step }) => step)).toEqual([24, 18, 12]);

    const [header, ...rows] = (await (await client.files.content(done.result_files[0]!)).text())
      .trim()
      .split("\n");
    expect(header).toBe(
      "step,train_loss,train_mean_token_accuracy,valid_loss,valid_mean_token_accuracy,full_valid_loss,full_valid_mean_token_accuracy",
    );
    expect(rows).toHaveLength(24);
    const losses = rows.map((row) => Number(row.split(",")[1]));
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
    expect((await client.models.list()).data.map(({ id }) => id)).toContain(done.fine_tuned_model);
  });

  // Recorded, Samples2025, May 2025: every tenth step, the loss as it is, no total_steps; the whole validation file at an epoch's end.
  test("reports the metrics of every tenth step alone", async () => {
    const file = await upload(client, trainingText(15));
    const job = await create({
      model,
      training_file: file,
      validation_file: file,
      hyperparameters: { n_epochs: 2, batch_size: 1 },
    });
    const done = await finished(client, job.id);
    const metrics = (await eventsOf(client, job.id)).filter(({ type }) => type === "metrics");
    const data = metrics.map((event) => event.data as Record<string, number>);
    expect(data.map(({ step }) => step)).toEqual([10, 20, 30]);
    const names = [
      "step",
      "train_loss",
      "train_mean_token_accuracy",
      "valid_loss",
      "valid_mean_token_accuracy",
    ];
    const atEndOfEpoch = ["full_valid_loss", "full_valid_mean_token_accuracy"];
    expect(data.map((row) => Object.keys(row))).toEqual([names, names, [...names, ...atEndOfEpoch]]);
    expect(metrics.map(({ message }) => message)).toEqual(
      data.map(({ step, train_loss: loss }) => `Step ${step}: training loss=${loss}`),
    );
    const rows = (await (await client.files.content(done.result_files[0]!)).text()).trim().split("\n");
    expect(rows).toHaveLength(31);
    expect(rows[10]).toBe(`${Object.values(data[0]!).join(",")},,`);
  });

  // Recorded, Samples2025, May 2025.
  test("names the model by the job's id; the last checkpoint is that model", async () => {
    const file = await upload(client, trainingText());
    const job = await create({
      model,
      training_file: file,
      validation_file: file,
      suffix: "named",
      hyperparameters: { n_epochs: 4, batch_size: 2 },
    });
    const { fine_tuned_model: name } = await finished(client, job.id);
    expect(name).toBe(`${model}.ft-${job.id.slice("ftjob-".length)}-named`);
    const checkpoints = (await client.fineTuning.jobs.checkpoints.list(job.id)).data;
    expect(checkpoints.map((checkpoint) => checkpoint.fine_tuned_model_checkpoint)).toEqual([
      name,
      `${name}:ckpt-step-18`,
      `${name}:ckpt-step-12`,
    ]);
    expect(Object.keys(checkpoints[0]!.metrics).sort()).toEqual([
      "full_valid_loss",
      "full_valid_mean_token_accuracy",
      "step",
      "train_loss",
      "train_mean_token_accuracy",
      "valid_loss",
      "valid_mean_token_accuracy",
    ]);
  });

  // Recorded, a workshop's outputs, September 2025: 120 steps of 40 examples, in lists without the ids of their first and last item.
  test("has -1 where Azure has not chosen yet, no result files and an estimated finish", async () => {
    await control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll: 1, jobLimit: 100 } });
    const file = await upload(client, trainingText(40));
    const chosenByAzure = await create({ model: "gpt-4.1-2025-04-14", training_file: file });
    expect(chosenByAzure).toMatchObject({
      status: "pending",
      hyperparameters: { n_epochs: -1, batch_size: -1, learning_rate_multiplier: 2 },
      result_files: null,
      trained_tokens: null,
      fine_tuned_model: null,
      finished_at: null,
      estimated_finish: chosenByAzure.created_at + 1080,
      method: null,
      organization_id: null,
      error: null,
    });
    const started = await client.fineTuning.jobs.retrieve(chosenByAzure.id);
    expect(started).toMatchObject({
      status: "running",
      hyperparameters: { n_epochs: 3, batch_size: 1, learning_rate_multiplier: 2 },
      result_files: null,
    });
    await client.fineTuning.jobs.cancel(chosenByAzure.id);
    const specified = await create({
      model: "gpt-4o-mini-2024-07-18",
      training_file: file,
      method: { type: "supervised", supervised: { hyperparameters: { n_epochs: 2, batch_size: "auto" } } },
    });
    const hyperparameters = { n_epochs: 2, batch_size: -1, learning_rate_multiplier: 1 };
    expect(specified).toMatchObject({ hyperparameters, method: { supervised: { hyperparameters } } });
    await client.fineTuning.jobs.cancel(specified.id);
    const page = await (await client.fineTuning.jobs.list({ limit: 1 }).asResponse()).json();
    expect(Object.keys(page as object).sort()).toEqual(["data", "has_more", "object"]);
  });

  // Recorded, Samples2025, May 2025: 836 s after the last step, 228 s of evaluation; a workshop's outputs, September 2025: 1,819 and 8 s.
  test("is evaluated after 'Job succeeded.', by the clock, and only then has succeeded", async () => {
    await control("PUT", "settings", { fineTuningEnd: { modelSeconds: 836, evaluationSeconds: 228 } });
    const file = await upload(client, trainingText());
    const { id } = await create({ model, training_file: file, hyperparameters: { n_epochs: 1 } });
    const after = async (seconds: number) => {
      await control("POST", "clock", { seconds });
      for (let poll = 0; poll < 20; poll += 1) {
        await client.fineTuning.jobs.retrieve(id);
      }
      const {
        status,
        fine_tuned_model: name,
        result_files: files,
      } = await client.fineTuning.jobs.retrieve(id);
      const last = (await eventsOf(client, id)).at(-1)!;
      return { status, name, files, message: last.message };
    };
    const running = { status: "running", name: null, files: null };
    expect(await after(0)).toMatchObject({ ...running, message: expect.stringMatching(/^Step 10: /) });
    expect(await after(800)).toMatchObject({ ...running, message: expect.stringMatching(/^Step 10: /) });
    expect(await after(36)).toEqual({ ...running, message: "Job succeeded." });
    expect(await after(200)).toEqual({ ...running, message: "Job succeeded." });
    expect(await after(28)).toMatchObject({
      status: "succeeded",
      name: expect.stringContaining(".ft-"),
      files: [expect.any(String)],
      message: expect.stringMatching(/^Training tokens billed: /),
    });
    const events = (await eventsOf(client, id)).slice(-4).map(({ created_at: time }) => time);
    const { finished_at: end } = await client.fineTuning.jobs.retrieve(id);
    expect(events.slice(2)).toEqual([end, end]);
    expect(end! - events[0]!).toBeGreaterThanOrEqual(228);
  });

  test("can be cancelled while it is evaluated", async () => {
    await control("PUT", "settings", {
      fineTuning: { filePolls: 0, stepsPerPoll: 100, jobLimit: 100 },
      fineTuningEnd: { modelSeconds: 0, evaluationSeconds: 228 },
    });
    const file = await upload(client, trainingText());
    const { id } = await create({ model, training_file: file });
    await finishedEvent(id, "Job succeeded.");
    await client.fineTuning.jobs.cancel(id);
    await control("POST", "clock", { seconds: 228 });
    expect(await client.fineTuning.jobs.retrieve(id)).toMatchObject({
      status: "cancelled",
      fine_tuned_model: null,
      result_files: null,
    });
  });

  /** Polls a job until it has an event. */
  const finishedEvent = async (id: string, message: string) => {
    for (let poll = 0; poll < 20; poll += 1) {
      if ((await eventsOf(client, id)).some((event) => event.message === message)) {
        return;
      }
    }
    throw new Error(`The job ${id} has no event "${message}".`);
  };

  test("has the suffix and the training type of its request, unless the settings leave them out", async () => {
    const file = await upload(client, trainingText());
    const fieldsOf = async (body: object) => {
      const job = await create({ model, training_file: file, ...body });
      await client.fineTuning.jobs.cancel(job.id).catch(() => undefined);
      return { ...("suffix" in job ? { suffix: job.suffix } : {}), ...trainingTypeOf(job) };
    };
    const trainingTypeOf = (job: object) => ("trainingType" in job ? { trainingType: job.trainingType } : {});
    const requested = { suffix: "mine", trainingType: "globalstandard" };
    // Recorded, Samples2025, May 2025: a job that was requested without them has neither.
    expect(await fieldsOf({})).toEqual({});
    expect(await fieldsOf(requested)).toEqual(requested);
    await control("PUT", "settings", { jobsReturnRequest: false });
    expect(await fieldsOf(requested)).toEqual({});
  });

  const losses = async (text: string, more: object = {}) => {
    const file = await upload(client, text);
    const hyperparameters = { n_epochs: 3, batch_size: 1, learning_rate_multiplier: 1 };
    const job = await create({ model, training_file: file, seed: 1, hyperparameters, ...more });
    const done = await finished(client, job.id);
    return (await client.files.content(done.result_files[0]!)).text();
  };

  test("has curves that depend on its file, seed and hyperparameters alone", async () => {
    const first = await losses(trainingText());
    expect(await losses(trainingText())).toBe(first);
    expect(await losses(trainingText(12, "always"))).not.toBe(first);
    expect(await losses(trainingText(), { seed: 2 })).not.toBe(first);
    expect(
      await losses(trainingText(), {
        hyperparameters: { n_epochs: 3, batch_size: 1, learning_rate_multiplier: 2 },
      }),
    ).not.toBe(first);
  });

  // An account's capability MaxRunningFineTuneCount is 3 (recorded, Azure/azure-cli, 28 October 2025), and was 1 (26 October 2022).
  test("waits for the three jobs ahead of it, and can be paused, resumed and cancelled", async () => {
    await control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll: 1, jobLimit: 100 } });
    const file = await upload(client, trainingText());
    const others = [
      await create({ model, training_file: file }),
      await create({ model, training_file: file }),
    ];
    const [ahead, behind] = [
      await create({ model, training_file: file }),
      await create({ model, training_file: file }),
    ];
    const statusOf = async ({ id }: { id: string }) =>
      (await client.fineTuning.jobs.retrieve(id)).status as string;
    expect([await statusOf(ahead), await statusOf(behind)]).toEqual(["running", "pending"]);
    expect(await Promise.all(others.map(statusOf))).toEqual(["running", "running"]);
    expect((await client.fineTuning.jobs.pause(ahead.id)).status).toBe("paused");
    const before = (await eventsOf(client, ahead.id)).length;
    expect((await eventsOf(client, ahead.id)).length).toBe(before);
    await client.fineTuning.jobs.cancel(behind.id);
    expect((await client.fineTuning.jobs.resume(ahead.id)).status).toBe("running");
    await client.fineTuning.jobs.cancel(ahead.id);
    await Promise.all(others.map(({ id }) => client.fineTuning.jobs.cancel(id)));
    expect([await statusOf(ahead), await statusOf(behind)]).toEqual(["cancelled", "cancelled"]);
    expect(await errorOf(client.fineTuning.jobs.cancel(ahead.id))).toMatch(/^400 unexpectedEntityState/);
  });

  test("is available on the v1 paths too, with a key or a token", async () => {
    const { key1 } = await clients().cognitive.accounts.listKeys(shared.group, shared.account.name!);
    const v1 = v1Client(shared.endpoint, key1!);
    const file = await upload(v1, trainingText());
    const job = await finished(v1, (await create({ model, training_file: file }, v1)).id);
    expect(job.status).toBe("succeeded");
    expect(await client.fineTuning.jobs.retrieve(job.id)).toMatchObject({ status: "succeeded" });
    expect(await v1.files.delete(file)).toMatchObject({ deleted: true });
    expect(await errorOf(client.files.retrieve(file))).toMatch(/^404 notFound/);
  });

  test("fine-tunes a fine-tuned model further", async () => {
    const file = await upload(client, trainingText());
    const first = await finished(client, (await create({ model, training_file: file })).id);
    const second = await create({ model: first.fine_tuned_model, training_file: file });
    expect((await finished(client, second.id)).fine_tuned_model).toMatch(/^gpt-4\.1-mini-2025-04-14\.ft-/);
  });
});

describe("a job is refused", () => {
  let file: string;
  beforeAll(async () => (file = await upload(client, trainingText())));

  test.each<[string, object, RegExp]>([
    [
      "a model without its version",
      { model: "gpt-4.1-mini" },
      /^400 invalidPayload .*does not support fine-tuning/,
    ],
    [
      "a tier that the region lacks",
      { model: "o4-mini-2025-04-16", trainingType: "developerTier" },
      // Recorded, public reports of 2026: the model and the training type by Azure's name.
      /^400 invalidPayload .*base model o4-mini-2025-04-16 does not support fine-tuning with DeveloperTier TrainingType\./,
    ],
    [
      "a retired model, whose capabilities still list its training",
      { model: "gpt-35-turbo-0125" },
      /^400 invalidPayload .*does not support fine-tuning/,
    ],
    ["a tier that does not exist", { trainingType: "fast" }, /^400 invalidPayload/],
    ["a file that does not exist", { training_file: "file-1" }, /^400 invalidPayload .*training file/],
    ["a suffix that is too long", { suffix: "s".repeat(41) }, /^400 invalidPayload .*suffix/],
    ["hyperparameters out of range", { hyperparameters: { n_epochs: 0 } }, /^400 invalidPayload .*n_epochs/],
    ["an unknown property", { color: "blue" }, /^400 invalidPayload/],
    [
      "two integrations",
      { integrations: [1, 2].map(() => ({ type: "wandb", wandb: { project: "p" } })) },
      /^400 invalidPayload/,
    ],
  ])("for %s", async (_what, body, error) => {
    expect(await errorOf(create({ model, training_file: file, ...body }))).toMatch(error);
  });

  test("where the region does not train its model in the tier", async () => {
    const elsewhere = await trainingAccount({ location: "eastus" });
    const there = await upload(elsewhere.client, trainingText());
    expect(await errorOf(create({ model, training_file: there }, elsewhere.client))).toMatch(
      /^400 invalidPayload .*gpt-4\.1-mini-2025-04-14 does not support fine-tuning with Standard TrainingType\./,
    );
    // As numbers, 0 is Standard and 1 is GlobalStandard (litellm#24687, March 2026).
    expect(await errorOf(create({ model, training_file: there, trainingType: 0 }, elsewhere.client))).toMatch(
      /with Standard TrainingType\./,
    );
    for (const trainingType of ["globalstandard", 1]) {
      const job = await create({ model, training_file: there, trainingType }, elsewhere.client);
      expect((await finished(elsewhere.client, job.id)).status).toBe("succeeded");
    }
  });

  test("where the account has as many as its limit allows", async () => {
    await control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll: 0, jobLimit: 0 } });
    const { properties } = await clients().cognitive.accounts.get(shared.group, shared.account.name!);
    expect(properties!.capabilities).toContainEqual({ name: "MaxFineTuneCount", value: "0" });
    expect(await errorOf(create({ model, training_file: file }))).toMatch(/^400 quotaExceeded .*jobs/);
  });

  test("for a file with errors, with too few examples, or that is still being processed", async () => {
    const uploaded = async (text: string) =>
      (await client.files.create({ purpose: "fine-tune", file: await toFile(Buffer.from(text), "t.jsonl") }))
        .id;
    const broken = await uploaded(`${trainingText()}\n{"messages": [`);
    expect(await client.files.retrieve(broken)).toMatchObject({
      status: "error",
      status_details: expect.stringContaining("Line 13 is not valid JSON"),
    });
    expect(await errorOf(create({ model, training_file: broken }))).toMatch(/^400 jsonlValidationFailed/);
    const few = await uploaded(trainingText(9));
    expect(await errorOf(create({ model, training_file: few }))).toMatch(/^400 invalidPayload .*at least 10/);
    await control("PUT", "settings", { fineTuning: { filePolls: 3, stepsPerPoll: 0, jobLimit: 100 } });
    const slow = await uploaded(trainingText());
    expect(await errorOf(create({ model, training_file: slow }))).toMatch(/^400 unexpectedEntityState/);
  });
});

describe("the data plane", () => {
  test("requires a role with data actions: an owner has none, and a reader of OpenAI cannot train", async () => {
    const outsider = await application([{ role: roles.owner, scope: shared.account.id! }]);
    const byOwner = entraClient(shared.endpoint, outsider.credential);
    expect(await errorOf(byOwner.files.list())).toMatch(/^401 PermissionDenied/);
    await assign(shared.account.id!, "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", outsider.objectId);
    expect((await byOwner.files.list()).data).toBeDefined();
    expect(await errorOf(create({ model, training_file: "file-1" }, byOwner))).toMatch(
      /^401 PermissionDenied/,
    );
  });

  test("accepts the account's keys until local authentication is disabled", async () => {
    const { key2 } = await clients().cognitive.accounts.listKeys(shared.group, shared.account.name!);
    const byKey = (apiKey: string) =>
      new AzureOpenAI({ endpoint: shared.endpoint, apiVersion, apiKey, ...overProxy });
    expect((await byKey(key2!).files.list()).data).toBeDefined();
    expect(await errorOf(byKey("0".repeat(64)).files.list())).toMatch(/^401 401 .*invalid subscription key/);
    const change = (disableLocalAuth: boolean) =>
      clients().cognitive.accounts.beginUpdateAndWait(shared.group, shared.account.name!, {
        properties: { disableLocalAuth },
      });
    await change(true);
    expect(await errorOf(byKey(key2!).files.list())).toMatch(/^403 AuthenticationTypeDisabled/);
    await change(false);
  });

  test("denies access by the account's network rules", async () => {
    const change = (publicNetworkAccess: string) =>
      clients().cognitive.accounts.beginUpdateAndWait(shared.group, shared.account.name!, {
        properties: { publicNetworkAccess },
      });
    await change("Disabled");
    expect(await errorOf(client.files.list())).toMatch(/^403 403 .*Virtual Network\/Firewall/);
    await change("Enabled");
  });

  test("refuses unknown api-versions", async () => {
    const old = new AzureOpenAI({
      endpoint: shared.endpoint,
      apiVersion: "2020-01-01",
      azureADTokenProvider: async () =>
        (await deployer.getToken("https://cognitiveservices.azure.com/.default")).token,
      ...overProxy,
    });
    expect(await errorOf(old.files.list())).toMatch(/^400 InvalidApiVersionParameter/);
  });

  // MaxUserFileCount is 100 (recorded, Azure/azure-cli, 28 October 2025), and was 50 (26 October 2022).
  test("stores as many files for fine-tuning as the account's capabilities list", async () => {
    const full = await trainingAccount();
    for (let count = 0; count < 100; count += 1) {
      await full.client.files.create({
        purpose: "fine-tune",
        file: await toFile(Buffer.from(example("a", "b")), "t.jsonl"),
      });
    }
    expect(await errorOf(upload(full.client, trainingText()))).toMatch(/^400 quotaExceeded/);
    expect((await full.client.files.list()).data).toHaveLength(100);
  });
});

describe("a job with the W&B integration", () => {
  const runQuery = `query Run($name: String!, $entity: String!) {
    project(name: "curves", entityName: $entity) {
      run(name: $name) { displayName state tags config summaryMetrics historyLineCount history }
    }
  }`;

  const train = async (account: TrainingAccount, settings: object = {}) => {
    const file = await upload(account.client, trainingText());
    const integrations = [{ type: "wandb", wandb: { project: "curves", ...settings } }];
    const job = await create({ model, training_file: file, seed: 3, integrations }, account.client);
    return finished(account.client, job.id);
  };
  const reasonOf = async (account: TrainingAccount) => {
    const job = await train(account);
    const events = await eventsOf(account.client, job.id);
    expect(events.at(-1)).toMatchObject({ level: "error" });
    expect(JSON.stringify([job, events])).not.toContain(account.wandbKey);
    return `${job.status} ${job.error?.code} ${job.error?.message}`;
  };

  test("logs its curve, its settings and its end to the requested run, with the key from the vault", async () => {
    const job = await train(shared, { name: "first try", tags: ["mine"] });
    expect(job.status).toBe("succeeded");
    const { data } = await wandb(shared.wandbKey, runQuery, { name: job.id, entity: "contoso" });
    const run = data.project.run;
    expect(run).toMatchObject({ displayName: "first try", state: "finished" });
    expect(run.tags).toEqual(["mine", "openai/finetune", `openai/${model}`, `openai/${job.id}`]);
    expect(JSON.parse(run.config)).toMatchObject({ seed: { value: 3 }, n_epochs: { value: 8 } });
    expect(JSON.parse(run.summaryMetrics)).toMatchObject({ fine_tuned_model: job.fine_tuned_model });
    const csv = await (await client.files.content(job.result_files[0]!)).text();
    const losses = csv
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split(",")[1]));
    expect(run.history.map((line: string) => JSON.parse(line).train_loss)).toEqual(losses);
  });

  test("reads the key with the account's own identity, as the vault's requests show", async () => {
    await control("DELETE", "requests");
    await train(shared);
    const { requests } = await control("GET", "requests");
    const callers = requests
      .filter(({ service }: { service: string }) => service === "keyvault")
      .map(({ caller }: { caller: string }) => caller);
    expect(new Set(callers)).toEqual(new Set([shared.account.identity!.principalId]));
  });

  test("is refused where the account has no W&B integration", async () => {
    const group = shared.group;
    const name = unique("openai-");
    const created = await clients().cognitive.accounts.beginCreateAndWait(group, name, {
      location: "swedencentral",
      kind: "OpenAI",
      sku: { name: "S0" },
      identity: { type: "SystemAssigned" },
      properties: { customSubDomainName: name },
    });
    await assign(created.id!, roles.aiUser, (await control("GET", "seed")).deployer.objectId);
    const withoutIntegration = entraClient(created.properties!.endpoint!);
    const file = await upload(withoutIntegration, trainingText());
    const integrations = [{ type: "wandb", wandb: { project: "curves" } }];
    expect(await errorOf(create({ model, training_file: file, integrations }, withoutIntegration))).toMatch(
      /^400 invalidPayload .*not configured for this resource/,
    );
  });

  test("fails where the identity cannot read the secret", async () => {
    expect(await reasonOf(await trainingAccount({ assignIdentityRole: false }))).toMatch(
      /^failed forbidden .*403 ForbiddenByRbac/,
    );
  });

  const vaultOf = ({ group, vault }: TrainingAccount) => ({
    change: (properties: object) => clients().vaults.update(group, vault.name!, { properties }),
    secrets: new SecretClient(vault.properties.vaultUri!, deployer, options),
  });

  test("fails where the vault uses the other permission model", async () => {
    await vaultOf(shared).change({ enableRbacAuthorization: false });
    expect(await reasonOf(shared)).toMatch(/^failed forbidden .*403 ForbiddenByPolicy/);
    await vaultOf(shared).change({ enableRbacAuthorization: true });
  });

  test("fails where the vault's firewall denies access, for trusted services too", async () => {
    await vaultOf(shared).change({ networkAcls: { defaultAction: "Deny", bypass: "AzureServices" } });
    expect(await reasonOf(shared)).toMatch(/^failed forbidden .*403 ForbiddenByFirewall/);
    await vaultOf(shared).change({ networkAcls: { defaultAction: "Allow" } });
  });

  test("fails where the secret is disabled, expired or missing", async () => {
    const { secrets } = vaultOf(shared);
    const { properties } = await secrets.getSecret("wandb-api-key");
    const change = (attributes: object) =>
      secrets.updateSecretProperties("wandb-api-key", properties.version!, attributes);
    await change({ enabled: false });
    expect(await reasonOf(shared)).toMatch(/^failed forbidden .*disabled secret/);
    await change({ enabled: true, expiresOn: new Date(1_600_000_000_000) });
    expect(await reasonOf(shared)).toMatch(/^failed forbidden .*expired/);
    await change({ expiresOn: new Date("2036-01-01") });
    expect(
      await configureWandbIntegration(shared.endpoint, shared.vault.properties.vaultUri!, "another-name"),
    ).toBe(200);
    expect(await reasonOf(shared)).toMatch(/^failed forbidden .*404/);
    await configureWandbIntegration(shared.endpoint, shared.vault.properties.vaultUri!);
    expect((await train(shared)).status).toBe("succeeded");
  });

  test("fails where W&B does not know the key, or the user cannot write to the entity", async () => {
    const other = await trainingAccount();
    expect((await train(other, { entity: "fabrikam" })).error?.message).toMatch(/403 permission denied/);
    await control("DELETE", "wandb/keys", { key: other.wandbKey });
    expect(await reasonOf(other)).toMatch(/^failed forbidden .*401 user is not logged in/);
  });

  test("fails where outbound network access is restricted and W&B is not allowed", async () => {
    const { cognitive } = clients();
    const change = (properties: object) =>
      cognitive.accounts.beginUpdateAndWait(shared.group, shared.account.name!, { properties });
    const vaultHost = new URL(shared.vault.properties.vaultUri!).host;
    await change({ restrictOutboundNetworkAccess: true, allowedFqdnList: [vaultHost] });
    expect(await reasonOf(shared)).toMatch(/api\.wandb\.ai is not in allowedFqdnList/);
    await change({ allowedFqdnList: [vaultHost, "api.wandb.ai"] });
    expect((await train(shared)).status).toBe("succeeded");
    await change({ restrictOutboundNetworkAccess: false });
  });

  test("survives transient errors of W&B and the vault, and logs each row once", async () => {
    await control("POST", "faults", [
      { service: "wandb", path: "file_stream", status: 503, every: 2, count: 3 },
      { service: "keyvault", status: 429, count: 2 },
    ]);
    const job = await train(shared);
    await control("DELETE", "faults");
    const { data } = await wandb(shared.wandbKey, runQuery, { name: job.id, entity: "contoso" });
    const steps = data.project.run.history.map((line: string) => JSON.parse(line)._step);
    expect(steps).toEqual(Array.from({ length: steps.length }, (_, index) => index + 1));
    expect(data.project.run.historyLineCount).toBe(steps.length);
  });
});
