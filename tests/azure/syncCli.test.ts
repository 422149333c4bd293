/** `sync` and the checks of W&B, as processes on the local Azure and its W&B. */
import * as fs from "node:fs";
import * as path from "node:path";
import { AccountCli } from "./accountCli";
import type { Environment } from "./accountCli";
import { finished, model, trainingAccount, trainingText, upload, wandb } from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { control, unique } from "./localAzure";

jest.setTimeout(240_000);

const steps = Array.from({ length: 36 }, (_, index) => index + 1);

let account: TrainingAccount;
let cli: AccountCli;
/** A job of 36 steps that has succeeded, with its result file. */
let job: string;

const setStepsPerPoll = (stepsPerPoll: number) =>
  control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll, jobLimit: 100 } });

async function createJob(more: object = {}): Promise<string> {
  const file = await upload(account.client, trainingText());
  const hyperparameters = { n_epochs: 3, batch_size: 1 };
  const { id } = await account.client.fineTuning.jobs.create({
    model,
    training_file: file,
    validation_file: file,
    seed: 1,
    hyperparameters,
    ...more,
  });
  return id;
}

beforeAll(async () => {
  account = await trainingAccount();
  cli = new AccountCli(account);
  await setStepsPerPoll(20);
  job = await createJob();
  await finished(account.client, job);
});
afterAll(() => cli.close());
afterEach(async () => {
  await control("DELETE", "faults");
  await control("DELETE", "settings");
});

const sync = (id: string, project: string, environment?: Environment) =>
  cli.onEndpoint(["sync", id, "--project", project, "--json"], {
    OUTAGE_TIMEOUT_SECONDS: "2",
    ...environment,
  });

async function runOf(id: string, project: string) {
  const query = `query Run($name: String!, $project: String!) {
    project(name: $project, entityName: "contoso") { run(name: $name) { state history historyLineCount summaryMetrics } }
  }`;
  const { data } = await wandb(account.wandbKey, query, { name: id, project });
  const { history, summaryMetrics, ...run } = data.project.run;
  const rows: Record<string, number>[] = history.map((line: string) => JSON.parse(line));
  return { ...run, steps: rows.map(({ _step: step }) => step), summary: JSON.parse(summaryMetrics) };
}

const complete = { state: "finished", historyLineCount: 36, steps };

describe("sync loses no row when", () => {
  // Opening the run, reading its history (which is empty at first), writing lines, writing the summary.
  test.each<[string, number, object]>([
    ["W&B fails before it has opened the run", 0, { status: 503 }],
    ["W&B fails after it has opened the run", 0, { after: true, status: 503 }],
    ["the connection is lost before the history is written", 1, { reset: true }],
    ["the connection is lost after the history is written", 1, { after: true, reset: true }],
    ["W&B refuses the history", 1, { status: 400 }],
    ["W&B fails before it has written the summary", 2, { status: 500 }],
    ["W&B fails after it has written the summary", 2, { after: true, reset: true }],
  ])("%s, and the command runs again", async (_what, skip, trouble) => {
    const project = unique("cut-");
    await control("POST", "faults", [
      { service: "wandb", skip, headers: { "retry-after": "0" }, ...trouble },
    ]);
    const cut = await sync(job, project);
    expect(cut.code).not.toBe(0);
    expect(cut.stderr).toMatch(/W&B/);
    await control("DELETE", "faults");
    expect((await sync(job, project)).code).toBe(0);
    expect(await runOf(job, project)).toMatchObject(complete);
  });

  test("two commands log the end of a job at the same time, one with what it read before", async () => {
    const project = unique("two-");
    await setStepsPerPoll(12);
    const id = await createJob();
    while ((await sync(id, project)).lines[0].rows === 0);
    // The first command has read the job, and waits at W&B while the job ends and the second one logs it.
    await control("POST", "faults", [{ service: "wandb", path: "graphql", count: 1, delayMs: 15_000 }]);
    const first = sync(id, project);
    const isWaiting = async () => {
      const { faults } = await control("GET", "faults");
      return faults[0].matched > 0;
    };
    while (!(await isWaiting()));
    await finished(account.client, id);
    const second = await sync(id, project);
    expect(second.lines[0]).toMatchObject({ status: "succeeded", total: 36 });
    expect((await first).code).toBe(0);
    expect(await runOf(id, project)).toMatchObject({ ...complete, summary: { status: "succeeded" } });
  });

  test("the result file cannot be read at first: the events are logged, which is told, and later every step", async () => {
    const project = unique("results-");
    await control("POST", "faults", [
      { service: "openai", path: "/files/.*/content", status: 403, message: "Not today." },
    ]);
    const partly = await sync(job, project);
    expect(partly).toMatchObject({ code: 0, lines: [{ rows: 3, total: 3, status: "succeeded" }] });
    expect(partly.stderr).toMatch(/result file file-\w+ cannot be read \(.*403.*Not today\.?\)/);
    expect(partly.stderr).toContain("The metrics are those of the events, which have every tenth step.");
    await control("DELETE", "faults");
    expect((await sync(job, project)).lines[0]).toMatchObject({ rows: 33, total: 36 });
    expect(await runOf(job, project)).toMatchObject(complete);
  });

  test("the checkpoints cannot be read, which is told; those that were logged before stay", async () => {
    const project = unique("checkpoints-");
    await sync(job, project);
    const { checkpoints } = (await runOf(job, project)).summary;
    expect(Object.keys(checkpoints)).toHaveLength(3);
    await control("POST", "faults", [{ service: "openai", path: "checkpoints", status: 404 }]);
    const again = await sync(job, project);
    expect(again).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/The checkpoints of .* cannot be read/),
    });
    expect((await runOf(job, project)).summary).toMatchObject({ checkpoints });
  });
});

