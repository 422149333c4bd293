/** The CLI as users run it: a process on the local Azure. */
import { execFile } from "node:child_process";
import * as path from "node:path";

const root = path.join(__dirname, "../..");

export interface Printed {
  code: number;
  stdout: string;
  stderr: string;
  /** Both streams, for messages. */
  text: string;
  /** The JSON of each line of the output that is JSON. */
  // Each type of line has its own fields.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  lines: any[];
  /** The JSON of the whole output, where it is one value. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json?: any;
}

/** Runs a command. */
export const runCli = (args: readonly string[], environment: Record<string, string>): Promise<Printed> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ["cli/bin/azure-openai-wandb.js", ...args],
      { cwd: root, maxBuffer: 32 * 1024 * 1024, env: { ...process.env, NO_COLOR: "1", ...environment } },
      (error, stdout, stderr) =>
        resolve({
          code: error ? Number(error.code) : 0,
          stdout,
          stderr,
          text: stdout + stderr,
          lines: stdout.split("\n").flatMap(parsed),
          json: parsed(stdout)[0],
        }),
    );
  });

function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
