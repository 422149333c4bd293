/** `finetune` by each method: the CLI as a process, from the files to a job of the local Azure. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runCli } from "./cliProcess";
import { trainingAccount, trainingText } from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { control } from "./localAzure";

jest.setTimeout(300_000);

let account: TrainingAccount;
let directory: string;

const repeated = (line: (index: number) => object) =>
  Array.from({ length: 12 }, (_, index) => JSON.stringify(line(index))).join("\n");
const question = (index: number) => ({ role: "user", content: `What comes after ${index % 4}?` });
const preferences = repeated((index) => ({
  input: { messages: [question(index)] },
  preferred_output: [{ role: "assistant", content: `After ${index % 4} comes ${(index % 4) + 1}.` }],
  non_preferred_output: [{ role: "assistant", content: "I do not know." }],
}));
const puzzles = repeated((index) => ({ messages: [question(index)], answer: String((index % 4) + 1) }));
const exact = {
  type: "string_check",
  name: "exact",
  operation: "like",
  input: "{{sample.output_text}}",
  reference: "{{item.answer}}",
};

beforeAll(async () => {
  account = await trainingAccount();
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "methods-"));
  const files = {
    "train.jsonl": trainingText(),
    "preferences.jsonl": preferences,
    "puzzles.jsonl": puzzles,
    "valid.jsonl": puzzles,
    "grader.json": JSON.stringify(exact),
  };
  Object.entries(files).forEach(([name, text]) => fs.writeFileSync(path.join(directory, name), text));
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));
afterEach(() => control("DELETE", "settings"));

const inDirectory = (name: string) => path.join(directory, name);
const cli = (...args: string[]) =>
  runCli(["finetune", ...args, "--endpoint", account.endpoint, "--json"], {
    XDG_STATE_HOME: inDirectory("state"),
  });
const finetune = (...args: string[]) => cli(...args, "--no-wandb");

/** Commands as docs/how-to/fine-tune.md has them, and the method of the job. */
const commands: [method: string, args: string[], expected: object][] = [
  ["supervised", ["train.jsonl", "--epochs", "1"], { supervised: { hyperparameters: { n_epochs: 1 } } }],
  [
    "dpo",
    ["preferences.jsonl", "--method", "dpo", "--beta", "0.1", "--epochs", "1"],
    { dpo: { hyperparameters: { beta: 0.1, n_epochs: 1 } } },
  ],
  [
    "reinforcement",
    [
      "puzzles.jsonl",
      "--validation-file",
      "valid.jsonl",
      "--grader",
      "grader.json",
      "--model",
      "o4-mini",
      "--epochs",
      "1",
    ],
    { reinforcement: { grader: exact, hyperparameters: { n_epochs: 1 } } },
  ],
];

/** Names of files stand for their paths. */
const resolved = (args: readonly string[]) =>
  args.map((arg) => (/\.jsonl?$/.test(arg) ? inDirectory(arg) : arg));

test.each(commands)("a job by %s is created once, and trained to its end", async (method, args, expected) => {
  // The job waits for the poll, so that it is found.
  await control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll: 1, jobLimit: 100 } });
  const created = async () => {
    const printed = await finetune(...resolved(args), "--no-follow");
    expect({ code: printed.code, text: printed.text }).toMatchObject({ code: 0 });
    return printed.lines.find(({ type }) => type === "job");
  };
  const { job } = await created();
  expect(job.method).toMatchObject({ type: method, ...expected });
  expect(await created()).toMatchObject({ wasThere: true, job: { id: job.id } });

  await control("DELETE", "settings");
  const followed = await cli("attach", job.id, "--poll", "0.05");
  expect({ code: followed.code, text: followed.text }).toMatchObject({ code: 0 });
  expect(await account.client.fineTuning.jobs.retrieve(job.id)).toMatchObject({ status: "succeeded" });
});

test("a file of one method with the options of another is refused before an upload", async () => {
  const { code, text } = await finetune(
    inDirectory("preferences.jsonl"),
    "--method",
    "supervised",
    "--beta",
    "0.1",
  );
  expect(code).toBe(2);
  expect(text).toContain("is for direct preference optimization, and the job is for supervised fine-tuning.");
  expect(text).toContain("--beta does not belong to supervised fine-tuning.");
});
