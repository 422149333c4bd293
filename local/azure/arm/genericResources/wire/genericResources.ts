import { z } from "zod";
import type { ArmResource } from "../../resources";
import type { GenericType } from "../model/types";

export interface GenericBody {
  location?: string;
  tags?: Record<string, string> | null;
  properties: Record<string, unknown>;
}

/** The schema of a resource of a type. */
export function genericBody({ properties, isExtension, isNested }: GenericType): z.ZodType<GenericBody> {
  const shared = {
    tags: z.record(z.string(), z.string()).nullish(),
    properties: properties.default({}),
  };
  return isExtension || isNested ? z.looseObject(shared) : z.looseObject({ location: z.string(), ...shared });
}

export function toResponseGenericResource(resource: ArmResource): Record<string, unknown> {
  const { id, name, type, location, tags, etag, properties } = resource;
  return { id, name, type, ...(location ? { location } : {}), tags: tags ?? {}, etag, properties };
}
