/** The parts of the ARM id of a resource in a resource group. */
export interface ResourceId {
  subscriptionId: string;
  resourceGroupName: string;
  name: string;
}

/** Types of the resources that may exist outside the integration, as ARM ids have them. */
export const existingTypes = {
  account: "Microsoft.CognitiveServices/accounts",
  vault: "Microsoft.KeyVault/vaults",
} as const;

export type ExistingKind = keyof typeof existingTypes;

/** @returns undefined where the text is not the ARM id of a resource of that kind. */
export function parseResourceId(id: string, kind: ExistingKind): ResourceId | undefined {
  const [, subscriptionId, resourceGroupName, type, name] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+)$/i.exec(id) ?? [];
  return subscriptionId &&
    resourceGroupName &&
    name &&
    type?.toLowerCase() === existingTypes[kind].toLowerCase()
    ? { subscriptionId, resourceGroupName, name }
    : undefined;
}
