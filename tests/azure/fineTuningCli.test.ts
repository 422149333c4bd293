/** The CLI's commands on jobs, against what is recorded of Azure: metrics events of every tenth step alone, and an end in stages. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { finished, model, trainingAccount, trainingText, upload, wandb } from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { control, unique } from "./localAzure";

jest.setTimeout(120_000);

const root = path.join(__dirname, "../..");
const steps = (count: number, interval = 1) =>
  Array.from({ length: count / interval }, (_, index) => (index + 1) * interval);

let account: TrainingAccount;
/** The folder of the CLI's own state, and of training files. */
let directory: string;

beforeAll(async () => {
  account = await trainingAccount();
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "fine-tuning-cli-"));
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));
afterEach(() => control("DELETE", "settings"));

interface Printed {
  code: number;
  stdout: string;
  stderr: string;
  // Each type of line has its own fields.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  lines: any[];
}

/**
 * Runs a command on the account, as a process.
 * @param shell A line of Bash that runs it, as `"$@"`.
 */
function cli(args: string[], environment: Record<string, string> = {}, shell = '"$@"'): Promise<Printed> {
  const target = args.includes("--account") ? [] : ["--endpoint", account.endpoint];
  const command = ["cli/bin/azure-openai-wandb.js", ...args, ...target];
  return new Promise((resolve) => {
    execFile(
      "bash",
      ["-c", shell, "bash", process.execPath, ...command],
      {
        cwd: root,
        env: {
          ...process.env,
          NO_COLOR: "1",
          XDG_STATE_HOME: path.join(directory, "state"),
          WANDB_API_KEY: account.wandbKey,
          ...environment,
        },
      },
      (error, stdout, stderr) =>
        resolve({
          code: error ? Number(error.code) : 0,
          stdout,
          stderr,
          lines: args.includes("--json")
            ? stdout
                .split("\n")
                .filter(Boolean)
                .map((line) => JSON.parse(line))
            : [],
        }),
    );
  });
}

/** Each request for a job trains so many steps. */
const setStepsPerPoll = (stepsPerPoll: number, more: object = {}) =>
  control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll, jobLimit: 100 }, ...more });

describe("sync", () => {
  const project = "by-hand";
  const sync = async (id: string) => {
    const printed = await cli(["sync", id, "--project", project, "--json"]);
    expect(printed.code).toBe(0);
    return printed.lines[0];
  };

  const history = async (id: string): Promise<Record<string, number>[]> => {
    const query = `query Run($name: String!) {
      project(name: "${project}", entityName: "contoso") { run(name: $name) { historyLineCount history config } }
    }`;
    const { data } = await wandb(account.wandbKey, query, { name: id });
    const { historyLineCount, history: lines } = data.project.run;
    expect(historyLineCount).toBe(lines.length);
    return lines.map((line: string) => JSON.parse(line));
  };

  const configOf = async (id: string) => {
    const query = `query Run($name: String!) {
      project(name: "${project}", entityName: "contoso") { run(name: $name) { config } }
    }`;
    const { data } = await wandb(account.wandbKey, query, { name: id });
    return JSON.parse(data.project.run.config);
  };

  /** Creates a job of 36 steps. */
  const create = async () => {
    const file = await upload(account.client, trainingText());
    return account.client.fineTuning.jobs.create({
      model,
      training_file: file,
      validation_file: file,
      seed: 1,
      hyperparameters: { n_epochs: 3, batch_size: 1 },
    });
  };
  const stepsOf = (rows: Record<string, number>[]) => rows.map(({ _step: step }) => step);
  const resultRows = async (file: string) => {
    const [header, ...rows] = (await (await account.client.files.content(file)).text()).trim().split("\n");
    const names = header!.split(",");
    return rows.map((row) =>
      Object.fromEntries(
        row.split(",").flatMap((cell, column) => (cell === "" ? [] : [[names[column], Number(cell)]])),
      ),
    );
  };

  test("during training and again afterwards logs every row of the result file, once and in order", async () => {
    await setStepsPerPoll(4);
    const { id } = await create();
    let synced = await sync(id);
    for (let round = 0; synced.status !== "running" || synced.rows === 0; round += 1) {
      expect(round).toBeLessThan(20);
      synced = await sync(id);
    }
    expect(stepsOf(await history(id))).toEqual(steps(synced.rows * 10, 10));
    const { result_files: files } = await finished(account.client, id);
    expect((await sync(id)).status).toBe("succeeded");
    const rows = await history(id);
    expect(stepsOf(rows)).toEqual(steps(36));
    expect(rows.map(({ _step: _, ...row }) => row)).toEqual(await resultRows(files[0]!));
    expect(await sync(id)).toMatchObject({ rows: 0 });
    expect(await history(id)).toEqual(rows);
  });

  test("keeps the rows of the result file when it is deleted and only events are left", async () => {
    const { id } = await create();
    const { result_files: files } = await finished(account.client, id);
    expect(await sync(id)).toMatchObject({ rows: 36 });
    const rows = await history(id);
    await account.client.files.delete(files[0]!);
    expect(await sync(id)).toMatchObject({ rows: 0, status: "succeeded" });
    expect(await history(id)).toEqual(rows);
  });

  test("logs the events of a finished job whose result file was deleted", async () => {
    const { id } = await create();
    const { result_files: files } = await finished(account.client, id);
    await account.client.files.delete(files[0]!);
    expect(await sync(id)).toMatchObject({ rows: 3, status: "succeeded" });
    expect(stepsOf(await history(id))).toEqual([10, 20, 30]);
  });

  test("has one name for each metric, and no hyperparameter that Azure has not chosen yet", async () => {
    await setStepsPerPoll(1);
    const file = await upload(account.client, trainingText());
    // As many jobs as an account runs at a time.
    const ahead = [await create(), await create(), await create()].map(({ id }) => id);
    await account.client.fineTuning.jobs.retrieve(ahead[0]!);
    const { id } = await account.client.fineTuning.jobs.create({
      model,
      training_file: file,
      validation_file: file,
    });
    expect(await sync(id)).toMatchObject({ rows: 0, status: "pending" });
    const config = await configOf(id);
    expect(config).toMatchObject({ learning_rate_multiplier: { value: 2 } });
    expect(config).not.toHaveProperty("n_epochs");
    expect(config).not.toHaveProperty("batch_size");
    await Promise.all(ahead.map((job) => account.client.fineTuning.jobs.cancel(job)));
    await setStepsPerPoll(8);
    for (let synced = await sync(id); synced.rows === 0;) {
      synced = await sync(id);
    }
    await finished(account.client, id);
    await sync(id);
    expect(await configOf(id)).toMatchObject({ n_epochs: { value: 8 }, batch_size: { value: 1 } });
    const names = new Set((await history(id)).flatMap((row) => Object.keys(row)));
    expect([...names].filter((name) => name.startsWith("valid"))).toEqual([
      "valid_loss",
      "valid_mean_token_accuracy",
    ]);
  });
});

