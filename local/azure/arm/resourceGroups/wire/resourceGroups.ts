import { z } from "zod";
import type { ArmResource } from "../../resources";
import { readOnly as readOnlyProperties } from "../../wire";

const tags = z.record(z.string().min(1).max(512), z.string().max(256));

const readOnly = { ...readOnlyProperties, properties: z.looseObject({}).optional() };

export const resourceGroupPut = z.strictObject({
  location: z.string().min(1),
  tags: tags.nullish(),
  managedBy: z.string().nullish(),
  ...readOnly,
});
export type ResourceGroupPut = z.infer<typeof resourceGroupPut>;

export const resourceGroupPatch = z.strictObject({
  tags: tags.nullish(),
  managedBy: z.string().nullish(),
  ...readOnly,
});
export type ResourceGroupPatch = z.infer<typeof resourceGroupPatch>;

export function toResponseResourceGroup(group: ArmResource): Record<string, unknown> {
  const { id, name, type, location, managedBy, tags: groupTags, properties } = group;
  return { id, name, type, location, managedBy, tags: groupTags, properties };
}
