/** Jobs from files, from options and from each other: the CLI as a process, on the local Azure. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runCli } from "./cliProcess";
import { model, trainingAccount, trainingText, upload } from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { control } from "./localAzure";

jest.setTimeout(240_000);

let account: TrainingAccount;
/** The folder of job files, training files and the CLI's own state. */
let directory: string;

beforeAll(async () => {
  account = await trainingAccount();
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "job-file-"));
  fs.writeFileSync(path.join(directory, "t.jsonl"), trainingText());
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));
// Jobs wait in the queue, so that the same one is found.
beforeEach(() =>
  control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll: 1, jobLimit: 100 } }),
);
afterEach(() => control("DELETE", "settings"));

const inDirectory = (name: string) => path.join(directory, name);
const finetune = (...args: string[]) =>
  runCli(["finetune", ...args, "--endpoint", account.endpoint], { XDG_STATE_HOME: inDirectory("state") });
const created = async (...args: string[]) => {
  const printed = await finetune(...args, "--no-follow", "--json");
  expect({ code: printed.code, text: printed.text }).toMatchObject({ code: 0 });
  return printed.lines.find(({ type }) => type === "job");
};
const cancel = (id: string) => account.client.fineTuning.jobs.cancel(id);

describe.each([true, false])("a job, with Azure returning what was requested: %s", (jobsReturnRequest) => {
  beforeEach(() => control("PUT", "settings", { jobsReturnRequest }));

  test("is requested with its training type and method, and is the same one from options, its file and itself", async () => {
    const suffix = `s${String(jobsReturnRequest)}`;
    const options = [
      "--epochs",
      "2",
      "--batch-size",
      "auto",
      "--suffix",
      suffix,
      "--project",
      "support",
      "--seed",
      "5",
    ];
    const { job } = await created(inDirectory("t.jsonl"), ...options);
    expect(job).toMatchObject({
      model,
      method: { type: "supervised", supervised: { hyperparameters: { n_epochs: 2 } } },
      seed: 5,
      integrations: [{ type: "wandb", wandb: { project: "support" } }],
      ...(jobsReturnRequest ? { trainingType: "standard", suffix } : {}),
    });

    const written = inDirectory(`${suffix}.yaml`);
    expect(await finetune("init", inDirectory("t.jsonl"), ...options, "--output", written)).toMatchObject({
      code: 0,
    });
    expect(fs.readFileSync(written, "utf8")).toMatch(
      /^# yaml-language-server: \$schema=.*job\.schema\.json\nmodel: gpt-4\.1-mini\ntraining_file: local:\.\/t\.jsonl\n/,
    );
    expect(await created("--file", written)).toMatchObject({ wasThere: true, job: { id: job.id } });

    const cloned = inDirectory(`${suffix}-clone.yaml`);
    expect(await finetune("init", "--from-job", job.id, "--output", cloned)).toMatchObject({ code: 0 });
    expect(await created("--file", cloned)).toMatchObject({ wasThere: true, job: { id: job.id } });

    const other = await created("--file", cloned, "--epochs", "3");
    expect(other).toMatchObject({
      wasThere: false,
      job: { method: { supervised: { hyperparameters: { n_epochs: 3 } } } },
    });
    await cancel(other.job.id);
    await cancel(job.id);
  });
});

describe("a job file", () => {
  test("of files in Azure is used without an upload", async () => {
    const id = await upload(account.client, trainingText(12, "next"));
    const file = inDirectory("ids.yaml");
    fs.writeFileSync(file, `model: ${model}\ntraining_file: ${id}\n`);
    const { job } = await created("--file", file);
    expect(job).toMatchObject({ training_file: id, integrations: null });
    expect(await created(id, "--no-wandb")).toMatchObject({ wasThere: true, job: { id: job.id } });
    await cancel(job.id);
  });

  test("with several problems is refused with all of them, those that Azure knows too, before an upload", async () => {
    const file = inDirectory("wrong.yaml");
    fs.writeFileSync(
      file,
      "model: gpt-9\ntraining_file: file-none\nsufix: x\nmethod:\n  type: supervised\n  supervised:\n    hyperparameters: {n_epochs: 99}\n",
    );
    const { code, text } = await finetune("--file", file);
    expect(code).toBe(2);
    expect(text).toContain("Invalid input: 4 problems. Nothing was uploaded.");
    expect(text).toContain(`${file}, line 3: sufix is not known. Did you mean suffix?`);
    expect(text).toContain(`${file}, line 7: method.supervised.hyperparameters.n_epochs 99 is not valid.`);
    expect(text).toMatch(/line 1: model gpt-9: this account cannot fine-tune it\. Specify one of: gpt-4/);
    expect(text).toContain("file-none: this account has no such file.");
  });

  test("is not replaced, but with --force", async () => {
    const file = inDirectory("once.yaml");
    const init = (...more: string[]) => finetune("init", inDirectory("t.jsonl"), "--output", file, ...more);
    expect(await init()).toMatchObject({ code: 0 });
    const before = fs.readFileSync(file, "utf8");
    const refused = await init("--epochs", "4");
    expect(refused.code).toBe(2);
    expect(refused.text).toContain(
      `--output ${file} exists. Specify another file, or add --force to replace it.`,
    );
    expect(fs.readFileSync(file, "utf8")).toBe(before);
    expect(await init("--epochs", "4", "--force")).toMatchObject({ code: 0 });
    expect(fs.readFileSync(file, "utf8")).toContain("n_epochs: 4");
  });
});

describe("the models", () => {
  test("that the account can train are listed with their training types, methods and dates", async () => {
    const { code, text } = await finetune("models");
    expect(code).toBe(0);
    expect(text).toMatch(
      /^gpt-4\.1-mini-2025-04-14: standard, globalstandard, .*; supervised, dpo; training until \d{4}-/m,
    );
    expect(text).toMatch(/^o4-mini-2025-04-16: .*; reinforcement; training until/m);
    expect(text).not.toContain("gpt-35-turbo");
  });

  test("whose training Azure has ended are refused with the date, and what Azure answers otherwise has a remedy", async () => {
    const refused = await finetune(inDirectory("t.jsonl"), "--model", "gpt-35-turbo");
    expect(refused.code).toBe(2);
    expect(refused.text).toMatch(
      /--model gpt-35-turbo: Azure ended the training of gpt-35-turbo-\d+ on 2025-10-28\. Specify one of: gpt-4.*--allow-retired/,
    );
    const sent = await finetune(inDirectory("t.jsonl"), "--model", "gpt-35-turbo", "--allow-retired");
    expect(sent.code).toBe(2);
    expect(sent.text).toContain("The specified base model does not support fine-tuning.");
    expect(sent.text).toContain("Run npx azure-openai-wandb finetune models");
  });

  test("are refused for a method that they do not support", async () => {
    const { code, text } = await finetune(inDirectory("t.jsonl"), "--model", "o4-mini");
    expect(code).toBe(2);
    expect(text).toMatch(
      /--model o4-mini does not support supervised fine-tuning, only reinforcement\. Specify one of: gpt-4/,
    );
  });
});
