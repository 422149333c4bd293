import type { AzureError } from "../../error";
import type { Platform } from "../../service";
import { resourceGroupBeingDeleted, resourceGroupNotFound } from "../resourceGroups/model/resourceGroups";

/** The name of the resource group that a path is in or below; undefined for a path outside of resource groups. */
const groupBelow = /^(\/subscriptions\/[^/]+\/resourceGroups\/([^/]+))\/./i;

/** The error for a path in a resource group that does not exist, whatever it names there. Recorded, ASO, Mar and Jul 2026. */
export function missingGroup(platform: Platform, path: string): AzureError | undefined {
  const [, id, name] = groupBelow.exec(path) ?? [];
  return id && name && !platform.resources.get(id) ? resourceGroupNotFound(name) : undefined;
}

/** The error for a write in a resource group that is being deleted. */
export function deprovisionedGroup(platform: Platform, path: string): AzureError | undefined {
  const [, id, name] = groupBelow.exec(path) ?? [];
  return id && name && platform.operations.inProgress(id) ? resourceGroupBeingDeleted(name) : undefined;
}
