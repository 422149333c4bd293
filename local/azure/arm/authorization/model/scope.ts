import { AzureError } from "../../../error";
import type { Params, Platform } from "../../../service";
import { resourceNotFound } from "../../checks";
import { resourceGroupNotFound } from "../../resourceGroups/model/resourceGroups";
import { guid } from "../../wire";

/** The scope in the path of a request, at which its action is authorized. */
export const requestedScope = ({ scope = "" }: Params): string => scope;

/** @returns The name in lower case. @throws AzureError 400 where it is not a GUID. */
export function requireGuid(name: string, type: "RoleAssignment" | "RoleDefinition"): string {
  if (!guid.safeParse(name).success) {
    throw new AzureError(
      400,
      `Invalid${type}Id`,
      `The ${type} ID '${name.slice(0, 80)}' is not valid. The ${type} ID must be a GUID.`,
    );
  }
  return name.toLowerCase();
}

export function roleDefinitionId({ subscriptionId }: Platform, role: string): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}

/** @throws AzureError 404 where the resource or the resource group of a scope does not exist. */
export function requireScope(platform: Platform, scope: string): void {
  const [groupId, groupName] = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(scope) ?? [];
  if (groupId && !platform.resources.get(groupId)) {
    throw resourceGroupNotFound(groupName ?? "");
  }
  // A child that is not stored as a resource, such as a secret, is checked by its parent.
  const [resourceId, typeAndName = ""] = /^.*?\/providers\/([^/]+\/[^/]+\/[^/]+)/i.exec(scope) ?? [];
  if (resourceId && !platform.resources.get(resourceId)) {
    throw resourceNotFound(typeAndName, groupName ?? "");
  }
}
