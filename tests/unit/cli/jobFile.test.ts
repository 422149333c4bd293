/** A job as a file: azd's format and spellings, each wrong value with its line, and the way from options to a file and back. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import fc from "fast-check";
import { checkInput } from "../../../cli/finetune/checkInput";
import type { JobOptions } from "../../../cli/finetune/jobOptions";
import { jobRequest } from "../../../cli/finetune/jobOptions";
import { planJob } from "../../../cli/finetune/plannedJob";
import type { JobFlags } from "../../../cli/finetune/plannedJob";
import { toOptions } from "../../../cli/jobFile/read";
import { jobFileJsonSchema } from "../../../cli/jobFile/schema";
import { jobFileText, jobToWrite } from "../../../cli/jobFile/write";
import { hyperparameters } from "../../../cli/openai/hyperparameters";
import { requestedFields } from "../../../cli/openai/jobs";
import type { Job } from "../../../cli/openai/jobs";
import { methods } from "../../../cli/openai/methods";
import type { Method } from "../../../cli/openai/methods";
import { findTrainingType } from "../../../cli/openai/trainingTypes";
import { nearest } from "../../../cli/structuredFile/nearest";
import { parseStructured } from "../../../cli/structuredFile/read";

const read = (text: string, file = "jobs/job.yaml") => toOptions(parseStructured(file, text));
let directory: string;
beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "job-file-test-"))));
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));
const save = (name: string, text: string) => {
  const file = path.join(directory, name);
  fs.writeFileSync(file, text);
  return file;
};

const supervisedLine = (index: number) =>
  JSON.stringify({
    messages: [
      { role: "user", content: `${index}?` },
      { role: "assistant", content: `${index}.` },
    ],
  });
const preferenceLine = (index: number) =>
  JSON.stringify({
    input: { messages: [{ role: "user", content: `${index}?` }] },
    preferred_output: [{ role: "assistant", content: "yes" }],
    non_preferred_output: [{ role: "assistant", content: "no" }],
  });
const gradedLine = (index: number) =>
  JSON.stringify({ messages: [{ role: "user", content: `${index}?` }], answer: String(index) });
const lines: Record<Method, (index: number) => string> = {
  supervised: supervisedLine,
  dpo: preferenceLine,
  reinforcement: gradedLine,
};
const data = (method: Method) => Array.from({ length: 12 }, (_, index) => lines[method](index)).join("\n");

const grader = {
  type: "string_check",
  name: "exact",
  operation: "eq",
  input: "{{sample.output_text}}",
  reference: "{{item.answer}}",
};

describe("a job file of azd", () => {
  test("is read with its own spellings", () => {
    const job = read(`# yaml-language-server: $schema=./job.schema.json
name: ft-support
description: Template
model: gpt-4.1-mini
training_file: local:./data/training.jsonl
validation_file: "local:data/validation.jsonl"
suffix: my-model
seed: 42
metadata:
  team: support
method:
  type: supervised
  supervised:
    hyperparameters:
      epochs: 3
      batch_size: auto
      learning_rate_multiplier: 0.1
      prompt_loss_weight: 0
integrations:
  - type: wandb
    config:
      project: my-project
      name: run
      entity: my-org
      tags: [a, b]
extra_body:
  trainingType: GlobalStandard
`);
    expect(job.problems).toEqual([]);
    expect(job.options).toEqual({
      model: "gpt-4.1-mini",
      suffix: "my-model",
      seed: "42",
      metadata: { team: "support" },
      method: "supervised",
      epochs: "3",
      batchSize: "auto",
      learningRateMultiplier: "0.1",
      promptLossWeight: "0",
      wandb: true,
      project: "my-project",
      name: "run",
      entity: "my-org",
      tag: ["a", "b"],
      tier: "GlobalStandard",
    });
    expect([job.trainingFile, job.validationFile]).toEqual([
      "jobs/data/training.jsonl",
      "jobs/data/validation.jsonl",
    ]);
  });

  test.each([
    ["local:./t.jsonl", "jobs/t.jsonl"],
    ["local:t.jsonl", "jobs/t.jsonl"],
    ["local:../t.jsonl", "t.jsonl"],
    ["local:/data/t.jsonl", "/data/t.jsonl"],
    ["t.jsonl", "jobs/t.jsonl"],
    ["./file-1", "jobs/file-1"],
    ["local:file-1", "jobs/file-1"],
    ["file-0123abc", "file-0123abc"],
  ])("has the training file %s: %s", (reference, resolved) => {
    expect(read(`training_file: ${reference}`).trainingFile).toBe(resolved);
  });

  test("is JSON too, with the lines of its values", () => {
    expect(read('{\n  "model": "m",\n  "seed": -1\n}').problems).toEqual([
      "jobs/job.yaml, line 3: seed -1 is not valid. Specify a number of 0 or more.",
    ]);
  });

  test("logs to W&B only by its integrations, in both spellings", () => {
    expect(read("model: m").options.wandb).toBe(false);
    for (const key of ["config", "wandb"]) {
      expect(read(`integrations: [{type: wandb, ${key}: {project: p}}]`).options).toMatchObject({
        wandb: true,
        project: "p",
      });
    }
  });
});

describe("a wrong value of a job file", () => {
  test.each<[string, string, string[]]>([
    [
      "an unknown key",
      "model: m\ntraining_fil: x",
      ["line 2: training_fil is not known. Did you mean training_file?"],
    ],
    [
      "a key in another case",
      "trainingFile: x",
      ["line 1: trainingFile is not known. Did you mean training_file?"],
    ],
    ["a key that resembles none", "model: m\nfoo: x", ["line 2: foo is not known. Remove it."]],
    [
      "an unknown hyperparameter",
      "method:\n  type: dpo\n  dpo:\n    hyperparameters:\n      betta: 1",
      ["line 5: method.dpo.hyperparameters.betta is not known. Did you mean beta?"],
    ],
    [
      "a hyperparameter of another method",
      "method:\n  type: supervised\n  supervised:\n    hyperparameters: {beta: 1}",
      ["line 4: method.supervised.hyperparameters.beta is not known."],
    ],
    [
      "a hyperparameter out of its range",
      "method:\n  type: dpo\n  dpo:\n    hyperparameters:\n      n_epochs: 51",
      [
        "line 5: method.dpo.hyperparameters.n_epochs 51 is not valid. Specify a whole number from 1 to 50, or auto.",
      ],
    ],
    [
      "a hyperparameter as a word",
      "method:\n  type: dpo\n  dpo: {hyperparameters: {beta: low}}",
      [
        'line 3: method.dpo.hyperparameters.beta "low" is not valid. Specify a number above 0 and up to 2, or auto.',
      ],
    ],
    [
      "a hyperparameter by both names",
      "method: {type: dpo, dpo: {hyperparameters: {epochs: 1, n_epochs: 2}}}",
      ["line 1: method.dpo.hyperparameters.epochs and n_epochs are the same."],
    ],
    [
      "an unknown method",
      "method: {type: sft}",
      ['line 1: method.type "sft" is not valid. Specify one of supervised, dpo, reinforcement.'],
    ],
    [
      "a method without type",
      "method: {dpo: {}}",
      ["method.type is missing. Specify one of supervised, dpo, reinforcement."],
    ],
    [
      "the settings of another method",
      "method:\n  type: dpo\n  supervised: {}",
      ["line 3: method.supervised does not belong to method.type dpo."],
    ],
    [
      "a grader's value",
      "method:\n  type: reinforcement\n  reinforcement:\n    grader:\n      type: string_check\n      name: x\n      operation: is\n      input: a\n      reference: b",
      [
        'line 7: method.reinforcement.grader.operation "is" is not valid. Specify one of eq, ne, like, ilike.',
      ],
    ],
    [
      "azd's grader of its example",
      "method: {type: reinforcement, reinforcement: {grader: {type: custom}}}",
      ['grader.type "custom" is not valid.'],
    ],
    [
      "an integration without settings",
      "integrations:\n  - type: wandb",
      ["line 2: integrations[0].config is missing."],
    ],
    [
      "an integration by both names",
      "integrations: [{type: wandb, config: {project: p}, wandb: {project: q}}]",
      ["config and wandb, which are the same"],
    ],
    [
      "another integration",
      "integrations: [{type: mlflow}]",
      ['integrations[0].type "mlflow" is not valid. Specify wandb.'],
    ],
    [
      "an unknown field of the request",
      "extra_body: {trainingTyp: x}",
      ["extra_body.trainingTyp is not known. Did you mean trainingType?"],
    ],
    ["metadata that is no text", "metadata: {a: 1}", ["metadata.a 1 is not valid. Specify a text."]],
    ["a number as text", "suffix: 3", ["suffix 3 is not valid. Specify a text."]],
    ["a list", "- model: m", ["line 1: The file "]],
    ["nothing", "", ["line 1: The file "]],
    ["a key twice", "model: a\nmodel: b", ["line 2: "]],
    ["wrong syntax", "model: [a\nseed: 1", ["line 2: "]],
  ])("%s is named with its line", (_what, text, expected) => {
    const { problems } = read(text);
    expect(problems).toHaveLength(expected.length);
    expected.forEach((part, index) => {
      expect(problems[index]).toContain(part);
      expect(problems[index]).toMatch(/^jobs\/job\.yaml, line \d+: /);
    });
  });

  test("is named beside all others, in the order of the lines", () => {
    const { problems, options } = read(
      "model: m\nsufix: a\nseed: x\nmethod:\n  type: dpo\n  dpo:\n    hyperparameters:\n      beta: 3\n      n_epochs: 2\nintegrations: 1",
    );
    expect(problems.map((problem) => /line \d+/.exec(problem)![0])).toEqual([
      "line 2",
      "line 3",
      "line 8",
      "line 10",
    ]);
    // The rest is used for the checks of the other settings.
    expect(options).toEqual({ model: "m", method: "dpo", epochs: "2", wandb: false });
  });

  test.each([
    "a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c]\nmodel: [*d, *d, *d, *d, *d]",
  ])("that expands without end is refused", (text) =>
    expect(read(text).problems.join()).toMatch(/references|alias/i),
  );

  test("never throws, whatever the file contains", () => {
    const names = [
      "model",
      "method",
      "type",
      "dpo",
      "supervised",
      "hyperparameters",
      "beta",
      "integrations",
      "config",
    ];
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(null, 1, "auto", "dpo", true, ""),
        fc.array(tie("value"), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom(...names, "grader", "reinforcement"), tie("value"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(value, (content) => {
        const { problems, options } = read(JSON.stringify(content));
        expect(Array.isArray(problems)).toBe(true);
        expect(options).toHaveProperty("wandb");
      }),
      { numRuns: 500 },
    );
  });
});

type Values = (typeof hyperparameters)[number]["values"];

function valuesOf(rule: Values): fc.Arbitrary<string> {
  if (rule.type === "choice") {
    return fc.constantFrom(...rule.choices);
  }
  return rule.type === "integer"
    ? fc.integer({ min: rule.min, max: rule.max }).map(String)
    : fc.double({ min: rule.min ?? 1e-9, max: rule.max, noNaN: true }).map((value) => String(value + 0));
}

/** Options of any job that is valid. */
const anyJob = fc.constantFrom(...methods.map(({ name }) => name)).chain((method) => {
  const values = hyperparameters
    .filter((row) => row.methods.includes(method))
    .map(({ option, values }) => [option, fc.oneof(valuesOf(values), fc.constant("auto"))] as const);
  const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/);
  const wandb = fc.record(
    {
      project: name,
      name: fc.string({ minLength: 1 }),
      entity: name,
      tag: fc.array(name, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ["project"] },
  );
  return fc.record({
    method: fc.constant(method),
    trainingFile: fc.constantFrom("./t.jsonl", "sub dir/t.jsonl", "../t.jsonl", "file-abc123"),
    validationFile: fc.option(fc.constantFrom("v.jsonl", "file-def456"), { nil: undefined }),
    settings: fc.record(
      {
        ...Object.fromEntries(values),
        model: fc.constantFrom("gpt-4.1-mini", "o4-mini-2025-04-16", "123"),
        suffix: name,
        seed: fc.integer({ min: 0, max: 2_147_483_647 }).map(String),
        tier: fc.constantFrom("standard", "globalstandard", "developerTier"),
        metadata: fc.dictionary(name, fc.string({ maxLength: 20 }), { minKeys: 1, maxKeys: 3 }),
        ...(method === "reinforcement" ? { graderDefinition: fc.constant(grader) } : {}),
      },
      { requiredKeys: [] },
    ),
    wandb: fc.option(wandb, { nil: undefined }),
  });
});

