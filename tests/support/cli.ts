/** The CLI as users run it: a process on a project's local Azure. */
import { spawn } from "node:child_process";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { expectNoKey } from "./canarySecret";
import { root } from "./stackProject";
import type { Finished, StackProject } from "./stackProject";

const command = [path.join(root, "cli/bin/azure-openai-wandb.js")];

export const cli = (
  project: StackProject,
  args: string[],
  environment: Record<string, string> = {},
): Promise<Finished> => project.run(process.execPath, [...command, ...args], undefined, environment);

/** Parses the JSON lines that a command printed. */
// Each type of line has its own fields.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const jsonLines = ({ stdout }: Pick<Finished, "stdout">): any[] =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

/** Runs a command, and sends it a signal when it has printed a number of lines, or when `when` returns true. */
export async function interrupted(
  project: StackProject,
  args: string[],
  {
    lines,
    when,
    signal = "SIGKILL",
  }: { lines?: number; when?: () => Promise<boolean>; signal?: NodeJS.Signals },
): Promise<Finished> {
  const child = spawn(process.execPath, [...command, ...args], {
    cwd: root,
    env: project.environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed: string[] = [];
  let stderr = "";
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? -1)));
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => {
    printed.push(line);
    if (printed.length === lines) {
      child.kill(signal);
    }
  });
  while (when && child.exitCode === null && child.signalCode === null) {
    if (await when()) {
      child.kill(signal);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const code = await ended;
  const finished = { code, stdout: printed.map((line) => `${line}\n`).join(""), stderr };
  expectNoKey(args.join(" "), finished);
  return finished;
}
