import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { createInterface } from "node:readline";

/**
 * Starts a script of this folder in a process of its own, which ends with its standard input.
 * @returns The process and the first line that it prints: where it is reached.
 * @throws Error where it ends without one.
 */
export async function startScript(
  script: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(
    process.execPath,
    ["-r", path.join(__dirname, "../../local/register.js"), path.join(__dirname, script), ...args],
    { env: environment, stdio: ["pipe", "pipe", "inherit"] },
  );
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    once(child, "exit").then(() => []),
  ])) as [string?];
  if (line === undefined) {
    throw new Error(`${script} did not start`);
  }
  return { child, line };
}
