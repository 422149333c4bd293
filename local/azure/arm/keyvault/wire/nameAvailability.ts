import { z } from "zod";

export const nameAvailabilityBody = z.strictObject({
  name: z.string(),
  type: z.literal("Microsoft.KeyVault/vaults"),
});

export type NameAvailabilityBody = z.infer<typeof nameAvailabilityBody>;
