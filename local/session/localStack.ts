import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { control } from "./control";
import { localStack } from "./environment";
import { generatedKey } from "./generatedKey";
import { protectSettings } from "./localSettings";

const run = promisify(execFile);

/** Settings of the local stack besides the key: a user and a group of the local directory. */
const settings: readonly string[][] = [
  ["set", "--path", "fineTuningPrincipals[0]", "ada@contoso.example"],
  ["set", "--path", "fineTuningPrincipals[1]", "ML Engineers"],
];

/**
 * Creates the local stack where it does not exist, with a generated W&B API key.
 * @returns Whether it was created.
 */
export async function ensureLocalStack(directory: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const pulumi = async (args: string[], input?: string) => {
    const running = run("pulumi", args, { cwd: directory, env: environment });
    running.child.stdin?.end(input);
    return (await running).stdout;
  };
  protectSettings(directory);
  const stacks = JSON.parse(await pulumi(["stack", "ls", "--json"])) as { name: string }[];
  if (stacks.some(({ name }) => name === localStack)) {
    return false;
  }
  await pulumi(["stack", "init", localStack, "--non-interactive"]);
  // Before the key is in it.
  protectSettings(directory);
  const config = JSON.parse(await pulumi(["config", "--json"])) as Record<string, unknown>;
  if (!("azure-openai-wandb:wandbApiKey" in config)) {
    // On standard input, as every process of the machine can read arguments.
    await pulumi(["config", "set", "--secret", "wandbApiKey"], generatedKey());
    for (const setting of settings) {
      await pulumi(["config", ...setting]);
    }
    // Owner includes no data actions: the deploying identity needs a role of its own to fine-tune.
    const seed = await control(environment, "seed");
    const { deployer } = (await seed.json()) as { deployer: { objectId: string } };
    await pulumi([
      "config",
      "set",
      "--path",
      "fineTuningPrincipals[2]",
      `ServicePrincipal:${deployer.objectId}`,
    ]);
  }
  // The local W&B accepts known keys alone.
  const key = (await pulumi(["config", "get", "wandbApiKey"])).trim();
  await control(environment, "wandb/keys", { key });
  return true;
}
