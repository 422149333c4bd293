import { audienceOf } from "../../entra/model/resources";
import { AzureError } from "../../error";
import type { OpenCall, Reply } from "../../service";
import { isSameSecret, machineKeyOf } from "../model/token";

type IdentityCall = OpenCall<unknown, "principalId">;
type MachineCall = OpenCall<unknown, "principalId" | "key">;

/** Issues a token for a managed identity, by the contract of App Service (IDENTITY_ENDPOINT and IDENTITY_HEADER). */
export async function getIdentityToken(call: IdentityCall): Promise<Reply> {
  if (!isSameSecret(call.headers.get("x-identity-header"), call.platform.directory.identityHeader)) {
    throw new AzureError(401, "Unauthorized", "The X-IDENTITY-HEADER is missing or wrong.");
  }
  return issueIdentityToken(call);
}

/**
 * The same by the contract of a virtual machine, whose header no forwarded request has. On Azure everyone on the machine may call
 * its endpoint, and clients send no secret. Here other users are on the machine too, so that the URL contains the secret.
 */
export async function getMachineToken(call: MachineCall): Promise<Reply> {
  if (!isSameSecret(call.params.key, machineKeyOf(call.platform.directory.identityHeader))) {
    throw new AzureError(401, "Unauthorized", "The key in the endpoint's URL is wrong.");
  }
  if (call.headers.get("metadata")?.toLowerCase() !== "true" || call.headers.has("x-forwarded-for")) {
    throw new AzureError(400, "invalid_request", "Required metadata header not specified");
  }
  return issueIdentityToken(call);
}

async function issueIdentityToken({ platform, params: { principalId }, url }: IdentityCall): Promise<Reply> {
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
      expires_in: String(issued.expiresIn),
      expires_on: String(issued.expiresOn),
      resource,
      token_type: "Bearer",
      client_id: principal.appId,
    },
  };
}
