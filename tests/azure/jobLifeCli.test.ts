/** The CLI after a job was created: files, pauses, checkpoints and deployments. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type OpenAI from "openai";
import { cliOf, errorOf } from "./accountCli";
import { finished, model, trainingAccount, trainingText, upload } from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { clients, control } from "./localAzure";

jest.setTimeout(120_000);

let account: TrainingAccount;
let client: OpenAI;
let directory: string;
const cli = cliOf(
  () => account,
  () => directory,
);
beforeAll(async () => {
  account = await trainingAccount();
  ({ client } = account);
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "job-life-"));
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));
afterEach(() => control("DELETE", "settings"));

/** Creates a job of 36 steps, from a file with a byte-order mark. */
async function create(suffix?: string): Promise<OpenAI.FineTuning.FineTuningJob> {
  const file = await upload(client, `\ufeff${trainingText()}`);
  return client.fineTuning.jobs.create({
    model,
    training_file: file,
    validation_file: file,
    seed: 1,
    suffix,
    hyperparameters: { n_epochs: 3, batch_size: 1 },
  });
}

/** Each request for a job trains so many steps. */
const setStepsPerPoll = (stepsPerPoll: number) =>
  control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll, jobLimit: 100 } });

describe("files", () => {
  test("list shows files of every purpose with status and size, newest first", async () => {
    const { id } = await create();
    const { result_files: results, training_file: training } = await finished(client, id);
    const printed = await cli(["files", "list"]);
    expect(printed.code).toBe(0);
    const lines = printed.stdout.split("\n");
    const lineOf = (file: string) => lines.find((line) => line.startsWith(file));
    expect(lineOf(training)).toMatch(/processed +0\.0 MB {2}fine-tune +training\.jsonl$/);
    expect(lineOf(results[0]!)).toMatch(/processed +0\.0 MB {2}fine-tune-results results\.csv$/);
    const { json } = await cli(["files", "list", "--json"]);
    expect(json.files.map((file: { id: string }) => file.id)).toEqual(
      expect.arrayContaining([training, results[0]]),
    );
    const times = json.files.map((file: { created_at: number }) => file.created_at);
    expect(times).toEqual([...times].sort((one, other) => other - one));
  });

  test("delete deletes each once, and tells those that do not exist after the others are deleted", async () => {
    const [one, other] = [await upload(client, trainingText()), await upload(client, trainingText())];
    const printed = await cli(["files", "delete", one, one, "file-none", other]);
    expect(printed.code).toBe(1);
    expect(printed.stdout).toBe(`✔ Deleted ${one}\n✔ Deleted ${other}\n`);
    expect(printed.stderr).toContain("1 file could not be deleted.");
    expect(printed.stderr).toContain("file-none does not exist in this account.");
    for (const id of [one, other]) {
      expect(await errorOf(client.files.retrieve(id))).toMatch(/^404/);
    }
  });

  test("delete refuses a file that an unfinished job uses, with every problem at once, unless --yes is given", async () => {
    await setStepsPerPoll(1);
    const job = await create();
    const other = await upload(client, trainingText());
    const refused = await cli(["files", "delete", job.training_file, "file-none", other]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("Nothing was deleted. Add --yes to delete files that jobs use.");
    expect(refused.stderr).toMatch(
      new RegExp(`${job.training_file} is used by ${job.id}, which is (pending|running)`),
    );
    expect(refused.stderr).toContain("file-none does not exist");
    expect((await client.files.retrieve(other)).id).toBe(other);
    expect((await cli(["files", "delete", job.training_file, "--yes"])).stdout).toBe(
      `✔ Deleted ${job.training_file}\n`,
    );
    await client.fineTuning.jobs.cancel(job.id);
  });
});

describe("a job", () => {
  test("is paused and resumed, and a change that its status does not allow is refused in Azure's words", async () => {
    await setStepsPerPoll(2);
    const { id } = await create();
    await client.fineTuning.jobs.retrieve(id);
    await client.fineTuning.jobs.retrieve(id);
    const paused = await cli(["finetune", "pause", id]);
    expect(paused.stdout).toMatch(new RegExp(`^✔ ${id} is pause`));
    await client.fineTuning.jobs.retrieve(id);
    // The response to the first request may have been lost.
    expect(await cli(["finetune", "pause", id])).toMatchObject({ code: 0, stdout: `✔ ${id} is paused\n` });
    expect((await cli(["finetune", "resume", id, "--json"])).json.job.id).toBe(id);
    await setStepsPerPoll(0);
    expect((await finished(client, id)).status).toBe("succeeded");
    const late = await cli(["finetune", "pause", id]);
    expect(late.code).toBe(2);
    expect(late.stderr).toContain(`The job ${id}`);
  });

  test("has its checkpoints listed by step, and the one with the lowest validation loss is marked", async () => {
    const { id } = await create();
    await finished(client, id);
    const { json } = await cli(["finetune", "checkpoints", id, "--json"]);
    expect(json.checkpoints.map(({ step }: { step: number }) => step)).toEqual([12, 24, 36]);
    const losses: number[] = json.checkpoints.map(
      ({ metrics }: { metrics: Record<string, number> }) => metrics.full_valid_loss,
    );
    expect(json.best).toBe([12, 24, 36][losses.indexOf(Math.min(...losses))]);
    const printed = await cli(["finetune", "checkpoints", id]);
    const lines = printed.stdout.trim().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines.filter((line) => line.endsWith("← lowest validation loss"))).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^Step +12 {2}train loss \d\.\d{4} {2}valid loss .* gpt-4\.1-mini-\S+:ckpt-step-12/,
    );
  });
});

