/** `compare`, `report` and `--markdown`: the CLI as a process, on jobs of the local Azure. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runCli } from "./cliProcess";
import { createJob, finished, model, trainingAccount, trainingText, upload } from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { control } from "./localAzure";

jest.setTimeout(300_000);

const root = path.join(__dirname, "../..");

let account: TrainingAccount;
let directory: string;
/** Two jobs that differ in their settings, and one that was cancelled. */
let first: string;
let second: string;
let cancelled: string;
/** A suffix that is markup in HTML and in Markdown. */
const suffix = "<b>|`x`";

beforeAll(async () => {
  account = await trainingAccount();
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "report-"));
  const { client } = account;
  const training = await upload(client, trainingText());
  const validation = await upload(client, trainingText(10, "next"), "validation.jsonl");
  const integrations = [{ type: "wandb", wandb: { project: "support", entity: "contoso" } }];
  const create = async (settings: object) => {
    const { id } = await createJob(client, {
      model,
      training_file: training,
      trainingType: "Standard",
      ...settings,
    });
    return (await finished(client, id)).id;
  };
  const epochs = (count: number) => ({
    type: "supervised",
    supervised: { hyperparameters: { n_epochs: count } },
  });
  first = await create({ seed: 1, validation_file: validation, method: epochs(2), integrations });
  second = await create({ seed: 2, validation_file: validation, method: epochs(3), suffix });
  await control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll: 1, jobLimit: 100 } });
  cancelled = (await createJob(client, { model, training_file: training, trainingType: "Standard" })).id;
  await client.fineTuning.jobs.cancel(cancelled);
  await control("DELETE", "settings");
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));
afterEach(() => control("DELETE", "settings"));

const inDirectory = (name: string) => path.join(directory, name);
const cli = (...args: string[]) =>
  runCli(["finetune", ...args, "--endpoint", account.endpoint], { XDG_STATE_HOME: inDirectory("state") });

const names = () => [
  ...["--resource-group", account.group],
  ...["--account", account.account.name!, "--vault", account.vault.name!],
];