describe("a job of options", () => {
  test("comes back from its file as it was, and its request is the same", () => {
    fc.assert(
      fc.property(anyJob, ({ method, trainingFile, validationFile, settings, wandb }) => {
        const options = { ...settings, ...wandb, method, wandb: wandb !== undefined } as JobOptions;
        const text = jobFileText({ options, method, trainingFile, validationFile }, directory);
        const back = read(text, path.join(directory, "job.yaml"));
        expect(back.problems).toEqual([]);
        expect(back.options).toEqual(options);
        const resolved = (file?: string) =>
          file?.startsWith("file-") ? file : file && path.join(process.cwd(), file);
        const relative = (file?: string) => (file?.startsWith("file-") ? file : file && path.resolve(file));
        expect([back.trainingFile, back.validationFile].map(relative)).toEqual(
          [trainingFile, validationFile].map(resolved),
        );
        const inputs = {
          model: "m",
          trainingType: findTrainingType(options.tier ?? "standard")!,
          training: "file-1",
        };
        expect(jobRequest(back.options, inputs)).toEqual(jobRequest(options, inputs));
      }),
      { numRuns: 300 },
    );
  });

  test("is written with the line that editors read", () => {
    const [first] = jobFileText({ options: {}, method: "dpo" }, path.join(__dirname, "../../..")).split("\n");
    expect(first).toBe("# yaml-language-server: $schema=./cli/jobFile/job.schema.json");
  });
});

