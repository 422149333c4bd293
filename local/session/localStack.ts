import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { localStack } from "./environment";

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
  const stacks = JSON.parse(await pulumi(["stack", "ls", "--json"])) as { name: string }[];
  if (stacks.some(({ name }) => name === localStack)) {
    return false;
  }
  await pulumi(["stack", "init", localStack, "--non-interactive"]);
  const config = JSON.parse(await pulumi(["config", "--json"])) as Record<string, unknown>;
  if (!("azure-openai-wandb:wandbApiKey" in config)) {
    // On standard input, as every process of the machine can read arguments.
    await pulumi(["config", "set", "--secret", "wandbApiKey"], generatedKey());
    for (const setting of settings) {
      await pulumi(["config", ...setting]);
    }
    // Owner includes no data actions: the deploying identity needs a role of its own to fine-tune.
    const seed = await fetch(`${environment.LOCAL_AZURE_URL}/_local/seed`);
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
  await fetch(`${environment.LOCAL_AZURE_URL}/_local/wandb/keys`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ key: (await pulumi(["config", "get", "wandbApiKey"])).trim() }),
  });
  return true;
}

/** A key in the format that W&B issues today: 86 characters. */
function generatedKey(): string {
  const letters = (count: number) => randomBytes(count).toString("hex").slice(0, count);
  return `wandb_v1_${letters(27)}_${letters(49)}`;
}
