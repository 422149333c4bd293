/** How a principal authenticates, by the form's `grant_type`. */
import { AzureError } from "../../error";
import type { OpenCall } from "../../service";
import { verifyClientAssertion } from "../model/clientAssertion";
import { requireParameter } from "../wire/tokenRequest";
import type { TokenForm } from "../wire/tokenRequest";
import type { TokenPrincipal } from "../model/tokens";

type GrantType = (call: OpenCall<TokenForm>) => TokenPrincipal | Promise<TokenPrincipal>;

const grantTypes = new Map<string, GrantType>([
  ["client_credentials", authenticateApplication],
  ["password", authenticateUser],
]);

/** The one type of assertion that Entra knows (RFC 7523). */
const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The principal that a token request authenticates. @throws AzureError with Entra's codes. */
export async function authenticatePrincipal(call: OpenCall<TokenForm>): Promise<TokenPrincipal> {
  const authenticate = grantTypes.get(requireParameter("grant_type", call.body.grant_type));
  if (!authenticate) {
    throw new AzureError(
      400,
      "unsupported_grant_type",
      "AADSTS70003: The app requested an unsupported grant type.",
    );
  }
  return authenticate(call);
}

async function authenticateApplication(call: OpenCall<TokenForm>): Promise<TokenPrincipal> {
  const { platform, body, headers } = call;
  const basic = basicCredentials(headers);
  const clientId = requireParameter("client_id", body.client_id ?? basic?.id);
  const secret = body.client_secret ?? basic?.secret;
  if (!secret && !body.client_assertion) {
    throw new AzureError(
      401,
      "invalid_client",
      "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    );
  }
  const application = platform.directory.application(clientId);
  if (!application) {
    throw new AzureError(
      400,
      "unauthorized_client",
      `AADSTS700016: Application with identifier '${clientId.slice(0, 80)}' was not found in the directory.`,
    );
  }
  if (body.client_assertion) {
    requireAssertionType(body.client_assertion_type);
    await verifyClientAssertion(platform, application, body.client_assertion);
  } else if (application.secret !== secret) {
    throw new AzureError(
      401,
      "invalid_client",
      `AADSTS7000215: Invalid client secret provided for app '${clientId}'.`,
    );
  }
  return { objectId: application.objectId, appId: application.appId, kind: "app" };
}

function requireAssertionType(type: string | undefined): void {
  if (requireParameter("client_assertion_type", type) !== jwtBearer) {
    throw new AzureError(
      400,
      "invalid_request",
      `AADSTS50014: The value of the parameter 'client_assertion_type' is not valid. It must be '${jwtBearer}'.`,
    );
  }
}

function authenticateUser({ platform, body }: OpenCall<TokenForm>): TokenPrincipal {
  const username = requireParameter("username", body.username);
  const password = requireParameter("password", body.password);
  const user = platform.directory.userByName(username);
  if (user?.password !== password) {
    throw new AzureError(
      400,
      "invalid_grant",
      "AADSTS50126: Error validating credentials due to invalid username or password.",
    );
  }
  return {
    objectId: user.objectId,
    appId: body.client_id ?? "",
    kind: "user",
    upn: user.userPrincipalName,
  };
}

/** Id and secret of an `Authorization: Basic` header, whose parts are URL-encoded (RFC 6749, section 2.3.1). */
function basicCredentials(headers: Headers): { id?: string; secret?: string } | undefined {
  const encoded = /^Basic (.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (encoded === undefined) {
    return undefined;
  }
  const [id, secret] = Buffer.from(encoded, "base64").toString().split(":").map(decode);
  return { id, secret };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
