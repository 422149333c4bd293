import type { CredentialFactory } from "./credential";
import { requireSettings } from "./settings";
import { requestToken } from "./tokenEndpoint";

export const clientSecret: CredentialFactory = (context) => {
  requireSettings(
    context.settings,
    ["subscriptionId", "tenantId", "clientId"],
    "as a Service Principal using a Client Secret",
  );
  const proof = { client_secret: context.settings.clientSecret };
  return { getToken: (resource) => requestToken(context, resource, proof) };
};
