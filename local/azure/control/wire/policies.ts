import { z } from "zod";

/** One condition of a policy, on a property of the resource as the request writes it. */
const condition = z
  .strictObject({
    /** Path of the property: `properties.publicNetworkAccess`, `tags.costCenter`, `location`. */
    path: z.string().regex(/^[\w-]+(\.[^.]+)*$/),
    operator: z.enum(["equals", "notEquals", "in", "notIn", "exists"]),
    /** A value, or a list for `in` and `notIn`, or true or false for `exists`. */
    value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
  })
  .refine(({ operator, value }) => hasValueOf(operator, value), {
    path: ["value"],
    message:
      "Specify a list for in and notIn, true or false for exists, and one value for equals and notEquals.",
  });

function hasValueOf(operator: string, value: unknown): boolean {
  if (operator === "exists") {
    return typeof value === "boolean";
  }
  return Array.isArray(value) === (operator === "in" || operator === "notIn");
}

export type PolicyCondition = z.infer<typeof condition>;

const shared = {
  displayName: z.string().min(1),
  /** Where the policy is assigned. @default the subscription */
  scope: z.string().startsWith("/subscriptions/").optional(),
  /** `Microsoft.KeyVault/vaults`; `Microsoft.Resources/subscriptions/resourceGroups` for resource groups. */
  resourceTypes: z.array(z.string().includes("/")).min(1),
  /** Joined by "and". @default all resources of the types */
  conditions: z.array(condition).default([]),
};

/** What a policy sets. Tags and properties that it does not name stay as they are. */
const changes = {
  tags: z.record(z.string(), z.string()).default({}),
  properties: z.record(z.string(), z.unknown()).default({}),
};

export const policySchema = z.discriminatedUnion("effect", [
  /** Refuses the request. */
  z.strictObject({ effect: z.literal("deny"), ...shared }),
  /** Changes the request before its resource provider sees it. */
  z.strictObject({ effect: z.literal("modify"), ...shared, ...changes }),
  /** Changes the resource after it was written, by the local Azure's clock; on Azure that takes about ten minutes. */
  z.strictObject({
    effect: z.literal("deployIfNotExists"),
    ...shared,
    ...changes,
    afterSeconds: z.number().min(0).default(0),
  }),
]);
export type Policy = z.infer<typeof policySchema>;

export const policiesBody = z.array(policySchema);
export type PoliciesBody = z.infer<typeof policiesBody>;
