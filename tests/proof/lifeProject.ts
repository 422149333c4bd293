/**
 * A stack under test for sequences of its life. The local Azure lives as long as the project; each sequence begins with an empty stack.
 * A step costs a second or two: settings are written to the stack's file, the state is read from the backend's, and the program stays
 * loaded (residentProgram.ts).
 */
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parse } from "yaml";
import { AzureClient } from "../support/azureClient";
import type { Credentials } from "../support/azureClient";
import { canarySecret } from "../support/canarySecret";
import { cli } from "../support/cli";
import { isAlive, ProofProject, until } from "../support/proofProject";
import { argumentsOfClient } from "../support/programServers";
import { startScript } from "../support/scriptProcess";
import { stateFile, stateOf } from "../support/stackFiles";
import type { StackState } from "../support/stackFiles";
import { root, StackProject } from "../support/stackProject";
import type { Finished } from "../support/stackProject";
import { azureInventory } from "./inventory";
import { deployers } from "./lifeModel";
import type { Deployer, Model } from "./lifeModel";
import { updateOf } from "./lifeUpdate";
import type { Update } from "./lifeUpdate";
import { createExisting, createSurroundings } from "./surroundings";

/** W&B API keys, each of which the search for the canary secret finds. */
const keys = [0, 1, 2].map((number) => `${canarySecret}_${number}`);
export const keyOf = ({ key }: Model): string => keys[key % keys.length]!;

/** Built-in roles: Owner and Reader. */
const roles: Record<Exclude<Deployer, "first">, string> = {
  second: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
};

/** azure-native waits 20 seconds before it tries again, and minutes for a response. */
const retryBaseMs = 10;
const requestTimeoutMs = 30_000;

const commandTimeoutMs = 180_000;

interface Resident {
  child: ChildProcess;
  client: string;
}

/** What the first command of Pulumi has encrypted, for all sequences. */
interface Encrypted {
  /** How the stack encrypts, as its settings have it. */
  encryption: Record<string, unknown>;
  keys: string[];
  /** The empty text, which is right with existingSecret. */
  noKey: string;
  deployers: Record<Deployer, { credentials: Credentials; objectId: string; secret: string }>;
}

export class LifeProject {
  private resident: Resident | undefined;
  private encrypted!: Encrypted;
  private emptyState!: string;
  readonly proof: ProofProject;
  /** The resources of Azure that are not the stack's. */
  before = new Set<string>();
  /** Counts the sequences: names of the stack's resources that Azure keeps reserved contain it. */
  number = 0;

  private constructor(readonly stack: StackProject) {
    this.proof = new ProofProject(stack);
  }

  static async create(): Promise<LifeProject> {
    const stack = await StackProject.create();
    const project = new LifeProject(stack);
    try {
      await project.prepare();
    } catch (error) {
      await project.close();
      throw error;
    }
    return project;
  }

  private async prepare(): Promise<void> {
    const { stack } = this;
    await createSurroundings(stack);
    await createExisting(stack);
    // What a vault deletes is gone once a command has waited for it: commands.ts advances the clock.
    await stack.init({}, null);
    this.emptyState = fs.readFileSync(this.emptyStateFile, "utf8");
    const encrypt = async (name: string, value: string) => {
      await stack.run("pulumi", ["config", "set", "--secret", name], value);
      const file = fs.readFileSync(path.join(this.program, "Pulumi.test.yaml"), "utf8");
      const { config } = parse(file) as { config: Record<string, { secure: string }> };
      return Object.entries(config).find(([key]) => key.endsWith(`:${name}`))![1].secure;
    };
    const seed = (await stack.azure.control("GET", "/_local/seed")).body;
    const applications = {
      first: seed.deployer as Credentials & { objectId: string },
      second: await this.addApplication("second"),
      reader: await this.addApplication("reader"),
    };
    const encrypted: Partial<Encrypted["deployers"]> = {};
    for (const deployer of deployers) {
      const { objectId, ...credentials } = applications[deployer];
      encrypted[deployer] = {
        credentials,
        objectId,
        secret: await encrypt("secret", credentials.clientSecret),
      };
    }
    const encryptedKeys: string[] = [];
    for (const key of keys) {
      encryptedKeys.push(await encrypt("wandbApiKey", key));
      await stack.azure.control("POST", "/_local/wandb/keys", { key });
    }
    const noKey = await encrypt("wandbApiKey", "");
    const file = fs.readFileSync(path.join(this.program, "Pulumi.test.yaml"), "utf8");
    const { config: _config, ...encryption } = parse(file) as Record<string, unknown>;
    this.encrypted = {
      encryption,
      keys: encryptedKeys,
      noKey,
      deployers: encrypted as Encrypted["deployers"],
    };
    this.before = await azureInventory(stack.azure);
    await this.startResident();
  }