describe("link", () => {
  test("prints what was configured before, where that was another secret", async () => {
    const names = ["--resource-group", account.group, "--account", account.account.name!];
    const link = (secret: string) =>
      cli(["link", "--assumed-endpoint", ...names, "--vault", account.vault.name!, "--secret", secret]);
    const note = /! Before, it read (\S+) from https:\/\/\S+\.$/m;
    expect((await link("wandb-api-key")).stdout).not.toMatch(note);
    expect(note.exec((await link("other-key")).stdout)?.[1]).toBe("wandb-api-key");
    expect(note.exec((await link("wandb-api-key")).stdout)?.[1]).toBe("other-key");
  });
});

describe("finetune", () => {
  const finetune = (...args: string[]) => cli(["finetune", ...args]);
  const trainingFile = (text = trainingText()) => {
    const file = path.join(directory, `${unique("training-")}.jsonl`);
    fs.writeFileSync(file, text);
    return file;
  };
  const creating = (file: string, ...args: string[]) =>
    finetune(file, "--no-wandb", "--no-follow", "--json", ...args);
  const jobLine = ({ lines }: Printed) => lines.find(({ type }) => type === "job");

  test.each([
    ["process substitution", (file: string) => `"$@" <(cat ${file}) --validation-file <(cat ${file})`],
    ["a pipe as standard input", (file: string) => `cat ${file} | "$@" -`],
    ["a redirected file as /dev/stdin", (file: string) => `"$@" /dev/stdin < ${file}`],
  ])("uploads what it reads from %s, which can be read only once", async (_what, shell) => {
    await setStepsPerPoll(50);
    const text = trainingText(12, unique("word"));
    const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
    const { code, lines, stderr } = await cli(
      ["finetune", "--no-wandb", "--no-follow", "--json"],
      {},
      shell(trainingFile(text)),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const ids = lines.filter(({ type }) => type === "file").map(({ id }) => id as string);
    // The same content as training and validation file is one file.
    expect(new Set(ids).size).toBe(1);
    expect((await account.client.files.retrieve(ids[0]!)).filename).toMatch(
      new RegExp(`\\.${digest}\\.jsonl$`),
    );
    expect(await (await account.client.files.content(ids[0]!)).text()).toBe(text);
    await account.client.fineTuning.jobs.cancel(jobLine({ lines } as Printed).job.id);
  });

  test("two commands at the same time create one job", async () => {
    await setStepsPerPoll(1);
    const file = trainingFile(trainingText(12, unique("word")));
    const first = jobLine(await creating(file));
    await account.client.fineTuning.jobs.cancel(first.job.id);
    // Both see the account's jobs before either has created one.
    await control("POST", "faults", [
      { service: "openai", method: "GET", path: "jobs$", count: 2, after: true, delayMs: 3000 },
    ]);
    const lines = (await Promise.all([creating(file), creating(file)])).map(jobLine);
    await control("DELETE", "faults");
    expect(lines.map(({ wasThere }) => wasThere).sort()).toEqual([false, true]);
    expect(lines[0].job.id).toBe(lines[1].job.id);
    await account.client.fineTuning.jobs.cancel(lines[0].job.id);
  });

  test("finds the same job where jobs return neither suffix nor training type, and tells others apart", async () => {
    await setStepsPerPoll(1, { jobsReturnRequest: false });
    const file = trainingFile();
    const args = ["--seed", "3", "--suffix", "first", "--tier", "globalstandard"];
    const first = jobLine(await creating(file, ...args));
    expect(first).toMatchObject({ wasThere: false });
    expect(first.job).not.toHaveProperty("suffix");
    expect(first.job).not.toHaveProperty("trainingType");
    expect(jobLine(await creating(file, ...args))).toMatchObject({
      wasThere: true,
      job: { id: first.job.id },
    });
    const otherSuffix = await creating(file, "--seed", "3", "--suffix", "second", "--tier", "globalstandard");
    expect(jobLine(otherSuffix)).toMatchObject({ wasThere: false });
    const otherTier = await creating(file, "--seed", "3", "--suffix", "first");
    expect(jobLine(otherTier)).toMatchObject({ wasThere: false });
    for (const again of [otherSuffix, otherTier].map(jobLine)) {
      expect(again.job.id).not.toBe(first.job.id);
    }
    expect(
      jobLine(await creating(file, "--seed", "3", "--suffix", "second", "--tier", "globalstandard")),
    ).toMatchObject({ wasThere: true, job: { id: jobLine(otherSuffix).job.id } });
    for (const { job } of [first, jobLine(otherSuffix), jobLine(otherTier)]) {
      await account.client.fineTuning.jobs.cancel(job.id);
    }
  });

  test("uses a job of another machine that may be the same, and prints what cannot be compared", async () => {
    await setStepsPerPoll(1, { jobsReturnRequest: false });
    const file = trainingFile();
    const args = ["--seed", "3", "--suffix", "mine", "--no-wandb", "--no-follow"];
    const first = jobLine(await finetune(file, ...args, "--json"));
    const elsewhere = { XDG_STATE_HOME: path.join(directory, "other-state") };
    const again = await cli(["finetune", file, ...args], elsewhere);
    expect(again.stdout).toContain(`already running: ${first.job.id} (--new creates another one)`);
    expect(again.stdout).toContain("Azure does not return the job's suffix");
    await account.client.fineTuning.jobs.cancel(first.job.id);
  });

  test.each([
    ["a lost response", { after: true, reset: true }],
    ["a response that becomes a 503", { after: true, status: 503 }],
  ])("creates one job after %s, where jobs return neither suffix nor training type", async (_what, fault) => {
    await setStepsPerPoll(1, { jobsReturnRequest: false });
    await control("POST", "faults", [
      { service: "openai", method: "POST", path: "jobs$", count: 1, ...fault },
    ]);
    const file = trainingFile(trainingText(12, unique("word")));
    const created = await creating(file, "--suffix", "lost", "--tier", "globalstandard");
    await control("DELETE", "faults");
    expect(created.code).toBe(0);
    const { job } = jobLine(created);
    const { data } = await account.client.fineTuning.jobs.list();
    const same = data.filter(({ training_file: id }) => id === job.training_file);
    expect(same.map(({ id }) => id)).toEqual([job.id]);
    expect(jobLine(await creating(file, "--suffix", "lost", "--tier", "globalstandard"))).toMatchObject({
      wasThere: true,
      job: { id: job.id },
    });
    await account.client.fineTuning.jobs.cancel(job.id);
  });

  test("prints the progress of every tenth step, of the steps that the files and hyperparameters make", async () => {
    await setStepsPerPoll(3);
    const args = ["--no-wandb", "--poll", "0.05", "--seed", "1", "--epochs", "3"];
    const { stdout } = await finetune(trainingFile(), ...args);
    const progress = [...stdout.matchAll(/^ {2}step (\d+) of (\d+): training loss [\d.]+$/gm)];
    expect(progress.map(([, step, total]) => [Number(step), Number(total)])).toEqual([
      [10, 36],
      [20, 36],
      [30, 36],
    ]);
    // The chart of the result file, with its last step.
    expect(stdout).toMatch(/step 1 +36\n/);
  });

  test("follows a job through its evaluation to its end", async () => {
    await setStepsPerPoll(50, { fineTuningEnd: { modelSeconds: 0, evaluationSeconds: 8 } });
    const following = finetune(trainingFile(), "--no-wandb", "--poll", "0.05", "--epochs", "1", "--json");
    let ended = false;
    void following.then(() => (ended = true));
    while (!ended) {
      await control("POST", "clock", { seconds: 2 });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const { code, lines } = await following;
    expect(code).toBe(0);
    const messages = lines.filter(({ type }) => type === "event").map(({ event }) => event.message);
    expect(messages.slice(-4)).toEqual([
      "Job succeeded.",
      "Model Evaluation Passed.",
      expect.stringMatching(/^Completed results file: /),
      expect.stringMatching(/^Training tokens billed: /),
    ]);
    expect(lines.at(-1)).toMatchObject({ type: "result", status: "succeeded", model: expect.any(String) });
  });
});
