/** Authentication by a Microsoft Entra token or by one of the account's keys. */
import { keysOf } from "../../arm/cognitiveservices/model/keys";
import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import type { Caller, Platform, Service } from "../../service";
import { isV1Path } from "../wire/v1Path";
import { requireAccount } from "./account";

const audiences = ["https://cognitiveservices.azure.com", "https://cognitiveservices.azure.com/"];

const invalidKey = () =>
  new AzureError(
    401,
    "401",
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
  );

/**
 * Accepts the header `api-key`, or `Authorization: Bearer` with a token; the v1 paths accept a key there too.
 * @throws AzureError 401, or 403 where the account's local authentication is disabled.
 */
export const authenticate: NonNullable<Service["authenticate"]> = async ({
  platform,
  headers,
  url,
  params,
}) => {
  const account = requireAccount(platform, params.subdomain);
  const authorization = headers.get("authorization");
  const key = headers.get("api-key") ?? (isV1Path(url) ? bearerKey(authorization) : undefined);
  if (key !== undefined) {
    return authenticateByKey(platform, account, key);
  }
  if (!authorization) {
    throw invalidKey();
  }
  return platform.tokens.verify(authorization, audiences);
};

/** A bearer value that is no JSON Web Token, and so a key. */
const bearerKey = (authorization: string | null): string | undefined =>
  /^Bearer ([^.\s]+)$/i.exec(authorization ?? "")?.[1];

function authenticateByKey(platform: Platform, account: ArmResource, key: string): Caller {
  if (account.properties.disableLocalAuth) {
    throw new AzureError(
      403,
      "AuthenticationTypeDisabled",
      "Key based authentication is disabled for this resource.",
    );
  }
  if (!Object.values(keysOf(platform, account)).includes(key)) {
    throw invalidKey();
  }
  return keyCaller(platform, account);
}

/** A caller with a key acts as the account itself, and is allowed every operation on its data plane. */
const keyCaller = ({ tenantId }: Platform, { id }: ArmResource): Caller => ({
  tenantId,
  objectId: id,
  appId: "",
  kind: "app",
  groups: [],
  issuer: "",
});
