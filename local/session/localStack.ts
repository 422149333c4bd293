import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { lock } from "../engine/lock";
import { control } from "./control";
import { localStack } from "./environment";
import { generatedKey } from "./generatedKey";
import { protectSettings, settingsFile } from "./localSettings";

const run = promisify(execFile);

const keySetting = "azure-openai-wandb:wandbApiKey";
const principalsSetting = "azure-openai-wandb:fineTuningPrincipals";

/** What `pulumi config --json` prints, with defaults. */
type Settings = Record<string, { value?: string }>;

/** Another command creates the stack in seconds. */
const lockTimeoutMs = 5 * 60_000;

export interface LocalStackOptions {
  /** The project's folder. */
  directory: string;
  stateDirectory: string;
  environment: NodeJS.ProcessEnv;
}

/**
 * Creates the local stack where it is incomplete, with a generated W&B API key. Each part is looked for on its own: a command that was
 * interrupted may have left any of them out. Once the stack is complete, what is missing was removed by the user.
 * @param options `isQuickstart`: the quickstart needs every part, even one that the user has removed.
 * @returns Whether anything was created.
 */
export async function ensureLocalStack({
  isQuickstart = false,
  ...options
}: LocalStackOptions & { isQuickstart?: boolean }): Promise<boolean> {
  if (!isQuickstart && isComplete(options) && (await exists(options))) {
    return false;
  }
  // Of the project, whose settings commands with another state directory write too.
  const lockDirectory = path.join(options.directory, ".local");
  fs.mkdirSync(lockDirectory, { recursive: true, mode: 0o700 });
  const unlock = await lock(
    path.join(lockDirectory, "stack.lock"),
    `creating the stack “${localStack}”`,
    lockTimeoutMs,
    { log: console.error },
  );
  try {
    return await complete(options, isQuickstart);
  } finally {
    unlock();
  }
}

/** Written when every part of the stack has been created. */
const completeFile = ({ stateDirectory }: LocalStackOptions) => path.join(stateDirectory, "stack-complete");

const isComplete = (options: LocalStackOptions): boolean =>
  fs.existsSync(completeFile(options)) && fs.existsSync(settingsFile(options.directory));

async function exists(options: LocalStackOptions): Promise<boolean> {
  const stacks = JSON.parse(await pulumi(options, ["stack", "ls", "--json"])) as { name: string }[];
  return stacks.some(({ name }) => name === localStack);
}

async function complete(options: LocalStackOptions, isQuickstart: boolean): Promise<boolean> {
  removeEmptySettings(options);
  const isNew = !(await exists(options));
  if (isNew) {
    // PULUMI_STACK selects it. A selection of Pulumi's own is a file that an interrupted command can leave cut short.
    await pulumi(options, ["stack", "init", localStack, "--no-select", "--non-interactive"]);
  }
  // Before the key is in it.
  protectSettings(options.directory);
  const settings = JSON.parse(await pulumi(options, ["config", "--json"])) as Settings;
  const needsKey = !(keySetting in settings);
  // Before the key: settings with a key are complete, and those without principals a user's choice.
  // Pulumi.yaml has an empty list as default.
  if ((settings[principalsSetting]?.value ?? "[]") === "[]" && (needsKey || isQuickstart)) {
    await setPrincipals(options);
  }
  if (needsKey) {
    // On standard input, as every process of the machine can read arguments.
    await pulumi(options, ["config", "set", "--secret", "wandbApiKey"], generatedKey());
  }
  // The local W&B accepts known keys alone.
  const key = (await pulumi(options, ["config", "get", "wandbApiKey"])).trim();
  await accepted(control(options.environment, "wandb/keys", { key }));
  fs.writeFileSync(completeFile(options), "");
  return isNew || needsKey;
}

/** Pulumi empties the file before it writes it. A command that is killed in between leaves it empty, and Pulumi cannot read that. */
function removeEmptySettings({ directory }: LocalStackOptions): void {
  const file = settingsFile(directory);
  if (fs.statSync(file, { throwIfNoEntry: false })?.size === 0) {
    fs.rmSync(file);
  }
}

/** Sets a user and a group of the local directory, and the deployer: Owner includes no data actions. All in one write of the file. */
async function setPrincipals(options: LocalStackOptions): Promise<void> {
  const seed = await accepted(control(options.environment, "seed"));
  const { deployer } = (await seed.json()) as { deployer: { objectId: string } };
  const principals = ["ada@contoso.example", "ML Engineers", `ServicePrincipal:${deployer.objectId}`];
  await pulumi(options, [
    "config",
    "set-all",
    "--path",
    ...principals.flatMap((principal, index) => [
      "--plaintext",
      `fineTuningPrincipals[${index}]=${principal}`,
    ]),
  ]);
}

/** @throws Error with the response, where the local Azure refuses the request. */
async function accepted(request: Promise<Response>): Promise<Response> {
  const response = await request;
  if (!response.ok) {
    throw new Error(
      `The local Azure returned ${response.status} for ${response.url}: ${await response.text()}`,
    );
  }
  return response;
}

async function pulumi(
  { directory, environment }: LocalStackOptions,
  args: string[],
  input?: string,
): Promise<string> {
  const running = run("pulumi", args, { cwd: directory, env: environment });
  running.child.stdin?.end(input);
  return (await running).stdout;
}
