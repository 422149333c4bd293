import { z } from "zod";

export const domainAvailabilityBody = z.strictObject({
  subdomainName: z.string(),
  type: z.string(),
  kind: z.string().nullish(),
});
export type DomainAvailabilityBody = z.infer<typeof domainAvailabilityBody>;
