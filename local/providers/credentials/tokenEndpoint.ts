import { services } from "../../../cli/network/service";
import { AzureCallError } from "../azureCallError";
import { sendOnce } from "../sendOnce";
import type { AccessToken, SignInContext } from "./credential";

interface TokenResponse {
  access_token?: string;
  /** Seconds. */
  expires_in?: number;
  error?: string;
  error_description?: string;
}

/**
 * Requests a token from Microsoft Entra as an application.
 * @param proof What proves the application's identity: a secret or an assertion.
 * @throws AzureCallError with Entra's reason.
 */
export async function requestToken(
  { settings: { tenantId, clientId }, dispatcher, requestTimeoutMs }: SignInContext,
  resource: string,
  proof: Record<string, string>,
): Promise<AccessToken> {
  const url = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
  const response = await sendOnce(services.signIn, url, {
    method: "POST",
    dispatcher,
    signal: AbortSignal.timeout(requestTimeoutMs),
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      scope: `${resource}/.default`,
      ...proof,
    }).toString(),
  });
  const body = (await response.json()) as TokenResponse;
  if (!body.access_token) {
    const reason = body.error_description ?? "Microsoft Entra ID returned no access token";
    throw new AzureCallError(response.status, body.error ?? "", reason);
  }
  return { token: body.access_token, expiresAt: Date.now() + (body.expires_in ?? 0) * 1000 };
}

/** The proof of an application that signs in with a JSON Web Token (RFC 7523). */
export const assertionProof = (assertion: string): Record<string, string> => ({
  client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  client_assertion: assertion,
});
