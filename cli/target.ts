import { UserError } from "./failure";
import { pulumi } from "./pulumi";

/** The deployment that a command is about. */
export interface Target {
  subscriptionId: string;
  resourceGroup: string;
  accountName: string;
  vaultName: string;
  secretName: string;
  /** Digest-comparable key of the stack's settings; only where the target is a stack. Never printed. */
  configuredKey?: string;
  /** Role assignments that the stack has made (`findGrants`), where a command looks at them. */
  grants?: Grant[];
}

/** A role assignment, as the stack's state has it. */
export interface Grant {
  /** The resource's name in the program: `wandb-identity`. */
  name: string;
  id: string;
  principalId: string;
  principalType?: string;
  roleDefinitionId: string;
}

/** Options that say which deployment: a stack, or the names themselves. */
export interface TargetOptions {
  stack?: string;
  subscription?: string;
  resourceGroup?: string;
  account?: string;
  vault?: string;
  secret?: string;
}

const named = ["resourceGroup", "account", "vault"] as const;

/**
 * Finds out what a command is about.
 * @throws UserError naming what is missing and how to give it.
 */
export async function findTarget(options: TargetOptions): Promise<Target> {
  const subscriptionId = requireSubscription(options);
  const given = named.filter((name) => options[name] !== undefined);
  if (given.length > 0) {
    const missing = named.filter((name) => options[name] === undefined).map((name) => flags[name]);
    if (missing.length > 0) {
      throw new UserError(`Without a stack, ${missing.join(" and ")} must be given too.`);
    }
    return {
      subscriptionId,
      resourceGroup: options.resourceGroup!,
      accountName: options.account!,
      vaultName: options.vault!,
      secretName: options.secret ?? "wandb-api-key",
    };
  }
  const { endpoint: _, ...target } = await findStack(options.stack);
  return { subscriptionId, ...target };
}

/** @throws UserError where no subscription is given. */
export function requireSubscription(options: TargetOptions): string {
  const { AZURE_SUBSCRIPTION_ID, ARM_SUBSCRIPTION_ID } = process.env;
  const given = Object.entries({
    "--subscription": options.subscription,
    AZURE_SUBSCRIPTION_ID,
    ARM_SUBSCRIPTION_ID,
  }).find(([, id]) => id);
  if (!given) {
    throw new UserError(
      "Which subscription? Give --subscription ID, or set AZURE_SUBSCRIPTION_ID (az account show --query id -o tsv).",
    );
  }
  const [source, subscriptionId] = given;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(subscriptionId!)) {
    throw new UserError(
      `${source} ${subscriptionId}: give the subscription's id, which is a GUID (az account show --query id -o tsv).`,
    );
  }
  return subscriptionId!;
}

const flags: Record<(typeof named)[number], string> = {
  resourceGroup: "--resource-group",
  account: "--account",
  vault: "--vault",
};

/** What a stack says of itself. */
type FoundStack = Omit<Target, "subscriptionId" | "grants"> & { endpoint: string };

const found = new Map<string | undefined, Promise<FoundStack>>();

/**
 * What a stack says of itself, read once in a command: each look is a run of the Pulumi CLI.
 * @throws UserError where it is not there or not deployed.
 */
export function findStack(stack: string | undefined): Promise<FoundStack> {
  const known = found.get(stack) ?? readStack(stack);
  found.set(stack, known);
  return known;
}

async function readStack(stack: string | undefined): Promise<FoundStack> {
  const which = stack ? ["--stack", stack] : [];
  // Side by side: each takes half a second, most of it to unlock the stack's secrets.
  const [output, configured] = await Promise.all([
    pulumi(["stack", "output", "--json", ...which]),
    pulumi(["config", "get", "wandbApiKey", ...which]).catch(() => undefined),
  ]);
  const outputs = JSON.parse(output) as Record<string, string>;
  const missing = ["resourceGroupName", "accountName", "endpoint", "vaultUrl", "secretName"].filter(
    (name) => !outputs[name],
  );
  if (missing.length > 0) {
    throw new UserError(
      `The stack has no output ${missing.join(", ")}: run \`pulumi up\` first, or name the resources with ${Object.values(flags).join(", ")}.`,
    );
  }
  return {
    resourceGroup: outputs.resourceGroupName!,
    accountName: outputs.accountName!,
    endpoint: outputs.endpoint!,
    vaultName: new URL(outputs.vaultUrl!).host.split(".")[0]!,
    secretName: outputs.secretName!,
    configuredKey: configured?.replace(/\n$/, ""),
  };
}

/** The role assignments that the stack has made; undefined where the target is no stack. @throws UserError */
export async function findGrants(options: TargetOptions): Promise<Grant[] | undefined> {
  return named.some((name) => options[name] !== undefined)
    ? undefined
    : grantsOf(await pulumi(["stack", "export", ...(options.stack ? ["--stack", options.stack] : [])]));
}

interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs?: { principalId?: string; principalType?: string; roleDefinitionId?: string };
}

function grantsOf(state: string): Grant[] {
  const { deployment } = JSON.parse(state) as { deployment: { resources?: StateResource[] } };
  return (deployment.resources ?? []).flatMap(({ urn, type, id, inputs }) =>
    type === "azure-native:authorization:RoleAssignment" && id && inputs?.principalId
      ? [
          {
            name: urn.split("::").at(-1)!,
            id,
            principalId: inputs.principalId,
            principalType: inputs.principalType,
            roleDefinitionId: inputs.roleDefinitionId!,
          },
        ]
      : [],
  );
}
