import { currentCloud } from "../azure/clouds";
import { UserError } from "../errors";
import { shellQuoted } from "../shellQuoted";
import { findStack } from "./stack";
import { requireSubscription } from "./subscription";
import type { SubscriptionOptions } from "./subscription";

/** The deployment that a command works on. */
export interface Target {
  subscriptionId: string;
  resourceGroup: string;
  accountName: string;
  vaultName: string;
  secretName: string;
  /** The W&B API key in the stack's configuration; undefined without a stack. It is secret: never print it. */
  wandbApiKey?: string;
}

/** Options that specify the deployment: a stack, or the names of its resources. */
export interface TargetOptions extends SubscriptionOptions {
  stack?: string;
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
  const { endpoint: _, ...stack } = await findStack(options.stack);
  return { subscriptionId, ...stack };
}

/** Returns the data plane's URL of a vault. */
export const vaultUrlOf = ({ vaultName }: Pick<Target, "vaultName">): string =>
  `https://${vaultName}.${currentCloud().vaultSuffix}/`;

const endpointFlags: Readonly<Record<keyof EndpointOptions, string>> = {
  stack: "--stack",
  subscription: "--subscription",
  ...nameFlags,
  secret: "--secret",
  endpoint: "--endpoint",
};

/** Returns the options that specify a deployment as a command line has them, for a command that a user pastes. */
export const targetArguments = (options: EndpointOptions): string[] =>
  (Object.keys(endpointFlags) as (keyof EndpointOptions)[]).flatMap((option) => {
    const value = options[option];
    return value === undefined ? [] : [`${endpointFlags[option]} ${shellQuoted(value)}`];
  });
