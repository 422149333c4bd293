/** The CLI as users run it, on an account of the local Azure. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { APIError } from "openai";
import { runCli } from "./cliProcess";
import type { Printed } from "./cliProcess";
import type { TrainingAccount } from "./fineTuningAccount";

export type Environment = Record<string, string>;

/**
 * Returns a function that runs commands on an account's endpoint.
 * @param directory The folder of the CLI's own state.
 */
export const cliOf =
  (account: () => Pick<TrainingAccount, "endpoint" | "wandbKey">, directory: () => string) =>
  (args: string[], environment: Environment = {}): Promise<Printed> =>
    runCli([...args, ...(args.includes("--account") ? [] : ["--endpoint", account().endpoint])], {
      XDG_STATE_HOME: path.join(directory(), "state"),
      WANDB_API_KEY: account().wandbKey,
      ...environment,
    });

/** Runs commands of the CLI with a home of their own. */
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
