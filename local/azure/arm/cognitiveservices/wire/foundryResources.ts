import { z } from "zod";
import type { ArmResource } from "../../resources";
import { tags } from "../../wire";
import { readOnly } from "./accounts";

/** Assumed: the properties are stored as they are sent. */
export const foundryResourceBody = z.strictObject({
  location: z.string().optional(),
  identity: z.looseObject({}).nullish(),
  tags: tags.nullish(),
  properties: z.looseObject({}).default({}),
  ...readOnly,
});
export type FoundryResourceBody = z.infer<typeof foundryResourceBody>;

export const toResponseFoundryResource = ({
  id,
  name,
  type,
  location,
  tags: resourceTags,
  properties,
  systemData,
}: ArmResource) => ({ id, name, type, location, tags: resourceTags, properties, systemData });
