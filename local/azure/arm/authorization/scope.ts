import { AzureError } from "../../error";
import type { Platform } from "../../service";

/** Path that every route of the provider begins with: its resources extend others. */
export const provider = "{scope+}/providers/Microsoft.Authorization";

/** The scope that a request is about, which is where its action is checked. */
export const atScope = ({ scope }: Readonly<Record<string, string>>) => scope!;

export const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws AzureError 400 where a name is not a GUID. */
export function requireGuid(name: string, what: string): string {
  if (!guid.test(name)) {
    throw new AzureError(
      400,
      `Invalid${what}Id`,
      `The ${what} ID '${name.slice(0, 80)}' is not valid. The ${what} ID must be a GUID.`,
    );
  }
  return name.toLowerCase();
}

export function definitionId(platform: Platform, role: string): string {
  return `/subscriptions/${platform.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}

/** @throws AzureError 404 where the resource or the resource group that a scope names is not there. */
export function requireScope(platform: Platform, scope: string): void {
  const group = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(scope);
  if (group && !platform.resources.get(group[0])) {
    throw new AzureError(404, "ResourceGroupNotFound", `Resource group '${group[1]}' could not be found.`);
  }
  // Types that are not kept as resources of their own (a secret as a scope) are checked by the resource above them.
  const top = /^(.*?\/providers\/[^/]+\/[^/]+\/[^/]+)/i.exec(scope)?.[1];
  if (top && !platform.resources.get(top)) {
    throw new AzureError(
      404,
      "ResourceNotFound",
      `The Resource '${top.split("/providers/")[1]}' was not found.`,
    );
  }
}
