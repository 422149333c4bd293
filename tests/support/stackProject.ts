import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { launcherDirectory, requireEngine } from "../../local/engine/locate";
import { pulumiEnvironment } from "../../local/session/environment";
import { joinSession } from "../../local/session/join";
import type { Session } from "../../local/session/join";
import { withVariables } from "../../local/session/signIn";
import { AzureClient } from "./azureClient";
import { canarySecret, expectNoKey, filesWithKey, vaultsFile } from "./canarySecret";
import { programArguments, programServerUrl } from "./programServers";
import { secretsProvider, secretsProviderVariables } from "./secretsService";
import { projectOf, stateOf, writeNewSettings, writeSettings } from "./stackFiles";
import type { StateResource } from "./stackFiles";

export const root = path.join(__dirname, "../..");

/** The files of the repository that a deployment of the stack needs. */
const programFiles = [
  "Pulumi.yaml",
  "index.ts",
  "stack",
  "components",
  "package.json",
  "tsconfig.json",
  "tsconfig.run.json",
];

/** The W&B API key of every stack: no command may print it, and no file but the vaults' may contain it. */
export const testKey = canarySecret;

/** Commands of Pulumi that run the program. */
const commandsOfProgram = new Set(["up", "preview"]);

/** A command's output and exit code. */
export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** One step of a preview: `update keyvault:Vault wandb-vault`. */
export type Step = string;

/** A copy of a Pulumi program in a folder of its own, on a local Azure of its own, with the real engine. */
export class StackProject {
  /** Folder that commands run in. */
  private program: string;
  /** Whether commands run the program in a process that outlives them. */
  private isResident: boolean;
  /** Environment variables of every command, over the session's. An empty one removes it. */
  readonly variables: Record<string, string> = {};

  private constructor(
    /** Contains `program/` and `state/`. */
    readonly directory: string,
    private session: Session,
    public azure: AzureClient,
    private readonly ownProcess: boolean,
  ) {
    this.program = path.join(directory, "program");
    this.isResident = !ownProcess && fs.existsSync(path.join(this.program, "index.ts"));
  }

