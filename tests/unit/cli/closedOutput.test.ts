/** `npx azure-openai-wandb doctor | head`: what reads the output ends before the command. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

jest.setTimeout(60_000);

const root = path.join(__dirname, "../../..");
const cli = "cli/main.ts";
const deployment = ["--resource-group", "rg", "--account", "a", "--vault", "v"];
let directory: string;

beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "closed-output-test-"));
  fs.writeFileSync(path.join(directory, "bad.jsonl"), "{}\n".repeat(1000));
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

/** Runs a program with one of its outputs closed from the start. */
function run(args: string[], closed: "stdout" | "stderr"): Promise<{ code: number | null; other: string }> {
  const child = spawn(process.execPath, ["-r", "./local/register.js", ...args], {
    cwd: root,
    env: { ...process.env, AZURE_SUBSCRIPTION_ID: "00000000-0000-0000-0000-000000000001" },
  });
  child[closed].destroy();
  const open = closed === "stdout" ? child.stderr : child.stdout;
  let other = "";
  open.setEncoding("utf8").on("data", (text: string) => (other += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, other })));
}

/** As a shell reports a program that SIGPIPE ended. */
const closedOutput = 141;

test.each<[string, () => string[], "stdout" | "stderr"]>([
  ["the output", () => [cli, "link", ...deployment], "stdout"],
  ["JSON", () => [cli, "link", ...deployment, "--json"], "stdout"],
  ["many lines", () => [cli, "validate", path.join(directory, "bad.jsonl")], "stdout"],
  ["an error", () => [cli, "validate", path.join(directory, "missing.jsonl")], "stderr"],
  ["an error as JSON", () => [cli, "validate", path.join(directory, "missing.jsonl"), "--json"], "stderr"],
  ["local's help", () => ["local/run.ts", "--help"], "stdout"],
  ["local's error", () => ["local/run.ts", "--nothing"], "stderr"],
])("a command ends without a stack trace when nobody reads %s", async (_what, args, closed) => {
  const { code, other } = await run(args(), closed);
  expect(code).toBe(closedOutput);
  expect(other).not.toMatch(/EPIPE|\bat .*:\d+/);
});
