/** The CLI as users run it: a process, on an account of the local Azure. */
import { execFile } from "node:child_process";
import * as path from "node:path";
import type { APIError } from "openai";
import type { TrainingAccount } from "./fineTuningAccount";

const root = path.join(__dirname, "../..");

export interface Printed {
  code: number;
  stdout: string;
  stderr: string;
  /** The JSON that each line has, where all of them do. */
  // Each type of line has its own fields.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  lines: any[];
  /** The JSON of the whole output, where it is one value. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json?: any;
}

/**
 * Returns a function that runs commands on an account.
 * @param directory The folder of the CLI's own state.
 */
export const cliOf =
  (account: () => Pick<TrainingAccount, "endpoint" | "wandbKey">, directory: () => string) =>
  (args: string[], environment: Record<string, string> = {}): Promise<Printed> => {
    const target = args.includes("--account") ? [] : ["--endpoint", account().endpoint];
    const command = ["-r", "./local/register.js", "cli/main.ts", ...args, ...target];
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        command,
        {
          cwd: root,
          maxBuffer: 32 * 1024 * 1024,
          env: {
            ...process.env,
            NO_COLOR: "1",
            XDG_STATE_HOME: path.join(directory(), "state"),
            WANDB_API_KEY: account().wandbKey,
            ...environment,
          },
        },
        (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, stdout, stderr, ...parsed(stdout) }),
      );
    });
  };

function parsed(stdout: string): Pick<Printed, "lines" | "json"> {
  const parse = (text: string) => {
    try {
      return [JSON.parse(text)];
    } catch {
      return [];
    }
  };
  return { lines: stdout.split("\n").flatMap(parse), json: parse(stdout)[0] };
}

/** The status, code and message of the error of a call. Fails where the call succeeds. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { status, code, message } = error as APIError;
    return `${status} ${code} ${message}`;
  }
  throw new Error("the call succeeded");
}
