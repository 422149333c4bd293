import { z } from "zod";
import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";
import type { GenericType, ResponseShape } from "../model/types";

export interface GenericBody {
  location?: string;
  tags?: Record<string, string> | null;
  kind?: string;
  sku?: { name: string };
  properties: Record<string, unknown>;
}

/** The schema of a resource of a type. */
export function genericBody({ properties, isNested }: GenericType): z.ZodType<GenericBody> {
  const shared = {
    tags: z.record(z.string(), z.string()).nullish(),
    kind: z.string().optional(),
    sku: z.looseObject({ name: z.string() }).optional(),
    properties: properties.default({}),
  };
  return isNested ? z.looseObject(shared) : z.looseObject({ location: z.string(), ...shared });
}

/** @param provisioningState In place of the stored one, while an operation runs. */
export function toResponseGenericResource(
  platform: Platform,
  resource: ArmResource,
  { response = {}, current }: Pick<GenericType, "response" | "current">,
  provisioningState?: string,
): Record<string, unknown> {
  const { name, type, location, tags, etag, kind, sku } = resource;
  const { hasState = true, hasEtag = true } = response;
  return {
    ...(sku ? { sku } : {}),
    ...(kind ? { kind } : {}),
    id: toResponseId(resource, response),
    name,
    type,
    ...(location ? { location } : {}),
    ...(response.omitsTags && !tags ? {} : { tags: tags ?? {} }),
    ...(hasEtag ? { etag } : {}),
    properties: {
      ...resource.properties,
      ...current?.(platform, resource),
      ...(hasState ? { provisioningState: provisioningState ?? "Succeeded" } : {}),
    },
  };
}

export const toResponseId = ({ id }: ArmResource, { hasLowerCaseId }: ResponseShape): string =>
  hasLowerCaseId ? id.replace("/resourceGroups/", "/resourcegroups/") : id;
