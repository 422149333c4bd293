/** Who may use an account's data plane: by an Entra token and a role, or by one of the account's keys. */
import { findAccountBySubdomain } from "../arm/cognitiveservices/model/accounts";
import { keysOf } from "../arm/cognitiveservices/model/keys";
import type { ArmResource } from "../arm/resources";
import { AzureError } from "../error";
import { rangeContains } from "../keyvault/access";
import type { Call, Caller, Platform, Service } from "../service";

const audiences = ["https://cognitiveservices.azure.com", "https://cognitiveservices.azure.com/"];

const wrongKey = () =>
  new AzureError(
    401,
    "401",
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
  );

/** The account that a host belongs to. */
export function requireAccount(platform: Platform, subdomain: string): ArmResource {
  const account = findAccountBySubdomain(platform, subdomain);
  if (!account) {
    throw new AzureError(404, "404", "Resource not found");
  }
  return account;
}

/**
 * By the header `api-key`, or `Authorization: Bearer` with a token; the v1 paths take a key there too.
 * @throws AzureError 401, or 403 where the account takes no keys.
 */
export const authenticate: NonNullable<Service["authenticate"]> = async ({
  platform,
  headers,
  url,
  params,
}) => {
  const account = requireAccount(platform, params.subdomain!);
  const authorization = headers.get("authorization");
  const bearer = /^Bearer ([^.\s]+)$/i.exec(authorization ?? "")?.[1];
  const isV1 = url.pathname.toLowerCase().startsWith("/openai/v1/");
  const key = headers.get("api-key") ?? (isV1 ? bearer : undefined);
  if (key === undefined) {
    if (!authorization) {
      throw wrongKey();
    }
    return platform.tokens.verify(authorization, audiences);
  }
  if (account.properties.disableLocalAuth) {
    throw new AzureError(
      403,
      "AuthenticationTypeDisabled",
      "Key based authentication is disabled for this resource.",
    );
  }
  if (!Object.values(keysOf(platform, account)).includes(key)) {
    throw wrongKey();
  }
  return keyHolder(platform, account);
};

/** Whoever has a key is the account itself, and may do everything on its data plane. */
const keyHolder = ({ tenantId }: Platform, { id }: ArmResource): Caller => ({
  tenantId,
  objectId: id,
  appId: "",
  kind: "app",
  groups: [],
  issuer: "",
});

interface NetworkAcls {
  defaultAction?: "Allow" | "Deny";
  ipRules?: { value: string }[];
}

/**
 * The account, where the caller may do something to it: over its network rules, and by a role at its scope or above.
 * @param action Data action below `Microsoft.CognitiveServices/accounts/OpenAI/`.
 * @throws AzureError 403 by the network rules, 401 `PermissionDenied` without a role.
 */
export function requireDataAction(call: Call, action: string): ArmResource {
  const { platform, caller, params, clientAddress } = call;
  const account = requireAccount(platform, params.subdomain!);
  const acls = account.properties.networkAcls as NetworkAcls | undefined;
  const listed = acls?.ipRules?.some(({ value }) => rangeContains(value, clientAddress)) ?? false;
  const isClosed =
    account.properties.publicNetworkAccess === "Disabled" || (acls?.defaultAction === "Deny" && !listed);
  if (isClosed) {
    throw new AzureError(403, "403", "Access denied due to Virtual Network/Firewall rules.");
  }
  const dataAction = `Microsoft.CognitiveServices/accounts/OpenAI/${action}`;
  if (
    caller.objectId !== account.id &&
    !platform.authorization.allowsDataAction(caller, dataAction, account.id)
  ) {
    throw new AzureError(
      401,
      "PermissionDenied",
      `The principal \`${caller.objectId}\` lacks the required data action \`${dataAction}\` to perform \`${call.method} ${call.url.pathname}\` operation. Principal does not have access to API/Operation.`,
    );
  }
  return account;
}