  /**
   * @param options `azure`: a folder with the initial state of the local Azure. `files`: files of the program besides the
   *   repository's, or instead of them where `bare` is set. `ownProcess`: each command starts a process for the program, as it does
   *   for users. Otherwise one process runs the programs of many tests, which takes a third of the time.
   */
  static async create(
    options: { files?: Record<string, string>; bare?: boolean; azure?: string; ownProcess?: boolean } = {},
  ): Promise<StackProject> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-test-"));
    const program = path.join(directory, "program");
    fs.mkdirSync(program);
    for (const name of options.bare ? [] : programFiles) {
      fs.cpSync(path.join(root, name), path.join(program, name), {
        recursive: true,
        filter: (source) => !/node_modules|dist$/.test(path.basename(source)),
      });
    }
    fs.symlinkSync(path.join(root, "node_modules"), path.join(program, "node_modules"));
    for (const [name, text] of Object.entries(options.files ?? {})) {
      fs.writeFileSync(path.join(program, name), text);
    }
    if (options.azure) {
      fs.cpSync(options.azure, path.join(directory, "state/azure"), { recursive: true });
    }
    const session = await joinSession(path.join(directory, "state"));
    return new StackProject(
      directory,
      session,
      new AzureClient(session.environment),
      options.ownProcess ?? false,
    );
  }

  /** Writes a file of the program. */
  write(name: string, text: string): void {
    fs.writeFileSync(path.join(this.program, name), text);
  }

  /** Runs further commands in another folder. */
  workIn(directory: string): void {
    this.program = directory;
    this.isResident = false;
  }

  get state(): string {
    return path.join(this.directory, "state");
  }

  /** The environment of `npm run local --`, with a folder of the test's own for the engine's state. */
  get environment(): Record<string, string> {
    const environment = {
      ...(process.env as Record<string, string>),
      ...this.session.environment,
      ...pulumiEnvironment(this.state, requireEngine(process.env)),
      PULUMI_STACK: "test",
      NO_COLOR: "1",
      XDG_STATE_HOME: path.join(this.directory, "home"),
      ...(this.ownProcess ? {} : this.quietEnvironment),
    };
    return withVariables(environment, this.variables);
  }

  /** A folder for Pulumi in which it cannot write its log of each command, and less garbage collection: a third of its processor time. */
  private get quietEnvironment(): Record<string, string> {
    const home = path.join(this.directory, "pulumi-home");
    if (!fs.existsSync(home)) {
      fs.mkdirSync(home);
      fs.writeFileSync(path.join(home, "logs"), "");
      // Where the launcher of the npm package looks for the CLI.
      fs.symlinkSync(path.join(launcherDirectory(process.env), "../.."), path.join(home, "versions"));
    }
    return { PULUMI_HOME: home, GOGC: "400", ...this.secretsVariables };
  }

  /** Variables of the secrets provider; undefined where a passphrase encrypts the stack's secrets, as for most users. */
  private get secretsVariables(): Record<string, string> | undefined {
    const url = this.ownProcess ? undefined : programServerUrl();
    return url === undefined ? undefined : secretsProviderVariables(url);
  }

  get hostProcessId(): number {
    return this.session.hostProcessId;
  }

  /** Starts a new host after the old one was killed. */
  async rejoin(): Promise<void> {
    this.session.close();
    await this.azure.close();
    this.session = await joinSession(this.state);
    this.azure = new AzureClient(this.session.environment);
  }

  /** Runs a command in the program's folder. @throws Error where it prints the W&B API key. */
  async run(
    command: string,
    args: string[],
    input?: string,
    environment: Record<string, string> = {},
  ): Promise<Finished> {
    const finished = await this.runUnchecked(command, args, input, environment);
    expectNoKey([command, ...args].join(" "), finished);
    return finished;
  }

  /** Runs a command in the program's folder, which may print the W&B API key. */
  async runUnchecked(
    command: string,
    args: readonly string[],
    input?: string,
    environment: Record<string, string> = {},
  ): Promise<Finished> {
    return new Promise<Finished>((resolve, reject) => {
      const child = spawn(command, args, { cwd: this.program, env: { ...this.environment, ...environment } });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on("data", (data: Buffer) => out.push(data));
      child.stderr.on("data", (data: Buffer) => err.push(data));
      child.on("error", reject);
      child.on("close", (code) =>
        resolve({
          code: code ?? -1,
          stdout: Buffer.concat(out).toString(),
          stderr: Buffer.concat(err).toString(),
        }),
      );
      child.stdin.end(input);
    });
  }

  /** Runs the Pulumi CLI and expects it to succeed. */
  async pulumi(...args: string[]): Promise<Finished> {
    const finished = await this.tryPulumi(...args);
    if (finished.code !== 0) {
      throw new Error(
        `pulumi ${args.join(" ")} ended with ${finished.code}:\n${finished.stdout}\n${finished.stderr}`,
      );
    }
    return finished;
  }

  /** Runs the Pulumi CLI and expects it to fail. @returns Its output. */
  async failingPulumi(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.tryPulumi(...args);
    if (code === 0) {
      throw new Error(`pulumi ${args.join(" ")} succeeded:\n${stdout}`);
    }
    return stdout + stderr;
  }

  async tryPulumi(...args: string[]): Promise<Finished> {
    const runsProgram = commandsOfProgram.has(args[0]!) || args.includes("--run-program");
    const resident =
      this.isResident && runsProgram ? await programArguments(this.program, this.environment) : [];
    return this.run("pulumi", [...args, ...resident, "--non-interactive"]);
  }

  /** Creates the stack with its settings. @param key The W&B API key; null: none. */
  async init(settings: Record<string, string | string[]> = {}, key: string | null = testKey): Promise<void> {
    const provider = this.secretsVariables && secretsProvider.secretsprovider;
    writeNewSettings(this.program, this.stackName, provider ? "provider" : "passphrase", key === testKey);
    writeSettings(this.program, this.stackName, settings);
    await this.pulumi("stack", "init", this.stackName, ...(provider ? ["--secrets-provider", provider] : []));
    if (key === testKey) {
      await this.registerKey(key);
    } else if (key !== null) {
      await this.setKey(key);
    }
  }

  /** Sets the W&B API key in the settings and at the local W&B. */
  async setKey(key: string): Promise<void> {
    await this.run("pulumi", ["config", "set", "--secret", "wandbApiKey"], key);
    await this.registerKey(key);
  }

  private async registerKey(key: string): Promise<void> {
    await this.azure.control("POST", "/_local/wandb/keys", { key });
  }

  /** Changes settings; an empty list removes one. */
  set(settings: Record<string, string | string[]>): Promise<void> {
    writeSettings(this.program, this.stackName, settings);
    return Promise.resolve();
  }

  async up(): Promise<Finished> {
    return this.pulumi("up", "--yes", "--skip-preview");
  }

  /** The steps of `pulumi preview`, sorted: `OPERATION TYPE NAME`, without unchanged resources and reads. */
  async preview(): Promise<Step[]> {
    const { stdout } = await this.pulumi("preview", "--json");
    const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
    return steps
      .filter(({ op }) => !["same", "refresh", "read"].includes(op))
      .map(({ op, urn }) => `${op} ${shortUrn(urn)}`)
      .sort();
  }

  /** Outputs of the stack, secret ones encrypted. */
  async outputs(): Promise<Record<string, string>> {
    const stack = (await this.stateResources()).find(({ type }) => type === "pulumi:pulumi:Stack");
    return (stack?.outputs ?? {}) as Record<string, string>;
  }

  /** Resources of the stack's state, as `TYPE NAME` with their ids, inputs and outputs. */
  async resources(): Promise<
    Map<string, { id: string; inputs: Record<string, unknown>; outputs: Record<string, unknown> }>
  > {
    return new Map(
      (await this.stateResources()).map(({ urn, id = "", inputs, outputs }) => [
        shortUrn(urn),
        { id, inputs: { ...inputs }, outputs: { ...outputs } },
      ]),
    );
  }

  /** Resources of the stack's state. @param project Name of another project. */
  async stateResources(project = projectOf(this.program)): Promise<StateResource[]> {
    const { PULUMI_BACKEND_URL, PULUMI_STACK } = this.variables;
    if (PULUMI_BACKEND_URL === undefined && PULUMI_STACK !== "") {
      return stateOf(path.join(this.state, "pulumi"), project, this.stackName).resources;
    }
    const { stdout } = await this.pulumi("stack", "export");
    const { deployment } = JSON.parse(stdout) as { deployment: { resources?: StateResource[] } };
    return deployment.resources ?? [];
  }

  private get stackName(): string {
    return this.environment.PULUMI_STACK ?? "test";
  }

  /** Ends the session and removes everything. @throws Error where a file but the vaults' contains the W&B API key. */
  async close(): Promise<void> {
    await this.azure.close();
    this.session.close();
    const filesFound = filesWithKey(this.directory).filter((file) => !vaultsFile.test(file));
    fs.rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
    if (filesFound.length > 0) {
      throw new Error(`the W&B API key was written to ${filesFound.join(", ")}`);
    }
  }
}

/** `urn:…$azure-native:keyvault:Vault::wandb-vault` as `keyvault:Vault wandb-vault`. */
function shortUrn(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  const type = types.slice(types.lastIndexOf("$") + 1);
  return `${type.replace(/^azure-native:/, "")} ${name.join("::")}`;
}
