import type { ArmResource } from "../../resources";

/** What lists contain on request (`$expand`): `az resource list` asks for all three. */
export const expandable = ["createdTime", "changedTime", "provisioningState"] as const;
export type ExpandedProperty = (typeof expandable)[number];

const valueOf: Readonly<Record<ExpandedProperty, (resource: ArmResource) => unknown>> = {
  createdTime: ({ systemData }) => systemData.createdAt,
  changedTime: ({ systemData }) => systemData.lastModifiedAt,
  provisioningState: ({ properties }) => properties.provisioningState,
};

/** A resource as lists return it: without its properties. */
export function toResponseResource(
  resource: ArmResource,
  expanded: readonly ExpandedProperty[],
): Record<string, unknown> {
  const { id, name, type, location, tags, kind, sku, identity } = resource;
  const added = Object.fromEntries(expanded.map((property) => [property, valueOf[property](resource)]));
  return { id, name, type, location, tags, kind, sku, identity, ...added };
}
