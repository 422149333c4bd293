/** The CLI as users run it, on an account of the local Azure. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { TrainingAccount } from "./fineTuningAccount";

const root = path.join(__dirname, "../..");

export interface Printed {
  code: number;
  stdout: string;
  stderr: string;
  /** Of a command with `--json`. */
  // Each type of line has its own fields.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  lines: any[];
}

export type Environment = Record<string, string>;

/** Runs commands of the CLI, each as a process, with a home of their own. */
export class CliProcess {
  readonly home = fs.mkdtempSync(path.join(os.tmpdir(), "cli-home-"));

  constructor(private readonly account: TrainingAccount) {}

  /** Runs a command on the account's endpoint. */
  onEndpoint(args: string[], environment?: Environment): Promise<Printed> {
    return this.run([...args, "--endpoint", this.account.endpoint], environment);
  }

  /** Runs a command on the account and its vault. */
  onDeployment(args: string[], environment?: Environment): Promise<Printed> {
    const { group, account, vault } = this.account;
    const names = ["--resource-group", group, "--account", account.name!, "--vault", vault.name!];
    return this.run([...args, ...names], environment);
  }

  close(): void {
    fs.rmSync(this.home, { recursive: true });
  }

  private run(args: string[], environment: Environment = {}): Promise<Printed> {
    const env = {
      ...process.env,
      NO_COLOR: "1",
      HOME: this.home,
      WANDB_API_KEY: this.account.wandbKey,
      ...environment,
    };
    const command = ["-r", "./local/register.js", "cli/main.ts", ...args];
    return new Promise((resolve) => {
      execFile(process.execPath, command, { cwd: root, env }, (error, stdout, stderr) => {
        expect(stdout + stderr).not.toContain(this.account.wandbKey);
        expect(stdout + stderr).not.toMatch(/\n\s+at /);
        const lines = args.includes("--json") && args[0] === "sync" ? stdout.split("\n").filter(Boolean) : [];
        resolve({
          code: error ? Number(error.code) : 0,
          stdout,
          stderr,
          lines: lines.map((line) => JSON.parse(line)),
        });
      });
    });
  }
}
