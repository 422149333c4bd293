import { z } from "zod";

export const wandbIntegrationBody = z.strictObject({
  keyVaultUrl: z
    .string()
    .regex(/^https:\/\/[a-z0-9-]+\.vault\.azure\.net\/?$/i, "must be the URL of a vault"),
  secretName: z.string().regex(/^[a-zA-Z0-9-]{1,127}$/, "must be the name of a secret"),
});
export type WandbIntegrationBody = z.infer<typeof wandbIntegrationBody>;
