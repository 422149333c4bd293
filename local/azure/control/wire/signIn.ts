import { z } from "zod";
import { rolesSchema } from "./directory";

/** The audience that Entra recommends for federated identity credentials. */
export const tokenExchangeAudience = "api://AzureADTokenExchange";

export const federatedCredentialBody = z.strictObject({
  clientId: z.string(),
  name: z.string().optional(),
  issuer: z.string().optional(),
  subject: z.string().min(1),
  audiences: z.array(z.string()).default([tokenExchangeAudience]),
});
export type FederatedCredentialBody = z.infer<typeof federatedCredentialBody>;

export const certificateBody = z.strictObject({ clientId: z.string(), pem: z.string() });
export type CertificateBody = z.infer<typeof certificateBody>;

export const managedIdentityBody = z.strictObject({
  displayName: z.string().regex(/^[\w-]+$/),
  roles: rolesSchema,
});
export type ManagedIdentityBody = z.infer<typeof managedIdentityBody>;
