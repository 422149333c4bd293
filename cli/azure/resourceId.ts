/** The parts of an ARM ID that the CLI uses. */
export interface ResourceId {
  subscriptionId: string;
  resourceGroup: string;
  /** Name of the resource: the last part. */
  name: string;
}

/** Parses the ARM ID of a resource in a resource group. @returns undefined for anything else. */
export function parseResourceId(id: string): ResourceId | undefined {
  const [, subscriptionId, resourceGroup, name] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/(?:[^/]+\/)*([^/]+)$/i.exec(id) ?? [];
  return subscriptionId && resourceGroup && name ? { subscriptionId, resourceGroup, name } : undefined;
}
