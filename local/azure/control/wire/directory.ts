import { z } from "zod";

export const applicationBody = z.strictObject({
  displayName: z.string().min(1),
  roles: z
    .array(z.strictObject({ roleDefinitionId: z.string(), scope: z.string().startsWith("/") }))
    .default([]),
});
export type ApplicationBody = z.infer<typeof applicationBody>;

export const userBody = z.strictObject({ name: z.string().regex(/^[\w.-]+$/) });
export type UserBody = z.infer<typeof userBody>;