describe("a job of Azure", () => {
  const job = {
    id: "ftjob-1",
    model: "o4-mini-2025-04-16",
    training_file: "file-1",
    validation_file: "file-2",
    seed: 7,
    suffix: null,
    metadata: { team: "a" },
    hyperparameters: { n_epochs: -1, batch_size: 8 },
    method: {
      type: "reinforcement",
      reinforcement: {
        hyperparameters: { n_epochs: 2, eval_interval: "auto", reasoning_effort: "high" },
        grader,
      },
    },
    integrations: [{ type: "wandb", wandb: { project: "p", name: null, entity: null, tags: null } }],
  } as unknown as Job;

  test("is written as a file that requests the same", () => {
    const written = jobToWrite(job);
    expect(written).toEqual({
      method: "reinforcement",
      trainingFile: "file-1",
      validationFile: "file-2",
      options: {
        model: "o4-mini-2025-04-16",
        seed: "7",
        metadata: { team: "a" },
        epochs: "2",
        batchSize: "8",
        reasoningEffort: "high",
        graderDefinition: grader,
        wandb: true,
        project: "p",
      },
    });
    expect(read(jobFileText(written, directory)).problems).toEqual([]);
  });

  test("has what Azure does not return from what this machine requested", () => {
    const request = {
      model: "m",
      training_file: "file-1",
      suffix: "mine",
      trainingType: "globalstandard",
      method: { type: "reinforcement", reinforcement: { grader } },
    } as const;
    const written = jobToWrite({ ...job, method: null } as Job, requestedFields(request));
    expect(written).toMatchObject({
      method: "reinforcement",
      options: { suffix: "mine", tier: "globalstandard", graderDefinition: grader, batchSize: "8" },
    });
  });
});

