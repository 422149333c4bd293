/** Pages of an account in Azure's portals. */
import { currentCloud } from "../azure/clouds";
import { findStack } from "./stack";
import { requireSubscription } from "./subscription";
import { specifiedEndpoint } from "./target";
import type { EndpointOptions, Target } from "./target";

/** Returns the URL of an account's page in the classic Foundry portal, which has its fine-tuning jobs. */
export function accountPage({
  subscriptionId,
  resourceGroup,
  accountName,
}: Pick<Target, "subscriptionId" | "resourceGroup" | "accountName">): string {
  const accountId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.CognitiveServices/accounts/${accountName}`;
  return `https://${currentCloud().foundryPortal}/resource/overview?wsid=${encodeURIComponent(accountId)}`;
}

/** Returns the page of the account that options specify; undefined if they specify its endpoint alone, which does not tell its ID. */
export async function findAccountPage(options: EndpointOptions): Promise<string | undefined> {
  const { resourceGroup, account } = options;
  const { AZURE_SUBSCRIPTION_ID, ARM_SUBSCRIPTION_ID } = process.env;
  const hasSubscription = options.subscription ?? (AZURE_SUBSCRIPTION_ID || ARM_SUBSCRIPTION_ID);
  if (specifiedEndpoint(options) || !hasSubscription) {
    return undefined;
  }
  const subscriptionId = requireSubscription(options);
  return account && resourceGroup
    ? accountPage({ subscriptionId, resourceGroup, accountName: account })
    : accountPage(await findStack(options));
}
