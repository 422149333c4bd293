/** Providers for existing resources in other subscriptions than the stack's, by the ARM ids in the settings. */
import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/azure-native/provider";
import type { ProviderArgs } from "@pulumi/azure-native/provider";
import { getClientConfig } from "@pulumi/azure-native/authorization";
import type { WandbIntegrationOptions } from "../components/index";
import type { Settings } from "./settingsTable";

const namespace = "azure-native:";

/**
 * The component's options for existing resources: a provider for each other subscription, with the stack's own sign-in.
 * @returns No options where all is in the stack's subscription.
 */
export async function otherSubscriptions({
  existingAccountId,
  existingVaultId,
}: Pick<Settings, "existingAccountId" | "existingVaultId">): Promise<WandbIntegrationOptions> {
  const ids = [existingAccountId, existingVaultId].map(subscriptionOf);
  if (ids.every((id) => id === undefined)) {
    return {};
  }
  const own = await ownSubscription();
  const providers = new Map<string, Provider>();
  const [accountProvider, vaultProvider] = ids.map((id) => {
    if (id === undefined || own === undefined || id === own) {
      return undefined;
    }
    const provider = providers.get(id) ?? providerFor(id);
    providers.set(id, provider);
    return provider;
  });
  return { accountProvider, vaultProvider };
}

const subscriptionOf = (resourceId: string | undefined) =>
  /^\/subscriptions\/([^/]+)\//i.exec(resourceId ?? "")?.[1]?.toLowerCase();

/** Undefined where the provider cannot sign in: the component reports that. */
async function ownSubscription(): Promise<string | undefined> {
  try {
    return (await getClientConfig()).subscriptionId.toLowerCase();
  } catch {
    return undefined;
  }
}

/** Only default providers read the settings of the namespace azure-native. Each of them may be a secret. */
function providerFor(subscriptionId: string): Provider {
  const config = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(namespace))
    .map(([key, value]) => [key.slice(namespace.length), pulumi.secret(parsed(value))]);
  const args = Object.fromEntries(config) as ProviderArgs;
  return new Provider(`subscription-${subscriptionId}`, { ...args, subscriptionId });
}

/** Flags and lists are JSON; the provider's class expects values. */
const parsed = (value: string): unknown =>
  /^(true|false|\[.*\])$/s.test(value) ? (JSON.parse(value) as unknown) : value;