describe("options over a job file", () => {
  const jobFile = () =>
    save(
      "job.yaml",
      "model: gpt-4.1\ntraining_file: local:t.jsonl\nmethod:\n  type: dpo\n  dpo:\n    hyperparameters: {n_epochs: 2, beta: 0.5}\nextra_body: {trainingType: globalstandard}\n",
    );

  test.each<[JobFlags, object]>([
    [{}, { model: "gpt-4.1", epochs: "2", beta: "0.5", tier: "globalstandard", wandb: false }],
    [
      { epochs: "5", tier: "standard" },
      { epochs: "5", beta: "0.5", tier: "standard" },
    ],
    [{ project: "p" }, { wandb: true, project: "p" }],
    [{ wandb: true }, { wandb: true }],
    [
      { entity: "e", wandb: false },
      { wandb: false, entity: "e" },
    ],
  ])("%j have precedence", async (flags, expected) => {
    const plan = await planJob(undefined, { ...flags, file: jobFile() });
    expect(plan.problems).toEqual([]);
    expect(plan.options).toMatchObject(expected);
    expect(plan.trainingFile).toBe(path.join(directory, "t.jsonl"));
    expect((await planJob("other.jsonl", { ...flags, file: jobFile() })).trainingFile).toBe("other.jsonl");
  });

  test("without a job file log to W&B", async () => {
    expect((await planJob("t.jsonl", {})).options.wandb).toBe(true);
    expect((await planJob("t.jsonl", { wandb: false })).options.wandb).toBe(false);
  });

  test("are named by their flags, and the file's settings by their lines", async () => {
    save("t.jsonl", data("dpo"));
    const flags = { suffix: "a b", seed: "-1", tier: "fast", poll: "1" };
    const file = save(
      "job.yaml",
      'model: m\ntraining_file: local:t.jsonl\nsuffix: "c d"\nintegrations: [{type: wandb, config: {project: a/b}}]\nextra_body: {trainingType: slow}\n',
    );
    const own = await checkInput(undefined, { file, poll: "1" });
    await own.close();
    expect(own.problems).toEqual([
      `${file}, line 5: trainingType slow is not a training type. Specify standard, globalstandard or developerTier. Some regions also offer datazonestandard.`,
      expect.stringMatching(/job\.yaml, line 3: suffix is not valid\./),
      expect.stringMatching(/job\.yaml, line 4: project a\/b is not a W&B project\./),
    ]);
    const over = await checkInput(undefined, { ...flags, file });
    await over.close();
    expect(over.problems.slice(0, 3)).toEqual([
      expect.stringMatching(/^--seed -1/),
      expect.stringMatching(/^--tier fast/),
      expect.stringMatching(/^--suffix/),
    ]);
  });

  test("and wrong files of settings are named beside everything else", async () => {
    const format = save("format.json", '{"type": "json_object"}');
    const input = await checkInput("nope.jsonl", {
      poll: "0",
      file: path.join(directory, "none.yaml"),
      grader: save("grader.yaml", "type: string_check\nname: x\noperation: is\ninput: a\nreference: b\n"),
      responseFormat: format,
      method: "reinforcement",
    });
    await input.close();
    expect(input.problems).toEqual([
      `--file: ${path.join(directory, "none.yaml")} does not exist. Check the path.`,
      expect.stringMatching(/format\.json, line 1: .*is not valid/),
      expect.stringMatching(/^--poll 0/),
      "the training file: nope.jsonl does not exist. Check the path.",
      expect.stringMatching(/grader\.yaml, line 3: grader\.operation "is" is not valid/),
    ]);
  });
});

