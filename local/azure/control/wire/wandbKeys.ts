import { z } from "zod";

export const addKeyBody = z.strictObject({
  key: z.string().min(1),
  username: z.string().default("ada"),
  entity: z.string().default("contoso"),
  teams: z.array(z.string()).default(["contoso"]),
  accountType: z.string().optional(),
});
export type AddKeyBody = z.infer<typeof addKeyBody>;

export const revokeKeyBody = z.strictObject({ key: z.string() });
export type RevokeKeyBody = z.infer<typeof revokeKeyBody>;