describe("compare", () => {
  test("shows different settings first, then results, then what is the same", async () => {
    const { code, text } = await cli("compare", first, second);
    expect({ code, text }).toMatchObject({ code: 0 });
    const sections = text.split(/^(Different settings|Results|Same settings)$/m);
    expect(sections.filter((_, index) => index % 2 === 1)).toEqual([
      "Different settings",
      "Results",
      "Same settings",
    ]);
    expect(sections[2]).toMatch(/^Seed\n.*: 1\n.*: 2\nSuffix\n/m);
    expect(sections[2]).toMatch(/^Epochs\n.*: 2\n.*: 3$/m);
    expect(sections[4]).toMatch(/^Trained tokens\n.*: 168\n.*: 252$/m);
    expect(sections[4]).toMatch(/^Last training loss\n.*: [\d.]+ \(best [\d.]+ at step \d+\)/m);
    expect(sections[6]).toMatch(/^Model: gpt-4\.1-mini-2025-04-14$/m);
    expect(sections[6]).toMatch(/^Training file: training\.jsonl \(file-\w+\)$/m);
  });

  test("has the same as data with --json", async () => {
    const { code, text } = await cli("compare", first, second, cancelled, "--json");
    expect(code).toBe(0);
    const { jobs, differentSettings, results, sameSettings } = JSON.parse(text);
    expect(jobs.map(({ id }: { id: string }) => id)).toEqual([first, second, cancelled]);
    expect(jobs[0].run).toBe(`https://wandb.ai/contoso/support/runs/${first}`);
    expect(differentSettings).toMatchObject({ suffix: [null, suffix, null], n_epochs: [2, 3, null] });
    expect(results).toMatchObject({ status: ["succeeded", "succeeded", "cancelled"], steps: [24, 36, null] });
    expect(results.bestCheckpoint[0]).toMatchObject({ metric: "full_valid_loss" });
    expect(sameSettings).toMatchObject({ model: [model, model, model] });
  });

  test("has tables with --markdown, in which names of jobs are text", async () => {
    const { code, text } = await cli("compare", first, second, "--markdown");
    expect(code).toBe(0);
    expect(text).toMatch(/^### 2 fine-tuning jobs$/m);
    expect(text).toContain(`[run at W&amp;B](<https://wandb.ai/contoso/support/runs/${first}>)`);
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    expect(rows.length).toBeGreaterThan(15);
    // Three cells, however many bars the values contain.
    expect(rows.filter((row) => row.split(/(?<!\\)\|/).length !== 5)).toEqual([]);
    expect(text).not.toMatch(/<b>|[^\\]`/);
  });

  test("has the metrics of each method, which share a chart of the report by their kind", async () => {
    const { client } = account;
    const lines = (line: (index: number) => object) =>
      Array.from({ length: 12 }, (_, index) => JSON.stringify(line(index))).join("\n");
    const question = (index: number) => ({ role: "user", content: `What comes after ${index % 4}?` });
    const preferences = await upload(
      client,
      lines((index) => ({
        input: { messages: [question(index)] },
        preferred_output: [{ role: "assistant", content: `After that comes ${(index % 4) + 1}.` }],
        non_preferred_output: [{ role: "assistant", content: "I do not know." }],
      })),
    );
    const puzzles = await upload(
      client,
      lines((index) => ({ messages: [question(index)], answer: String((index % 4) + 1) })),
    );
    const grader = {
      type: "string_check",
      name: "exact",
      operation: "like",
      input: "{{sample.output_text}}",
      reference: "{{item.answer}}",
    };
    const create = async (body: object) =>
      (await finished(client, (await createJob(client, { trainingType: "Standard", ...body })).id)).id;
    const dpo = await create({
      model,
      training_file: preferences,
      method: { type: "dpo", dpo: { hyperparameters: { beta: 0.1, n_epochs: 1 } } },
    });
    const reinforcement = await create({
      model: "o4-mini-2025-04-16",
      training_file: puzzles,
      validation_file: puzzles,
      method: { type: "reinforcement", reinforcement: { grader, hyperparameters: { n_epochs: 1 } } },
    });
    const compared = await cli("compare", first, dpo, reinforcement, "--json");
    expect({ code: compared.code, text: compared.text }).toMatchObject({ code: 0 });
    const { differentSettings, results } = JSON.parse(compared.text);
    expect(differentSettings.method).toEqual(["supervised", "dpo", "reinforcement"]);
    expect(differentSettings.beta).toEqual([null, 0.1, null]);
    expect(differentSettings.grader[2]).toMatchObject(grader);
    expect(results.train_reward_margin).toEqual([null, expect.objectContaining({ better: "higher" }), null]);
    expect(results.train_mean_reward).toEqual([null, null, expect.objectContaining({ better: "higher" })]);

    const file = inDirectory("methods.html");
    expect((await cli("report", first, dpo, reinforcement, "--output", file)).code).toBe(0);
    const [, data] = /<script id="data" type="application\/json">([^]*?)<\/script>/.exec(
      fs.readFileSync(file, "utf8"),
    )!;
    const charts = (JSON.parse(data!) as { charts: { title: string; series: { job: number }[] }[] }).charts;
    const jobsOf = (title: string) =>
      new Set(charts.find((chart) => chart.title === title)?.series.map(({ job }) => job));
    expect(jobsOf("Loss")).toEqual(new Set([0, 1]));
    expect(jobsOf("Reward margin")).toEqual(new Set([1]));
    expect(jobsOf("Reward")).toEqual(new Set([2]));
  });

  test("names every job that cannot be read", async () => {
    const { code, text } = await cli("compare", first, "ftjob-missing1", "ftjob-missing2");
    expect(code).not.toBe(0);
    expect(text).toMatch(/ftjob-missing1/);
    expect(text).toMatch(/ftjob-missing2/);
  });
});

describe("report", () => {
  test("writes one page of all jobs, and replaces an existing file only with --force", async () => {
    const file = inDirectory("report.html");
    const written = await cli("report", first, second, cancelled, "--output", file);
    expect({ code: written.code, text: written.text }).toMatchObject({ code: 0 });
    expect(written.text).toContain(`✔ Wrote ${file}: 3 jobs`);
    const page = fs.readFileSync(file, "utf8");
    [first, second, cancelled].forEach((id) => expect(page).toContain(id));
    expect(page).toContain(`href="https://wandb.ai/contoso/support/runs/${first}"`);
    expect(page).toContain("training.jsonl");
    expect(page).toContain("Job cancelled.");
    expect(page).not.toContain(suffix);
    expect(page).not.toContain(account.wandbKey);

    const again = await cli("report", first, "--output", file);
    expect(again.code).toBe(2);
    expect(again.text).toContain(`--output ${file} exists. Specify another file, or add --force`);
    expect(fs.readFileSync(file, "utf8")).toBe(page);
    expect((await cli("report", first, "--output", file, "--force")).code).toBe(0);
    expect(fs.readFileSync(file, "utf8")).not.toContain(second);
  });

  test("of a running job has the metrics of its events, and when they were read", async () => {
    await control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll: 1, jobLimit: 100 } });
    const { client } = account;
    const { training_file: training } = await client.fineTuning.jobs.retrieve(first);
    const { id } = await createJob(client, { model, training_file: training, trainingType: "Standard" });
    for (let poll = 0; poll < 25; poll += 1) {
      await client.fineTuning.jobs.retrieve(id);
    }
    const file = inDirectory("running.html");
    const { code, text } = await cli("report", id, "--output", file);
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(text).toContain("Events do not report every step");
    const page = fs.readFileSync(file, "utf8");
    expect(page).toMatch(/As of <time datetime="20\d\d-/);
    expect(page).toContain("not finished: create the report again");
    await client.fineTuning.jobs.cancel(id);
  });

  test("links to the account's page, which a stack's or an account's name tells", async () => {
    const file = inDirectory("named.html");
    const environment = { XDG_STATE_HOME: inDirectory("state") };
    const { code, text } = await runCli(
      ["finetune", "report", first, "--output", file, ...names()],
      environment,
    );
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(fs.readFileSync(file, "utf8")).toMatch(
      /href="https:\/\/ai\.azure\.com\/resource\/overview\?wsid=%2Fsubscriptions%2F/,
    );
  });
});

describe("--markdown", () => {
  /** Standard output alone, as a shell writes it to a file. */
  const markdownOf = (args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        ["cli/bin/azure-openai-wandb.js", ...args, "--markdown"],
        { cwd: root, env: { ...process.env, NO_COLOR: "1", XDG_STATE_HOME: inDirectory("state") } },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });

  test("of finetune prints the summary alone on standard output, and the progress beside it", async () => {
    const file = inDirectory("train.jsonl");
    fs.writeFileSync(file, trainingText(14));
    const job = ["finetune", file, "--epochs", "1", "--no-wandb", "--poll", "0.05"];
    const { code, stdout, stderr } = await markdownOf([...job, "--endpoint", account.endpoint]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^### Fine-tuning job\n\n- ✅ \*\*ftjob-\w+\*\*: succeeded\n/);
    expect(stdout).not.toContain("Created the job");
    expect(stderr).toContain("✔ Created the job");
  });

  test("of attach has the error of a job that failed", async () => {
    const { client } = account;
    const { training_file: training } = await client.fineTuning.jobs.retrieve(first);
    const wandb = { type: "wandb", wandb: { project: "support", entity: "nobody" } };
    const { id } = await createJob(client, {
      model,
      training_file: training,
      trainingType: "Standard",
      integrations: [wandb],
    });
    const { code, stdout, stderr } = await markdownOf([
      ...["finetune", "attach", id, "--poll", "0.05", "--endpoint", account.endpoint],
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain("- ❌ **ftjob-");
    expect(stdout).toMatch(/^\| Error \| .+ \|$/m);
    expect(stderr).toContain(`The job ${id} failed`);
  });

  test("of doctor has a row for each check, failures first, with what to do", async () => {
    const { code, stdout, stderr } = await markdownOf(["doctor", ...names(), "--entity", "nobody"]);
    const rows = stdout.split("\n").filter((line) => /^\| [✅⚠❌⚪]/u.test(line));
    expect(rows.length).toBeGreaterThan(10);
    const order = rows.map((row) => ["❌", "⚠", "✅", "⚪"].findIndex((mark) => row.includes(`| ${mark}`)));
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect({ code, hasFailure: order.includes(0) }).toEqual({
      code: order.includes(0) ? 1 : 0,
      hasFailure: code === 1,
    });
    expect(stdout).toMatch(/^### (✅|⚠️|❌) Deployment check$/m);
    expect(stdout + stderr).not.toContain(account.wandbKey);
  });

  test.each([
    ["with --json", ["finetune", "compare", "ftjob-1", "--json"], "--json and --markdown cannot be combined"],
    ["of a command without such a result", ["finetune", "list"], "list has no result as Markdown"],
  ])("%s is refused", async (_what, args, message) => {
    const { code, stderr } = await markdownOf([...args, "--endpoint", account.endpoint]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