describe("what a file of settings lacks", () => {
  const problemsOf = async (trainingFile: string | undefined, flags: JobFlags) => {
    const input = await checkInput(trainingFile, { ...flags, poll: "1" });
    await input.close();
    return input.problems;
  };

  test("is told where the file is right", async () => {
    const file = save("job.yaml", "method: {type: reinforcement}\n");
    expect(await problemsOf(undefined, { file })).toEqual([
      expect.stringMatching(/requires a grader/),
      expect.stringMatching(/There is no training file/),
      expect.stringMatching(/requires a validation file/),
    ]);
  });

  test.each<[string, string, RegExp]>([
    ["that is not YAML", "method: {type: reinforcement", /job\.yaml, line \d/],
    [
      "whose grader is wrong",
      "method:\n  type: reinforcement\n  reinforcement: {grader: {type: x}}",
      /line 3: .*grader\.type/,
    ],
    ["whose training file is a number", "training_file: 3", /line 1: training_file 3/],
  ])("is not told of one %s", async (_what, text, problem) => {
    expect(await problemsOf(undefined, { file: save("job.yaml", text) })).toEqual([
      expect.stringMatching(problem),
    ]);
  });

  test("is not a grader that does not exist", async () => {
    const file = save("t.jsonl", data("reinforcement"));
    const grader = path.join(directory, "none.json");
    expect(await problemsOf(file, { grader, validationFile: file })).toEqual([
      `--grader: ${grader} does not exist. Check the path.`,
    ]);
  });
});

