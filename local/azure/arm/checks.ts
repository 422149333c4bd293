import { AzureError } from "../error";
import type { Call, Platform } from "../service";
import type { ArmResource } from "./resources";

/** @throws AzureError 409 `MissingSubscriptionRegistration` */
export function requireRegistered(platform: Platform, namespace: string): void {
  if (registrationState(platform, namespace) !== "Registered") {
    throw new AzureError(
      409,
      "MissingSubscriptionRegistration",
      `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
    );
  }
}

/** The registration of a resource provider. Providers are registered from the start. */
export function registrationState(platform: Platform, namespace: string): string {
  return registrations(platform).get(namespace.toLowerCase()) ?? "Registered";
}

export function setRegistrationState(platform: Platform, namespace: string, state: string): void {
  registrations(platform).put(namespace.toLowerCase(), state);
}

const registrations = (platform: Platform) => platform.store.collection<string>("registrations");

/** @throws AzureError 404 `ResourceNotFound` */
export function requireResource(
  { platform, params }: Pick<Call<unknown, "resourceGroupName">, "platform" | "params">,
  id: string,
): ArmResource {
  const resource = platform.resources.get(id);
  if (!resource) {
    const [, typeAndName = ""] = /\/providers\/(.+)$/i.exec(id) ?? [];
    throw resourceNotFound(typeAndName, params.resourceGroupName);
  }
  return resource;
}

/** @param typeAndName `Microsoft.KeyVault/vaults/contoso` */
export const resourceNotFound = (typeAndName: string, resourceGroupName: string) =>
  new AzureError(
    404,
    "ResourceNotFound",
    `The Resource '${typeAndName.slice(0, 300)}' under resource group '${resourceGroupName}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );

/** @throws AzureError 409 `ScopeLocked` where a lock at or above the resource forbids the change. */
export function requireUnlocked(platform: Platform, id: string, change: "write" | "delete"): void {
  for (const lock of platform.resources.list("Microsoft.Authorization/locks")) {
    const [scope = ""] = lock.id.toLowerCase().split("/providers/microsoft.authorization/locks/");
    const forbids = lock.properties.level === "ReadOnly" || change === "delete";
    if (forbids && `${id.toLowerCase()}/`.startsWith(`${scope}/`)) {
      throw new AzureError(
        409,
        "ScopeLocked",
        `The scope '${id}' cannot perform ${change} operation because following scope(s) are locked: '${scope}'. Please remove the lock and try again.`,
      );
    }
  }
}
