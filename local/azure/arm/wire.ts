/** Parts of requests that all resource providers share. */
import { z } from "zod";

export const tags = z.record(z.string().max(512), z.string().max(256));

/** Properties that clients send back from a response and the service ignores. */
export const readOnly = {
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
};

/**
 * A schema of properties that accepts those that the service computes, and leaves them out: `az resource update` and Terraform's
 * azurerm send a resource back as they have read it.
 */
export const ignoring = <T extends z.ZodType>(computed: readonly string[], schema: T) =>
  z.preprocess(
    (value) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).filter(([name]) => !computed.includes(name)))
        : value,
    schema,
  );

export const guid = z.guid("must be a GUID");

/** The properties that a client sets: null means the same as a property that is missing. */
export function definedProperties<T extends object>(properties: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== undefined && value !== null),
  ) as Partial<T>;
}
