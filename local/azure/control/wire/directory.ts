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

export const userBody = z.strictObject({ name: z.string().regex(/^[\w.-]+$/) });
export type UserBody = z.infer<typeof userBody>;
