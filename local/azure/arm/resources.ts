import { AzureError } from "../error";
import type { Call, Platform } from "../service";
import type { Store } from "../store";

/** A resource of Azure Resource Manager, as it is kept. */
export interface ArmResource {
  id: string;
  name: string;
  /** `Microsoft.KeyVault/vaults` */
  type: string;
  location: string;
  tags?: Record<string, string>;
  kind?: string;
  sku?: Record<string, unknown>;
  identity?: Record<string, unknown>;
  etag?: string;
  properties: Record<string, unknown>;
  systemData: Record<string, unknown>;
}

/** The resources of the subscription. Ids compare in any case. */
export interface Resources {
  get(id: string): ArmResource | undefined;
  put(resource: ArmResource): void;
  delete(id: string): void;
  /** Those of a type whose id lies under a scope. */
  list(type?: string, scope?: string): ArmResource[];
}

export function createResources(store: Store): Resources {
  const kept = store.collection<ArmResource>("resources");
  return {
    get: (id) => kept.get(id.toLowerCase()),
    put: (resource) => kept.put(resource.id.toLowerCase(), resource),
    delete: (id) => void kept.delete(id.toLowerCase()),
    list: (type, scope) =>
      [...kept.entries()]
        .filter(
          ([id, resource]) =>
            (type === undefined || resource.type === type) &&
            (scope === undefined || id.startsWith(`${scope.toLowerCase()}/`)),
        )
        .map(([, resource]) => resource),
  };
}

/** A name of the region in the form that ids and responses have: "Sweden Central" is "swedencentral". */
export const regionName = (location: string) => location.replace(/\s/g, "").toLowerCase();

/** Who made a resource and when, as ARM says it. */
export function systemData(
  { caller, platform }: Call,
  before?: Record<string, unknown>,
): Record<string, unknown> {
  const by = { By: caller.objectId, ByType: caller.kind === "user" ? "User" : "Application" };
  const at = new Date(platform.clock.now()).toISOString();
  return {
    createdBy: by.By,
    createdByType: by.ByType,
    createdAt: at,
    ...before,
    lastModifiedBy: by.By,
    lastModifiedByType: by.ByType,
    lastModifiedAt: at,
  };
}

/** Cuts a list into pages of `$top` (or the given size), with a nextLink that goes on. */
export function page(call: Call, items: readonly unknown[], size = 1000): Record<string, unknown> {
  const top = positive(call, "$top") ?? size;
  const from = positive(call, "$skiptoken") ?? 0;
  const to = from + Math.max(1, Math.min(top, size));
  if (to >= items.length) {
    return { value: items.slice(from) };
  }
  const next = new URL(call.url);
  next.searchParams.set("$skiptoken", String(to));
  return { value: items.slice(from, to), nextLink: next.href };
}

export const pageQuery = ["$top", "$skiptoken"];

function positive(call: Call, name: string): number | undefined {
  const text = call.url.searchParams.get(name);
  if (text === null) {
    return undefined;
  }
  if (!/^\d{1,6}$/.test(text)) {
    throw new AzureError(
      400,
      "InvalidQueryParameterValue",
      `The value of '${name}' is invalid: give a whole number.`,
    );
  }
  return Number(text);
}

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

/** What a provider's registration is; those that are used here are registered from the start. */
export function registrationState(platform: Platform, namespace: string): string {
  return platform.store.collection<string>("registrations").get(namespace.toLowerCase()) ?? "Registered";
}

/** @throws AzureError 404 `ResourceNotFound` */
export function requireResource({ platform, params }: Call, id: string): ArmResource {
  const resource = platform.resources.get(id);
  if (!resource) {
    const [type, name] = id.split("/providers/")[1]!.split(/\/(?=[^/]+$)/);
    throw new AzureError(
      404,
      "ResourceNotFound",
      `The Resource '${type}/${name}' under resource group '${params.resourceGroupName}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    );
  }
  return resource;
}

/** @throws AzureError 409 `ScopeLocked` where a lock at or above the resource forbids the change. */
export function requireUnlocked(platform: Platform, id: string, change: "write" | "delete"): void {
  for (const lock of platform.resources.list("Microsoft.Authorization/locks")) {
    const scope = lock.id.split("/providers/Microsoft.Authorization/locks/")[0]!.toLowerCase();
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
