import { requireCurrentCloud } from "../azure/clouds";
import { parseResourceId } from "../azure/resourceId";
import { explanationOf } from "../network/explain";
import { UserError } from "../errors";
import { readState } from "../pulumi/runPulumi";
import { parseState } from "../pulumi/state";
import { encrypted } from "../pulumi/stateValues";
import { integrationsIn, requiredOutputs } from "./integrations";
import type { Integration, IntegrationOutputs } from "./integrations";
import { selectIntegration } from "./selectIntegration";
import { apiKeyIn } from "./stackResources";
import type { IntegrationOptions, StackOptions } from "./stackOptions";

/** The W&B API key in a stack's state, or why it is not known. It is secret: never print it. */
export interface StackApiKey {
  key?: string;
  problem?: string;
}

/** What the CLI reads of an integration from a stack's state. */
export interface StackDetails {
  integration: Integration;
  /** Subscription of the account. */
  subscriptionId: string;
  /** Resource group of the account. */
  resourceGroup: string;
  accountName: string;
  /** URL of the account's data plane, which ends with a slash. */
  endpoint: string;
  vaultName: string;
  vaultSubscriptionId: string;
  vaultResourceGroup: string;
  secretName: string;
  /** Reads the W&B API key that the last deployment has written to the vault. */
  readApiKey(): Promise<StackApiKey>;
}

/** Integrations by the state that they were found in, so that `doctor --all` parses a large one once. */
const found = new WeakMap<Promise<string>, Promise<Integration[]>>();

/** Returns the integrations of a stack. @throws UserError if the stack cannot be read. */
export function readIntegrations(
  options: StackOptions,
  secrets: "encrypted" | "decrypted" = "encrypted",
): Promise<Integration[]> {
  const state = readState(options, secrets);
  const integrations = found.get(state) ?? state.then((json) => integrationsIn(parseState(json)));
  found.set(state, integrations);
  return integrations;
}

const orNames = "or specify --resource-group, --account and --vault.";

/** Returns the integrations of a stack that has some. @throws UserError */
export async function requireIntegrations(options: StackOptions): Promise<Integration[]> {
  const integrations = await readIntegrations(options);
  if (integrations.length === 0) {
    throw new UserError(
      `The stack's state has no WandbIntegration, of which the outputs ${requiredOutputs.join(", ")} are needed. Run pulumi up first, specify another stack, ${orNames}`,
    );
  }
  return integrations;
}

/**
 * Finds the integration that options select in a stack.
 * @throws UserError if the stack does not exist, or if the integration is not deployed.
 */
export async function findStack(options: IntegrationOptions): Promise<StackDetails> {
  const integration = selectIntegration(await requireIntegrations(options), options.integration);
  return toDetails(await withPlainOutputs(integration, options), options);
}

/** Returns the integration with the outputs that the state has encrypted, such as a vault whose name is a secret. */
async function withPlainOutputs(integration: Integration, options: StackOptions): Promise<Integration> {
  if (integration.encryptedOutputs.length === 0) {
    return integration;
  }
  const decrypted = await readIntegrations(options, "decrypted").catch((error: unknown) => {
    throw new UserError(
      `The outputs ${integration.encryptedOutputs.join(", ")} of ${integration.path} are secrets. ${explanationOf(error)}`,
    );
  });
  return decrypted.find(({ urn }) => urn === integration.urn) ?? integration;
}

/** Returns why an integration cannot be used; undefined if it is deployed. */
export const notDeployed = ({ path, missingOutputs }: Integration): string | undefined =>
  missingOutputs.length === 0
    ? undefined
    : `The integration ${path} is not deployed: the state has no output ${missingOutputs.join(", ")}. Run pulumi up first, ${orNames}`;

function toDetails(integration: Integration, options: StackOptions): StackDetails {
  const problem = notDeployed(integration);
  if (problem !== undefined) {
    throw new UserError(problem);
  }
  // None is missing.
  const { accountId, endpoint, vaultUrl, vaultId, secretName } = integration.outputs as IntegrationOutputs;
  requireCurrentCloud("The stack's vault", vaultUrl);
  const [account, vault] = [parseResourceId(accountId), parseResourceId(vaultId)];
  if (!account || !vault) {
    throw new UserError(
      `The outputs of ${integration.path} in the state are not IDs of an account and a vault: ${accountId}, ${vaultId}. Run pulumi up.`,
    );
  }
  return {
    integration,
    subscriptionId: account.subscriptionId,
    resourceGroup: account.resourceGroup,
    accountName: account.name,
    endpoint,
    vaultName: vault.name,
    vaultSubscriptionId: vault.subscriptionId,
    vaultResourceGroup: vault.resourceGroup,
    secretName,
    readApiKey: () => readApiKey(integration, options),
  };
}

/** Decrypts the stack's secrets only where the state has the key. */
async function readApiKey({ urn }: Integration, options: StackOptions): Promise<StackApiKey> {
  const keyOf = (integrations: readonly Integration[]) => {
    const integration = integrations.find((one) => one.urn === urn);
    return integration && apiKeyIn(integration);
  };
  try {
    const stored = keyOf(await readIntegrations(options));
    const key = stored === encrypted ? keyOf(await readIntegrations(options, "decrypted")) : stored;
    return typeof key === "string" ? { key } : { problem: "the integration does not contain the secret" };
  } catch (error) {
    return { problem: explanationOf(error) };
  }
}
