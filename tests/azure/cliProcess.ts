/** The CLI as a process on the local Azure. */
import { execFile } from "node:child_process";
import * as path from "node:path";

const root = path.join(__dirname, "../..");

export interface Printed {
  code: number;
  /** Both streams, for messages. */
  text: string;
  // Each type of line has its own fields.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  lines: any[];
}

/** Runs a command. @param lines The lines of its output as JSON, with `--json`. */
export const runCli = (args: readonly string[], environment: Record<string, string>): Promise<Printed> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ["-r", "./local/register.js", "cli/main.ts", ...args],
      { cwd: root, env: { ...process.env, NO_COLOR: "1", ...environment } },
      (error, stdout, stderr) =>
        resolve({
          code: error ? Number(error.code) : 0,
          text: stdout + stderr,
          lines: args.includes("--json")
            ? stdout
                .split("\n")
                .filter((line) => line.startsWith("{"))
                .flatMap((line) => {
                  try {
                    return [JSON.parse(line) as unknown];
                  } catch {
                    return [];
                  }
                })
            : [],
        }),
    );
  });
