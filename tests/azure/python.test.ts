import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const folder = path.join(__dirname, "python");

jest.setTimeout(120_000);

/** The rules that a script verifies: the names of its functions. */
const rulesOf = (file: string) =>
  [
    ...fs
      .readFileSync(path.join(folder, file), "utf8")
      .split("for rule in [")[1]!
      .split("]")[0]!
      .matchAll(/\w+/g),
  ].map(([name]) => name);

/** The virtual environment that `python/environment.mjs` creates; it does not exist without Python. */
const digest = createHash("sha256")
  .update(fs.readFileSync(path.join(folder, "requirements.txt")))
  .digest("hex");
const environment = path.join(__dirname, "../../.local", `python-${digest.slice(0, 12)}`);
const describeWithPython = fs.existsSync(path.join(environment, "ready")) ? describe : describe.skip;

describeWithPython.each([
  ["Azure", "azureClients.py"],
  ["fine-tuning and W&B", "fineTuning.py"],
])("the official Python clients of %s", (_what, file) => {
  const results = new Map<string, string | null>();

  beforeAll(async () => {
    const { stdout } = await run(path.join(environment, "bin/python"), [path.join(folder, file)]);
    for (const line of stdout.trim().split("\n")) {
      if (line.startsWith('{"rule"')) {
        const { rule, error } = JSON.parse(line) as { rule: string; error: string | null };
        results.set(rule, error);
      }
    }
  });

  test.each(rulesOf(file))("%s", (rule) => {
    expect(results.get(rule)).toBeNull();
  });
});
