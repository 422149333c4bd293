import { audienceOf } from "../../entra/model/resources";
import { AzureError } from "../../error";
import type { OpenCall, Reply } from "../../service";

/** Issues a token for a managed identity, by the contract of App Service (IDENTITY_ENDPOINT and IDENTITY_HEADER). */
export async function getIdentityToken({
  platform,
  params: { principalId },
  url,
  headers,
}: OpenCall<unknown, "principalId">): Promise<Reply> {
  if (headers.get("x-identity-header") !== platform.directory.identityHeader) {
    throw new AzureError(401, "Unauthorized", "The X-IDENTITY-HEADER is missing or wrong.");
  }
  const principal = platform.directory.servicePrincipal(principalId);
  if (principal?.kind !== "ManagedIdentity") {
    throw new AzureError(
      400,
      "IdentityNotFound",
      `There is no managed identity with the object id ${principalId.slice(0, 60)}.`,
    );
  }
  const resource = url.searchParams.get("resource") ?? "";
  const issued = await platform.tokens.issue({ ...principal, kind: "app" }, audienceOf(resource));
  return {
    status: 200,
    body: {
      access_token: issued.accessToken,
      expires_on: String(issued.expiresOn),
      resource,
      token_type: "Bearer",
      client_id: principal.appId,
    },
  };
}
