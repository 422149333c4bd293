import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const folder = path.join(__dirname, "python");

jest.setTimeout(120_000);

/** The rules of the witness, by the names of its functions. */
const rules = [
  ...fs
    .readFileSync(path.join(folder, "witness.py"), "utf8")
    .split("for rule in [")[1]!
    .split("]")[0]!
    .matchAll(/\w+/g),
].map(([name]) => name);

/** What `python/environment.mjs` made; absent where there is no Python. */
const digest = createHash("sha256")
  .update(fs.readFileSync(path.join(folder, "requirements.txt")))
  .digest("hex");
const environment = path.join(__dirname, "../../.local", `python-${digest.slice(0, 12)}`);
const describeWithPython = fs.existsSync(path.join(environment, "ready")) ? describe : describe.skip;

describeWithPython("the official Python clients", () => {
  const results = new Map<string, string | null>();

  beforeAll(async () => {
    const { stdout } = await run(path.join(environment, "bin/python"), [path.join(folder, "witness.py")]);
    for (const line of stdout.trim().split("\n")) {
      const { rule, error } = JSON.parse(line) as { rule: string; error: string | null };
      results.set(rule, error);
    }
  });

  test.each(rules)("%s", (rule) => {
    expect(results.get(rule)).toBeNull();
  });
});
