import { currentCloud } from "../azure/clouds";
import { UserError } from "../errors";
import { shellQuoted } from "../shellQuoted";
import { withoutUndefined } from "../withoutUndefined";
import { findStack } from "./stack";
import type { StackApiKey } from "./stack";
import { namesStack } from "./stackOptions";
import type { IntegrationOptions } from "./stackOptions";
import { resourcesOf } from "./stackResources";
import type { StackResources } from "./stackResources";
import { requireSubscription } from "./subscription";
import type { SubscriptionOptions } from "./subscription";

/** The deployment that a command works on. */
export interface Target {
  /** Subscription of the account. */
  subscriptionId: string;
  /** Resource group of the account. */
  resourceGroup: string;
  accountName: string;
  vaultName: string;
  /** @default That of the account */
  vaultSubscriptionId?: string;
  /** @default That of the account */
  vaultResourceGroup?: string;
  secretName: string;
  /** What the stack contains of the deployment; undefined without a stack. */
  resources?: StackResources;
  /** Reads the W&B API key that the stack's last deployment has written to the vault; undefined without a stack. */
  readApiKey?: () => Promise<StackApiKey>;
}

/** Options that specify the deployment: an integration of a stack, or the names of its resources. */
export interface TargetOptions extends SubscriptionOptions, IntegrationOptions {
  resourceGroup?: string;
  account?: string;
  vault?: string;
  /** @default "wandb-api-key" */
  secret?: string;
}

/** Options that specify an account: those of a deployment, or the account's endpoint. */
export interface EndpointOptions extends TargetOptions {
  /** URL such as `https://NAME.openai.azure.com/`. */
  endpoint?: string;
}

const nameFlags = { resourceGroup: "--resource-group", account: "--account", vault: "--vault" } as const;
const nameOptions = Object.keys(nameFlags) as (keyof typeof nameFlags)[];

/** Tells whether options specify a deployment by the names of its resources instead of by its stack. */
export const isNamed = (options: TargetOptions): boolean =>
  nameOptions.some((option) => options[option] !== undefined);

/** An endpoint, and the option or variable that specifies it. */
export interface SpecifiedEndpoint {
  source: "--endpoint" | "AZURE_OPENAI_ENDPOINT";
  endpoint: string;
}

/** Returns the endpoint by which alone the account is specified; undefined if its name or a stack specifies it. */
export function specifiedEndpoint(options: EndpointOptions): SpecifiedEndpoint | undefined {
  const { AZURE_OPENAI_ENDPOINT } = process.env;
  if (options.endpoint) {
    return { source: "--endpoint", endpoint: options.endpoint };
  }
  return AZURE_OPENAI_ENDPOINT && !options.account && !namesStack(options)
    ? { source: "AZURE_OPENAI_ENDPOINT", endpoint: AZURE_OPENAI_ENDPOINT }
    : undefined;
}

/**
 * Finds the deployment that options specify.
 * @throws UserError that names what is missing and how to specify it.
 */
export async function findTarget(options: TargetOptions): Promise<Target> {
  const subscriptionId = requireSubscription(options);
  const { resourceGroup, account, vault, secret = "wandb-api-key" } = options;
  if (resourceGroup !== undefined && account !== undefined && vault !== undefined) {
    return { subscriptionId, resourceGroup, accountName: account, vaultName: vault, secretName: secret };
  }
  if (isNamed(options)) {
    const missing = nameOptions.filter((option) => options[option] === undefined);
    throw new UserError(
      `The deployment is not fully specified. Specify ${missing.map((option) => nameFlags[option]).join(" and ")} too, or only --stack.`,
    );
  }
  const { endpoint: _, integration, ...stack } = await findStack(options);
  requireSubscriptionOf(stack.subscriptionId, integration.path, options);
  return { ...stack, resources: resourcesOf(integration) };
}

/** The state tells the subscription. @throws UserError if the option specifies another one. */
function requireSubscriptionOf(subscriptionId: string, path: string, { subscription }: TargetOptions): void {
  if (subscription !== undefined && subscription.toLowerCase() !== subscriptionId.toLowerCase()) {
    throw new UserError(
      `--subscription ${subscription} is not the subscription of ${path}, which is ${subscriptionId}. Remove the option.`,
    );
  }
}

/** Returns the resource group of a vault. */
export const vaultGroupOf = ({ resourceGroup, vaultResourceGroup }: Target): string =>
  vaultResourceGroup ?? resourceGroup;

/** Returns the data plane's URL of a vault. */
export const vaultUrlOf = ({ vaultName }: Pick<Target, "vaultName">): string =>
  `https://${vaultName}.${currentCloud().vaultSuffix}/`;

const endpointFlags: Readonly<Record<Exclude<keyof EndpointOptions, "envVars">, string>> = {
  stack: "--stack",
  integration: "--integration",
  cwd: "--cwd",
  subscription: "--subscription",
  ...nameFlags,
  secret: "--secret",
  endpoint: "--endpoint",
};

/** What stands for a name that the options of an account do not tell. */
const placeholders = { resourceGroup: "RESOURCE_GROUP", account: "ACCOUNT", vault: "VAULT" } as const;

/**
 * Returns the arguments of a command that needs a whole deployment, from the options of a command that needs an account alone: with
 * placeholders for the names that these do not tell.
 */
export const deploymentArguments = ({ endpoint, ...options }: EndpointOptions): string[] =>
  isNamed(options) || endpoint !== undefined
    ? targetArguments({ ...placeholders, ...withoutUndefined(options) })
    : targetArguments(options);

/** Returns the options that specify a deployment as a command line has them, for a command that a user pastes. */
export const targetArguments = (options: EndpointOptions): string[] =>
  (Object.keys(endpointFlags) as (keyof typeof endpointFlags)[]).flatMap((option) => {
    const value = options[option];
    return value === undefined ? [] : [`${endpointFlags[option]} ${shellQuoted(value)}`];
  });