describe("the method of a job", () => {
  test.each(methods.map(({ name }) => [name]))("is that of its training file: %s", async (method) => {
    const file = save("t.jsonl", data(method));
    const flags: JobFlags & { poll: string } = {
      poll: "1",
      ...(method === "reinforcement"
        ? { grader: save("g.json", JSON.stringify(grader)), validationFile: file }
        : {}),
    };
    const input = await checkInput(file, flags);
    await input.close();
    expect(input.problems).toEqual([]);
    expect(input.method).toBe(method);
    for (const { name: other } of methods.filter(({ name }) => name !== method)) {
      const wrong = await checkInput(file, { ...flags, method: other });
      await wrong.close();
      expect(wrong.problems.join("\n")).toMatch(
        new RegExp(`t\\.jsonl is for .*, and the job is for .*\\. Specify --method ${method}, or a file`),
      );
    }
  });

  test("is that of the validation file too", async () => {
    const input = await checkInput(save("t.jsonl", data("supervised")), {
      poll: "1",
      validationFile: save("v.jsonl", data("dpo")),
    });
    await input.close();
    expect(input.problems).toEqual([expect.stringMatching(/v\.jsonl is for direct preference optimization/)]);
  });

  test("decides what the grader finds in the examples", async () => {
    const file = save("t.jsonl", data("reinforcement"));
    const wrong = { ...grader, reference: "{{item.solution}}" };
    const input = await checkInput(file, {
      poll: "1",
      validationFile: file,
      grader: save("g.json", JSON.stringify(wrong)),
    });
    await input.close();
    expect(input.problems).toEqual([
      expect.stringMatching(/g\.json, line 1: grader\.reference .*no example has solution/),
    ]);
  });
});

describe("the published schema", () => {
  test("is what the CLI checks by", () => {
    const file = path.join(__dirname, "../../../cli/jobFile/job.schema.json");
    expect(JSON.parse(fs.readFileSync(file, "utf8"))).toEqual(jobFileJsonSchema());
  });
});

describe("the nearest name", () => {
  test.each<[string, string | undefined]>([
    ["modle", "model"],
    ["Training-File", "training_file"],
    ["sed", "seed"],
    ["x", undefined],
    ["train", "training_file"],
    ["completely_different", undefined],
  ])("to %s is %s", (name, expected) => {
    expect(nearest(name, ["model", "training_file", "seed", "suffix"])).toBe(expected);
  });
});
