/** Parts of requests that all resource providers share. */
import { z } from "zod";

export const tags = z.record(z.string().max(512), z.string().max(256));

/** Properties that clients send back from a response and the service ignores. */
export const readOnly = {
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
};

export const guid = z.guid("must be a GUID");

/** The properties that a client sets: null means the same as a property that is missing. */
export function definedProperties<T extends object>(properties: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== undefined && value !== null),
  ) as Partial<T>;
}
