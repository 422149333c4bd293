import { z } from "zod";

export const skuAvailabilityBody = z.strictObject({
  skus: z.array(z.string()).min(1).max(50),
  kind: z.string(),
  type: z.string(),
});
export type SkuAvailabilityBody = z.infer<typeof skuAvailabilityBody>;
