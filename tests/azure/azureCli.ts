/** The Azure CLI of PyPI, which `python/environment.mjs` installs. It does not exist without Python. */
import { execFile, spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import type { Interface } from "node:readline";
import { promisify } from "node:util";

const folder = path.join(__dirname, "python");
const digest = createHash("sha256")
  .update(fs.readFileSync(path.join(folder, "azureCli.txt")))
  .digest("hex");
const binaries = path.join(__dirname, "../../.local", `azure-cli-${digest.slice(0, 12)}`, "bin");

export const isInstalled = fs.existsSync(path.join(binaries, "../ready"));

interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** A process that runs the CLI's commands one after the other, signed in where no other CLI is. */
export class AzureCli {
  private readonly configuration = fs.mkdtempSync(path.join(os.tmpdir(), "azure-cli-"));
  private readonly environment = {
    ...process.env,
    AZURE_CONFIG_DIR: this.configuration,
    AZURE_CORE_COLLECT_TELEMETRY: "no",
    AZURE_CORE_NO_COLOR: "yes",
    AZURE_CORE_ONLY_SHOW_ERRORS: "yes",
  };
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly results: AsyncIterator<string>;

  constructor() {
    this.process = spawn(path.join(binaries, "python"), [path.join(folder, "azureCli.py")], {
      env: this.environment,
    });
    const lines: Interface = createInterface({ input: this.process.stdout });
    this.results = lines[Symbol.asyncIterator]();
  }

  /** Runs a command. @returns Its output, parsed unless the command chooses another format with `-o`. */
  // The format of the output depends on the command.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async run(command: string): Promise<any> {
    const { code, stdout, stderr } = await this.execute(command);
    if (code !== 0) {
      throw new Error(`az ${command}: exit code ${code}\n${stderr}`);
    }
    return / -o /.test(command) || stdout === "" ? stdout.trim() : JSON.parse(stdout);
  }

  /** Runs a command that fails. @returns What it prints: `ERROR: (Code) message`. */
  async error(command: string): Promise<string> {
    const { code, stderr } = await this.execute(command);
    if (code === 0) {
      throw new Error(`az ${command} succeeded`);
    }
    return stderr;
  }

  /** Runs a command as a shell does: by the `az` on PATH, in a process of its own. */
  async shell(command: string): Promise<string> {
    const { stdout } = await promisify(execFile)(path.join(binaries, "az"), argumentsOf(command), {
      env: { ...this.environment, PATH: `${binaries}:${process.env.PATH}` },
    });
    return stdout.trim();
  }

  async close(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.stdin.end();
    await ended;
    fs.rmSync(this.configuration, { recursive: true, force: true });
  }

  private async execute(command: string): Promise<CommandResult> {
    this.process.stdin.write(`${JSON.stringify(argumentsOf(command))}\n`);
    const { value, done } = await this.results.next();
    if (done) {
      throw new Error(`az ${command}: the Azure CLI ended`);
    }
    return JSON.parse(value as string) as CommandResult;
  }
}

/** Splits a command as a shell does, at spaces outside single or double quotes. */
const argumentsOf = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([argument]) =>
    argument.replace(
      /'([^']*)'|"([^"]*)"/g,
      (_quoted, single?: string, double?: string) => single ?? double ?? "",
    ),
  );