describe("deploy", () => {
  let job: OpenAI.FineTuning.FineTuningJob;
  beforeAll(async () => {
    job = await finished(client, (await create("support")).id);
  });
  const deployment = (name: string) =>
    clients().cognitive.deployments.get(account.group, account.account.name!, name);
  const nameOf = (id: string) => `gpt-4.1-mini-${id.replace("ftjob-", "").slice(0, 8)}-support`;
  const answerOf = async (name: string) => {
    const path = `/deployments/${name}/chat/completions`;
    const body = { messages: [{ role: "user", content: "What comes after 1?" }] };
    return (await client.post<OpenAI.ChatCompletion>(path, { body })).choices[0]!.message.content;
  };

  test("creates the deployment of a job's model, waits until it answers, and tells its capacity, price and life", async () => {
    await control("PUT", "settings", { deploymentPolls: 2 });
    const printed = await cli(["finetune", "deploy", job.id, "--poll", "0.1"]);
    expect(printed).toMatchObject({ code: 0, stderr: "" });
    const name = nameOf(job.id);
    expect(printed.stdout.split("\n")).toEqual([
      `… ${name} is deployed, and does not answer yet`,
      `✔ Deployed ${job.fine_tuned_model} as ${name} (Standard, capacity 1)`,
      "✔ It answers.",
      "  Capacity 1: about 1,000 tokens and 1 request a minute.",
      expect.stringMatching(
        /^ {2}Hosting: about 1\.70 \$ an hour .* \(price of November 2026\)\. Tokens are charged as well\.$/,
      ),
      "  Azure deletes a deployment that is not used for 15 days. The model remains.",
      expect.stringMatching(/^ {2}The base model gpt-4\.1-mini-2025-04-14 answers until \d{4}-\d\d-\d\d\. /),
      "",
    ]);
    expect(await deployment(name)).toMatchObject({
      sku: { name: "Standard", capacity: 1 },
      properties: {
        model: { format: "OpenAI", name: job.fine_tuned_model, version: "1" },
        provisioningState: "Succeeded",
      },
    });
    // Its answer is one of its training file.
    expect(trainingText()).toContain(await answerOf(name));
    const again = await cli(["finetune", "deploy", job.id, "--json"]);
    expect(again.lines).toEqual([
      expect.objectContaining({ type: "deployed", deployment: name, existed: true, ready: true }),
    ]);
  });

  test("refuses a deployment of the name that differs, with what differs", async () => {
    const other = await finished(client, (await create()).id);
    const name = "taken";
    expect((await cli(["finetune", "deploy", job.id, "--name", name])).code).toBe(0);
    const refused = await cli([
      ...["finetune", "deploy", other.id, "--name", name, "--sku", "globalstandard", "--capacity", "5"],
    ]);
    expect(refused.code).toBe(2);
    expect(refused.stderr.trim().split("\n")).toEqual([
      `The deployment ${name} exists and differs:`,
      `  ✖ model: ${job.fine_tuned_model} instead of ${other.fine_tuned_model}`,
      "  ✖ SKU: Standard instead of GlobalStandard",
      "  ✖ capacity: 1 instead of 5",
      "Specify another --name, or delete that deployment first.",
    ]);
  });

  test("deploys a checkpoint by its step, and its model by name", async () => {
    const printed = await cli([
      "finetune",
      "deploy",
      job.id,
      "--checkpoint",
      "12",
      "--sku",
      "DeveloperTier",
      "--json",
    ]);
    expect(printed.lines[0]).toMatchObject({
      deployment: `${nameOf(job.id)}-step-12`,
      model: `${job.fine_tuned_model}:ckpt-step-12`,
      sku: "DeveloperTier",
    });
    expect(await answerOf(`${nameOf(job.id)}-step-12`)).toBeTruthy();
    const unknown = await cli(["finetune", "deploy", job.id, "--checkpoint", "13"]);
    expect(unknown.stderr).toContain(`${job.id} has no checkpoint at step 13. Specify one of: 12, 24, 36.`);
    const byName = await cli(["finetune", "deploy", job.fine_tuned_model!, "--name", "by-name", "--json"]);
    expect(byName.lines[0]).toMatchObject({ deployment: "by-name", model: job.fine_tuned_model });
  });

  test("finds the account by its names too", async () => {
    const names = ["--resource-group", account.group, "--account", account.account.name!];
    const printed = await cli(["finetune", "deploy", job.id, "--name", "by-account", "--json", ...names]);
    expect(printed.lines[0]).toMatchObject({ deployment: "by-account", existed: false });
  });

  test("reports everything that is wrong with its arguments at once", async () => {
    const printed = await cli([
      ...[
        "finetune",
        "deploy",
        "gpt-4.1-mini",
        "--checkpoint",
        "x",
        "--name",
        "a b",
        "--sku",
        "Gold",
        "--capacity",
        "0",
      ],
    ]);
    expect(printed.code).toBe(2);
    expect(printed.stderr.trim().split("\n")).toEqual([
      "gpt-4.1-mini is not a job's ID (ftjob-…) or a fine-tuned model's name (BASE.ft-…).",
      "--checkpoint x is not a step. Specify a whole number.",
      "--name a b is not valid. Use 2 to 64 letters, digits, hyphens, underscores and dots.",
      expect.stringContaining("--sku Gold is not known. Specify Standard, GlobalStandard, DeveloperTier"),
      "--capacity 0 is not valid. Specify a whole number above 0.",
    ]);
  });

  test("refuses a job that has no model yet, and names the checkpoints", async () => {
    await setStepsPerPoll(1);
    const { id } = await create();
    const printed = await cli(["finetune", "deploy", id]);
    expect(printed.code).toBe(1);
    expect(printed.stderr).toMatch(/has no model\. Wait until it has succeeded, or specify --checkpoint/);
    await client.fineTuning.jobs.cancel(id);
  });

  test("prints the stack's setting instead, and creates nothing", async () => {
    const printed = await cli([
      "finetune",
      "deploy",
      job.id,
      "--name",
      "from-config",
      "--print-config",
      "--capacity",
      "3",
    ]);
    expect(printed.stdout).toContain(
      [
        "config:",
        "  azure-openai-wandb:deployments:",
        '    - name: "from-config"',
        `      model: "${job.fine_tuned_model}"`,
        '      version: "1"',
        '      sku: "Standard"',
        "      capacity: 3",
      ].join("\n"),
    );
    expect(await errorOf(deployment("from-config"))).toMatch(/NotFound/);
  });

  test("of the developer tier is deleted after 24 hours, by the clock; another after 15 days without a request", async () => {
    await cli(["finetune", "deploy", job.id, "--name", "for-tests", "--sku", "DeveloperTier"]);
    await cli(["finetune", "deploy", job.id, "--name", "idle"]);
    await cli(["finetune", "deploy", job.id, "--name", "busy"]);
    await control("POST", "clock", { seconds: 24 * 3600 - 600 });
    await deployment("for-tests");
    await control("POST", "clock", { seconds: 700 });
    expect(await errorOf(deployment("for-tests"))).toMatch(/NotFound/);
    expect(await errorOf(answerOf("for-tests"))).toMatch(/404 DeploymentNotFound/);
    await control("POST", "clock", { seconds: 10 * 86_400 });
    await answerOf("busy");
    await control("POST", "clock", { seconds: 5 * 86_400 });
    expect(await errorOf(deployment("idle"))).toMatch(/NotFound/);
    expect((await deployment("busy")).name).toBe("busy");
  });
});
