import type { ArmResource } from "../../resources";

/** A resource as lists return it: without its properties. */
export function toResponseResource(resource: ArmResource, withCreatedTime: boolean): Record<string, unknown> {
  const { id, name, type, location, tags, kind, sku, identity, systemData } = resource;
  const createdTime = withCreatedTime ? { createdTime: systemData.createdAt } : {};
  return { id, name, type, location, tags, kind, sku, identity, ...createdTime };
}
