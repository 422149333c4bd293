import type { Store } from "../storage/store";

/** A resource of Azure Resource Manager, as it is stored. */
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
  /** Of a resource group that another resource manages: the id of that resource. */
  managedBy?: string;
  etag?: string;
  properties: Record<string, unknown>;
  systemData: Record<string, unknown>;
}

/** The resources of the subscription. Ids compare in any case. */
export interface Resources {
  get(id: string): ArmResource | undefined;
  put(resource: ArmResource): void;
  delete(id: string): void;
  /** The resources of a type below a scope. */
  list(type?: string, scope?: string): ArmResource[];
}

export function createResources(store: Store): Resources {
  const resources = store.collection<ArmResource>("resources");
  return {
    get: (id) => resources.get(id.toLowerCase()),
    put: (resource) => resources.put(resource.id.toLowerCase(), resource),
    delete: (id) => void resources.delete(id.toLowerCase()),
    list: (type, scope) =>
      [...resources.entries()]
        .filter(
          ([id, resource]) =>
            (type === undefined || resource.type === type) &&
            (scope === undefined || id.startsWith(`${scope.toLowerCase()}/`)),
        )
        .map(([, resource]) => resource),
  };
}

/** A region in the format of ids and responses: "Sweden Central" is "swedencentral". */
export const regionName = (location: string) => location.replace(/\s/g, "").toLowerCase();