describe("sync of a job that failed", () => {
  test("prints why, claims no metrics, and ends the run as failed", async () => {
    const key = `wandb_v1_${unique("c".repeat(60))}`;
    await control("POST", "wandb/keys", { key });
    // The account's own key is not accepted any more when the job starts to log.
    await control("DELETE", "wandb/keys", { key: account.wandbKey });
    const id = await createJob({ integrations: [{ type: "wandb", wandb: { project: "native" } }] });
    const { error } = await finished(account.client, id);
    await control("POST", "wandb/keys", { key: account.wandbKey });
    const project = unique("failed-");
    const printed = await cli.onEndpoint(["sync", id, "--project", project]);
    expect(printed.code).toBe(0);
    expect(printed.stdout).toContain(`! ${id} failed: ${error!.code}: ${error!.message}`);
    expect(printed.stdout).toContain(
      `! ${id} (failed) has no metrics. https://wandb.ai/contoso/${project}/runs/${id}`,
    );
    expect(printed.stdout).not.toContain("Logged");
    const run = await runOf(id, project);
    expect(run).toMatchObject({
      state: "failed",
      steps: [],
      summary: { status: "failed", error: { code: error!.code } },
    });
    expect((await sync(id, project)).lines[0]).toMatchObject({
      rows: 0,
      total: 0,
      error: { code: error!.code },
    });
  });
});

describe("the server and the key of W&B", () => {
  test.each([
    ["https://api.wandb.ai", "https://wandb.ai"],
    ["https://api.forge.coreweave.com", "https://forge.coreweave.com/wandb"],
    ["https://forge.coreweave.com/api/wandb", "https://forge.coreweave.com/wandb"],
    ["https://acme.wandb.io", "https://acme.wandb.io"],
  ])("%s: runs are logged there, and their links lead to %s", async (url, pages) => {
    const project = unique("links-");
    const args = ["sync", job, "--project", project, "--follow", "--json"];
    const { code, lines } = await cli.onEndpoint(args, { WANDB_BASE_URL: url });
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({ total: 36, run: `${pages}/contoso/${project}/runs/${job}` });
    expect(await runOf(job, project)).toMatchObject(complete);
  });

  test("a key of the netrc file is used and told, with the names of W&B's variables", async () => {
    const file = path.join(cli.home, ".netrc");
    fs.writeFileSync(
      file,
      `machine api.forge.coreweave.com\n  login user\n  password ${account.wandbKey}\n`,
      { mode: 0o644 },
    );
    const project = unique("netrc-");
    const environment = { WANDB_API_KEY: "", WANDB_PROJECT: project, WANDB_ENTITY: "contoso" };
    const { code, stderr, lines } = await cli.onEndpoint(["sync", job, "--json"], environment);
    fs.rmSync(file);
    expect(code).toBe(0);
    expect(lines[0].run).toBe(`https://wandb.ai/contoso/${project}/runs/${job}`);
    expect(stderr).toContain(`Using the W&B API key of api.forge.coreweave.com in ${file}`);
    expect(stderr).toContain(`Other users of this machine can read ${file}`);
  });

  const doctor = async (environment?: Environment) => {
    const { stdout } = await cli.onDeployment(["doctor", "--json"], environment);
    const { findings } = JSON.parse(stdout) as { findings: { id: string }[] };
    return (id: string) => findings.find((finding) => finding.id === id);
  };

  test("doctor tells a service account from a personal one, where W&B does", async () => {
    const register = (accountType?: string) =>
      control("POST", "wandb/keys", { key: account.wandbKey, username: "robot", accountType });
    await register("SERVICE");
    expect((await doctor())("wandb.apiKey")).toMatchObject({
      status: "passed",
      detail: "service account robot, default entity contoso",
    });
    await register("MEMBER");
    expect((await doctor())("wandb.apiKey")).toMatchObject({
      status: "warning",
      detail: expect.stringContaining("robot is a personal account"),
      remedy: expect.stringContaining("create a service account in the settings of the team contoso"),
    });
    await register();
    expect((await doctor())("wandb.apiKey")).toMatchObject({
      status: "passed",
      detail: "user robot, default entity contoso",
    });
    // A server without this query.
    await control("POST", "faults", [{ service: "wandb", skip: 1, status: 400 }]);
    expect((await doctor())("wandb.apiKey")).toMatchObject({ status: "passed" });
  });

  test("doctor and link tell that Azure cannot log to a dedicated server, and that sync can", async () => {
    expect((await doctor())("wandb.server")).toBeUndefined();
    const environment = { WANDB_BASE_URL: "https://acme.wandb.io" };
    expect((await doctor(environment))("wandb.server")).toMatchObject({
      status: "warning",
      detail: expect.stringMatching(
        /^acme\.wandb\.io.* is not W&B's public server\. Azure cannot log there$/,
      ),
      remedy: expect.stringMatching(/npx azure-openai-wandb sync JOB/),
    });
    const link = await cli.onDeployment(["link"], environment);
    expect(link.stderr).toMatch(
      /^! acme\.wandb\.io.* Azure cannot log there\. .*npx azure-openai-wandb sync JOB/,
    );
    expect((await cli.onDeployment(["link"])).stderr).toBe("");
  });
});
