import { X509Certificate } from "node:crypto";
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

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

export const certificateBody = z.strictObject({
  clientId: z.string(),
  pem: z.string().refine(isCertificate, "Not a certificate in PEM."),
});
export type CertificateBody = z.infer<typeof certificateBody>;

export const managedIdentityBody = z.strictObject({
  displayName: z.string().regex(/^[\w-]+$/),
  roles: rolesSchema,
});
export type ManagedIdentityBody = z.infer<typeof managedIdentityBody>;
