/** The ends of a command that follows a job: each tells that the job goes on, and how to follow it again. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { eventsOf, finished, model, trainingAccount, trainingText, upload } from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { control } from "./localAzure";

jest.setTimeout(120_000);

let account: TrainingAccount;
let directory: string;
let fileId: string;

beforeAll(async () => {
  account = await trainingAccount();
  fileId = await upload(account.client, trainingText());
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "following-"));
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));
afterEach(async () => {
  await control("DELETE", "faults");
  await control("DELETE", "settings");
});

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

type Stop = NodeJS.Signals | "closed output";

/** Runs a command as a process, and ends it when it has printed something that matches. */
function run(args: string[], stop?: { when: RegExp; by: Stop }): Promise<Ended> {
  const child = spawn(process.execPath, ["cli/bin/azure-openai-wandb.js", ...args], {
    cwd: path.join(__dirname, "../.."),
    env: { ...process.env, NO_COLOR: "1", XDG_STATE_HOME: directory, WANDB_API_KEY: account.wandbKey },
  });
  const printed = { stdout: "", stderr: "" };
  let isStopped = false;
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
      if (!isStopped && stop?.when.test(printed.stdout)) {
        isStopped = true;
        if (stop.by === "closed output") {
          child.stdout.destroy();
        } else {
          child.kill(stop.by);
        }
      }
    });
  }
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...printed })));
}

/** @param stepsPerPoll Steps of a job of 36 for each of its polls. */
async function createJob(stepsPerPoll: number, more: object = {}): Promise<string> {
  await control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll, jobLimit: 100 } });
  const { id } = await account.client.fineTuning.jobs.create({
    model,
    training_file: fileId,
    seed: 1,
    hyperparameters: { n_epochs: 3, batch_size: 1 },
    ...more,
  });
  return id;
}

const target = () => ["--resource-group", account.group, "--account", account.account.name!];
const words = (command: string) => command.trim().split(/\s+/);

test.each<[Stop, number]>([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
  ["closed output", 141],
])(
  "%s ends the command with %d and not the job, and the printed command continues after the last event",
  async (by, code) => {
    const id = await createJob(1);
    const ended = await run(["finetune", "attach", id, "--poll", "0.05", ...target()], {
      when: /step 10/,
      by,
    });
    expect(ended.code).toBe(code);
    const text = by === "closed output" ? ended.stderr : ended.stdout;
    const [, command = ""] =
      /The job continues\. To follow it again, run\n +npx azure-openai-wandb (finetune .*)\n/.exec(text) ??
      [];
    expect(command).toMatch(
      new RegExp(`^finetune attach ${id} --after ftevent-\\w+ --resource-group ${account.group} --account `),
    );
    await control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll: 50, jobLimit: 100 } });
    const [name = "", ...args] = words(command);
    const again = await run([name, ...args, "--json", "--poll", "0.05"]);
    expect(again.code).toBe(0);
    const seen = [...again.stdout.matchAll(/"type":"event","event":\{[^}]*?"id":"(ftevent-\w+)"/g)].map(
      ([, event]) => event,
    );
    const [, after] = /--after (\S+)/.exec(command) ?? [];
    const all = (await eventsOf(account.client, id)).map((event) => event.id);
    expect(seen).toEqual(all.slice(all.indexOf(after!) + 1));
  },
);

test("a signal ends sync --follow, and the printed command logs the rest", async () => {
  const id = await createJob(1);
  const args = [
    "sync",
    id,
    "--follow",
    "--poll",
    "0.05",
    "--project",
    "left-off",
    "--tag",
    "a b",
    ...target(),
  ];
  const ended = await run(args, { when: /Logged [1-9]\d* new row/, by: "SIGINT" });
  expect(ended).toMatchObject({ code: 130, stderr: "" });
  expect(ended.stdout).toMatch(
    new RegExp(
      `The job continues\\. Nothing is lost: .*run\\n +npx azure-openai-wandb sync ${id} --follow --project left-off --tag 'a b' --resource-group ${account.group} --account `,
    ),
  );
});

test("a token that is no longer accepted is renewed, and then the user is asked to sign in, while the follow goes on", async () => {
  const id = await createJob(6);
  await control("POST", "faults", [
    { service: "openai", path: "/events", status: 401, code: "401", message: "expired", skip: 1, count: 3 },
  ]);
  const ended = await run(["finetune", "attach", id, "--poll", "0.05", ...target()]);
  expect(ended.code).toBe(0);
  expect(ended.stderr).toContain("no longer accepts your sign-in (401). In another terminal, run az login.");
  expect(ended.stderr).toContain("✔ Azure OpenAI accepts your sign-in again.");
  expect(ended.stdout).toMatch(/✔ The model is /);
});

test("an outage is told, and its end, and no event is lost", async () => {
  const id = await createJob(6);
  await control("POST", "faults", [{ service: "openai", path: "/events", status: 503, skip: 1, count: 4 }]);
  const ended = await run(["finetune", "attach", id, "--json", "--poll", "0.05", ...target()]);
  expect(ended.code).toBe(0);
  expect(ended.stderr).toContain(
    '"notice":"! Azure OpenAI returned 503. Trying again for up to 15 minutes."',
  );
  expect(ended.stderr).toContain("✔ Azure OpenAI responds again.");
  const seen = [...ended.stdout.matchAll(/"type":"event","event":\{[^}]*?"id":"(ftevent-\w+)"/g)].map(
    ([, event]) => event,
  );
  expect(seen).toEqual((await eventsOf(account.client, id)).map((event) => event.id));
});

test("a role that is withdrawn ends the command with the role to ask for and the way back", async () => {
  const id = await createJob(1);
  await control("POST", "faults", [
    {
      service: "openai",
      path: "/events",
      status: 403,
      code: "PermissionDenied",
      message: "no data action",
      skip: 1,
    },
  ]);
  const ended = await run(["finetune", "attach", id, "--poll", "0.05", ...target()]);
  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(
    /PermissionDenied[^]*Ask for the role Azure AI User[^]*The job continues\. [^]*npx azure-openai-wandb finetune attach/,
  );
});

test("a failed job tells why, with Azure's code, and exits with 1; JSON has it too", async () => {
  await control("DELETE", "wandb/keys", { key: account.wandbKey });
  const id = await createJob(50, { integrations: [{ type: "wandb", wandb: { project: "failed" } }] });
  await finished(account.client, id);
  await control("POST", "wandb/keys", { key: account.wandbKey });
  const { error } = await account.client.fineTuning.jobs.retrieve(id);
  const ended = await run(["finetune", "attach", id, "--json", ...target()]);
  expect(ended.code).toBe(1);
  const result = ended.stdout.split("\n").find((line) => line.includes('"type":"result"'));
  expect(JSON.parse(result!)).toMatchObject({
    status: "failed",
    error: { code: error!.code, message: error!.message },
  });
  expect(ended.stderr).toContain(`(${error!.code})`);
  expect(ended.stderr).toMatch(
    /Run npx azure-openai-wandb doctor --resource-group \S+ --account \S+ --vault VAULT to check what prevents jobs from logging to W&B\./,
  );
  expect(ended.stderr).not.toContain("The job continues");
});

test("a job that does not exist has no way back, but the list of jobs", async () => {
  const ended = await run(["finetune", "attach", "ftjob-1", ...target()]);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(
    /The job ftjob-1: 404 .*\n {2}Check the job's ID.*npx azure-openai-wandb finetune list/,
  );
  expect(ended.stderr).not.toContain("continues");
});
