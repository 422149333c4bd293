import { z } from "zod";

/** Roles that a new principal is assigned. */
export const rolesSchema = z
  .array(z.strictObject({ roleDefinitionId: z.string(), scope: z.string().startsWith("/") }))
  .default([]);
export type Roles = z.infer<typeof rolesSchema>;

export const applicationBody = z.strictObject({
  displayName: z.string().min(1),
  roles: rolesSchema,
});
export type ApplicationBody = z.infer<typeof applicationBody>;

/** A member by name, or a guest by mail. */
export const userBody = z.union([
  z.strictObject({ name: z.string().regex(/^[\w.-]+$/) }),
  z.strictObject({ mail: z.string().regex(/^[\w.+-]+@[\w.-]+$/) }),
]);
export type UserBody = z.infer<typeof userBody>;
