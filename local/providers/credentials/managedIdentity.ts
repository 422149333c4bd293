import { services } from "../../../cli/network/service";
import { AzureCallError } from "../azureCallError";
import { sendOnce } from "../sendOnce";
import type { CredentialFactory, SignInContext } from "./credential";
import { describe, requireSettings } from "./settings";

/** An endpoint that issues tokens to a managed identity. */
interface Endpoint {
  url: string;
  apiVersion: string;
  headers: Record<string, string>;
}

/** The managed identity of the machine: by App Service's endpoint, or by that of a virtual machine. */
export const managedIdentity: CredentialFactory = (context) => {
  requireSettings(context.settings, ["subscriptionId"], "as a Managed Identity using MSI");
  const { clientId } = context.settings;
  const { url, apiVersion, headers } = endpointOf(context);
  return {
    async getToken(resource) {
      const request = new URL(url);
      request.searchParams.set("api-version", apiVersion);
      request.searchParams.set("resource", resource);
      if (clientId) {
        request.searchParams.set("client_id", clientId);
      }
      // The endpoint is the machine's own: no proxy is between.
      const response = await sendOnce(services.signIn, request, {
        headers,
        signal: AbortSignal.timeout(context.requestTimeoutMs),
      });
      const text = await response.text();
      if (!response.ok) {
        throw new AzureCallError(
          response.status,
          "ManagedIdentityCredential",
          `ManagedIdentityCredential authentication failed: ${text.slice(0, 500)}`,
        );
      }
      // Times arrive as texts.
      const body = JSON.parse(text) as { access_token: string; expires_on: string };
      return { token: body.access_token, expiresAt: Number(body.expires_on) * 1000 };
    },
  };
};

/**
 * App Service's variables come first, as in Azure's clients. A virtual machine needs no setting on Azure, since its endpoint
 * has a fixed link-local IP address; here `msiEndpoint` stands for it.
 */
function endpointOf({ settings: { msiEndpoint }, environment }: SignInContext): Endpoint {
  const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = environment;
  if (IDENTITY_ENDPOINT && IDENTITY_HEADER) {
    return {
      url: IDENTITY_ENDPOINT,
      apiVersion: "2019-08-01",
      headers: { "x-identity-header": IDENTITY_HEADER },
    };
  }
  if (msiEndpoint) {
    return { url: msiEndpoint, apiVersion: "2018-02-01", headers: { metadata: "true" } };
  }
  throw new Error(
    "Managed identity: the emulated provider cannot reach the link-local endpoint of a virtual machine (169.254.169.254). " +
      `Set IDENTITY_ENDPOINT and IDENTITY_HEADER, or ${describe("msiEndpoint")}, or unset ${describe("useMsi")}.`,
  );
}
