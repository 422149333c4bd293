/** The CLI as users run it, on an account of the local Azure, with a home of its own. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runCli } from "./cliProcess";
import type { Printed } from "./cliProcess";
import type { TrainingAccount } from "./fineTuningAccount";

export type Environment = Record<string, string>;

/** Runs commands of the CLI, each as a process. */
export class AccountCli {
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

  private async run(args: string[], environment: Environment = {}): Promise<Printed> {
    const { wandbKey } = this.account;
    const printed = await runCli(args, { HOME: this.home, WANDB_API_KEY: wandbKey, ...environment });
    expect(printed.text).not.toContain(wandbKey);
    expect(printed.text).not.toMatch(/\n\s+at /);
    return printed;
  }
}
