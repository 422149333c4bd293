import type { AzureOpenAI } from "openai";
import {
  createJob,
  errorOf,
  finished,
  model,
  trainingAccount,
  trainingText,
  upload,
} from "./fineTuningAccount";
import { both, check, pairsText, reasoningModel, requestsOf, uploadFiles } from "./fineTuningJobs";
import type { MethodFiles } from "./fineTuningJobs";
import { control } from "./localAzure";

jest.setTimeout(120_000);

let client: AzureOpenAI;
let files: MethodFiles;

beforeAll(async () => {
  ({ client } = await trainingAccount());
  files = await uploadFiles(client);
});
afterEach(() => control("DELETE", "settings"));

const create = (body: object) => createJob(client, body);
const { dpo, reinforcement } = requestsOf(() => files);

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