  private async addApplication(
    name: Exclude<Deployer, "first">,
  ): Promise<Credentials & { objectId: string }> {
    const { azure } = this.stack;
    const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${roles[name]}`;
    const { body } = await azure.control("POST", "/_local/directory/applications", {
      displayName: name,
      roles: [{ roleDefinitionId, scope: azure.subscription }],
    });
    return body as Credentials & { objectId: string };
  }

  private get program(): string {
    return path.join(this.stack.directory, "program");
  }

  private get backend(): string {
    return path.join(this.stack.state, "pulumi");
  }

  private get emptyStateFile(): string {
    return stateFile(this.backend, "azure-openai-wandb", "test");
  }

  objectIdOf(deployer: Deployer): string {
    return this.encrypted.deployers[deployer].objectId;
  }

  /** Brings the project to where a sequence begins: an empty stack, and Azure as it was before. */
  async reset(): Promise<void> {
    const { azure } = this.stack;
    this.number += 1;
    await this.proof.clearFaults();
    await azure.control("DELETE", "/_local/policies");
    // The clock may have been advanced beyond the life of a token.
    await this.renewClient();
    await this.emptyAzure();
    for (const folder of ["stacks", "history", "backups", "locks"]) {
      fs.rmSync(path.join(this.backend, ".pulumi", folder), { recursive: true, force: true });
    }
    fs.mkdirSync(path.dirname(this.emptyStateFile), { recursive: true });
    fs.writeFileSync(this.emptyStateFile, this.emptyState);
    for (const name of fs.readdirSync(this.program)) {
      if (/^Pulumi\..+\.yaml$/.test(name)) {
        fs.rmSync(path.join(this.program, name));
      }
    }
  }

  private async renewClient(): Promise<void> {
    await this.stack.azure.close();
    this.stack.azure = new AzureClient(this.stack.environment);
  }

  private async emptyAzure(): Promise<void> {
    const { azure } = this.stack;
    const left = () => azureInventory(azure).then((ids) => [...ids].filter((id) => !this.before.has(id)));
    const remove = (ids: string[], apiVersion: string) =>
      Promise.all(ids.map((id) => this.delete(id, apiVersion)));
    const isLock = (id: string) => /\/locks\//.test(id);
    await remove((await left()).filter(isLock), "2020-05-01");
    await remove(
      (await left()).filter((id) => /\/resourcegroups\/[^/]+$/.test(id)),
      "2024-03-01",
    );
    await remove(
      (await left()).filter((id) => /\/roleAssignments\//i.test(id)),
      "2022-04-01",
    );
    const vaults = (await left()).flatMap(
      (id) => /^.*\/rg-existing\/.*\/vaults\/[^/]+(?=\/)/.exec(id)?.[0] ?? [],
    );
    // With what a stack has left in a vault that is not its own.
    await remove([...new Set(vaults)], "2023-07-01");
    await this.purgeDeleted();
    if (vaults.length > 0) {
      await createExisting(this.stack);
    }
    const inventory = await azureInventory(azure);
    const different = [
      ...[...this.before].filter((id) => !inventory.has(id)),
      ...[...inventory].filter((id) => !this.before.has(id)),
    ];
    if (different.length > 0) {
      throw new Error(`a sequence would begin with other resources than before: ${different.join(", ")}`);
    }
  }

  /** Deletes a resource outside Pulumi, and waits until Azure has done it. @returns Status of the response. */
  async delete(id: string, apiVersion: string): Promise<number> {
    const { azure } = this.stack;
    const url = `${id}?api-version=${apiVersion}`;
    const { status } = await azure.arm("DELETE", url);
    if (status === 202) {
      await until(async () => (await azure.arm("GET", url)).status === 404, `${id} is deleted`);
    }
    return status;
  }

  /** Purges soft-deleted accounts and vaults; a vault with purge protection stays. */
  async purgeDeleted(): Promise<void> {
    const { azure } = this.stack;
    const list = async (path: string) =>
      (await azure.arm("GET", `${azure.subscription}/providers/${path}`)).body.value as { id: string }[];
    for (const { id } of await list("Microsoft.CognitiveServices/deletedAccounts?api-version=2024-10-01")) {
      await azure.arm("DELETE", `${id}?api-version=2024-10-01`);
    }
    for (const { id } of await list("Microsoft.KeyVault/deletedVaults?api-version=2023-07-01")) {
      await azure.arm("POST", `${id}/purge?api-version=2023-07-01`);
    }
  }

  /** Writes the files of the program as the model has them. */
  write(model: Model): void {
    const { projectName, stackName, settings, deployer } = model;
    const { encryption, deployers: known } = this.encrypted;
    const { credentials, secret } = known[deployer];
    const config: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(settings)) {
      config[`${projectName}:${name}`] = this.withNumber(value);
    }
    const { keys: encryptedKeys, noKey } = this.encrypted;
    config[`${projectName}:wandbApiKey`] = {
      secure: settings.existingSecret === "true" ? noKey : encryptedKeys[model.key % keys.length],
    };
    if (deployer !== "first") {
      config["azure-native:clientId"] = credentials.clientId;
      config["azure-native:clientSecret"] = { secure: secret };
    }
    // JSON is YAML.
    this.stack.write(`Pulumi.${stackName}.yaml`, JSON.stringify({ ...encryption, config }, null, 1));
    this.stack.write(
      "Pulumi.yaml",
      fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8").replace(/^name: .*$/m, `name: ${projectName}`),
    );
    this.stack.write("index.ts", programOf(model));
    this.stack.variables.PULUMI_STACK = stackName;
  }

  /** Fills in what settings refer to: `SUBSCRIPTION`, and `NUMBER` of the sequence. */
  private withNumber(value: unknown): unknown {
    return JSON.parse(
      JSON.stringify(value)
        .replaceAll("NUMBER", String(this.number))
        .replaceAll("SUBSCRIPTION", this.stack.azure.subscription)
        .replaceAll("SECOND", this.objectIdOf("second"))
        .replaceAll("FIRST", this.objectIdOf("first")),
    );
  }

  /** The stack's state, from the file of the backend. */
  state({ projectName, stackName }: Model): StackState {
    return stateOf(this.backend, projectName, stackName);
  }

  /** Outputs of the stack. */
  outputs(model: Model): Record<string, string> {
    const stack = this.state(model).resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    return (stack?.outputs ?? {}) as Record<string, string>;
  }

  /**
   * Runs a command that runs the program, with JSON as its output: `up --yes --json`.
   * @throws Error where it does not end; the project is of no use then.
   */
  async runProgram(...args: string[]): Promise<Update> {
    const timer = new AbortController();
    const timedOut = delay(commandTimeoutMs, undefined, { signal: timer.signal }).then(() => {
      throw new Error(`pulumi ${args[0]} does not end`);
    });
    try {
      const command = this.stack.tryPulumi(...args, ...this.clientArguments);
      return updateOf(await Promise.race([command, timedOut]));
    } finally {
      timer.abort();
      await timedOut.catch(() => undefined);
    }
  }

  private get clientArguments(): string[] {
    return argumentsOfClient(this.resident!.client);
  }

  /** Runs a command of the CLI, signed in as the deployer of the model. */
  cli(model: Model, ...args: string[]): Promise<Finished> {
    const { clientId, clientSecret } = this.encrypted.deployers[model.deployer].credentials;
    return cli(this.stack, args, {
      ARM_CLIENT_ID: clientId,
      ARM_CLIENT_SECRET: clientSecret,
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET: clientSecret,
    });
  }

  /**
   * Runs a command and kills it while a request to Azure is under way.
   * @param number Which of its requests that is, from 1.
   * @returns Whether the command was killed; it may have had fewer requests.
   */
  async killAt(target: "engine" | "local Azure", number: number, args: readonly string[]): Promise<boolean> {
    const { proof, stack } = this;
    await proof.addFaults({
      host: "\\.(com|net)$",
      skip: number - 1,
      count: 1,
      after: number % 2 === 0,
      delayMs: 60_000,
      // With the reset a request that is held is not carried out later.
      reset: true,
    });
    const running = proof.start([...args, ...this.clientArguments]);
    let ended = false;
    void running.ended.then(() => (ended = true));
    let isHeld = false;
    await until(
      async () => {
        isHeld = (await proof.faultNow()).applied !== undefined;
        return ended || isHeld;
      },
      `request ${number} of ${args.join(" ")} is under way`,
    );
    if (!isHeld) {
      await proof.clearFaults();
      return false;
    }
    if (target === "engine") {
      running.kill();
      await this.stopResident();
      await running.ended;
      await proof.clearFaults();
    } else {
      await proof.killHost();
      await running.ended;
      await this.stopResident();
      await stack.rejoin();
    }
    await this.startResident();
    return true;
  }

  private async startResident(): Promise<void> {
    const { child, line } = await startScript(
      "residentProgram.ts",
      [this.program, String(retryBaseMs), String(requestTimeoutMs)],
      this.stack.environment,
    );
    const { debugProviders, client } = JSON.parse(line) as { debugProviders: string; client: string };
    this.stack.variables.PULUMI_DEBUG_PROVIDERS = debugProviders;
    this.resident = { child, client };
  }

  private async stopResident(): Promise<void> {
    const { resident } = this;
    this.resident = undefined;
    if (resident) {
      resident.child.kill("SIGKILL");
      await until(() => !isAlive(resident.child.pid!), "the program's process ends");
    }
  }

  async close(): Promise<void> {
    await this.stopResident();
    await this.stack.close();
  }
}

/** The repository's program, with the component under the model's name and its former names as aliases. */
function programOf({ componentNames }: Model): string {
  const program = fs.readFileSync(path.join(root, "index.ts"), "utf8");
  const [name, ...former] = [...componentNames].reverse();
  if (former.length === 0) {
    return program;
  }
  const aliases = former.map((alias) => ({ name: alias }));
  return program
    .replace('new WandbIntegration("wandb", {', `new WandbIntegration(${JSON.stringify(name)}, {`)
    .replace(
      /(wandbApiKey: args\.wandbApiKey && pulumi\.secret\(args\.wandbApiKey\),\n {2}\})\);/,
      `$1, { aliases: ${JSON.stringify(aliases)} });`,
    );
}
