/** The ways in which a request fails, and what a user must and must not read of each. */
import type * as http from "node:http";
import type { Failure, SeenRequest } from "./failingProxy";

export interface FailureKind {
  name: string;
  failure: Failure;
  /** Whether the next attempt may succeed. */
  isTransient: boolean;
  /** The cause as the command names it. */
  named: RegExp;
  /** Hosts at which this happens. @default all */
  hosts?: RegExp;
}

const send = (
  response: http.ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
) => void response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);

const answer =
  (
    status: number,
    body: string | ((request: SeenRequest) => object),
    headers?: Record<string, string>,
  ): Failure["respond"] =>
  async (request, response) =>
    send(response, status, typeof body === "string" ? body : JSON.stringify(body(request)), headers);

const page = (title: string) =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body></body></html>`;
const html = { "content-type": "text/html" };
const error = (code: string, message: string) => () => ({ error: { code, message } });

const signIn = /^login\.microsoftonline\.com$/;
const exceptWandb = /^(?!api\.wandb\.ai$)/;
const resources = /^(management\.azure\.com|.*\.openai\.azure\.com|.*\.vault\.azure\.net)$/;
const [home, other] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];

/** Each service's own words for what is wrong. The last row is for all other hosts. */
const byHost =
  (rows: readonly [host: RegExp, status: number, body: object][]): Failure["respond"] =>
  async (request, response) => {
    const [, status, body] = rows.find(([host]) => host.test(request.url.hostname)) ?? rows.at(-1)!;
    send(response, status, JSON.stringify(body));
  };

export const failureKinds: readonly FailureKind[] = [
  {
    name: "429 with a wait",
    failure: { respond: answer(429, error("TooManyRequests", "slow down"), { "retry-after-ms": "5" }) },
    isTransient: true,
    named: /429/,
  },
  {
    name: "429 with RateLimit-Reset",
    failure: { respond: answer(429, error("429", "rate limit exceeded"), { "ratelimit-reset": "0.005" }) },
    isTransient: true,
    named: /429/,
  },
  {
    name: "500",
    failure: { respond: answer(500, error("InternalServerError", "oops")) },
    isTransient: true,
    named: /500/,
  },
  {
    name: "503 with a page",
    failure: { respond: answer(503, page("Service Unavailable"), html) },
    isTransient: true,
    named: /returned 503 .*web page \("Service Unavailable"\)/,
  },
  {
    name: "a reset connection",
    failure: {},
    isTransient: true,
    named: /connection was closed before the whole response/,
  },
  {
    name: "a reset in the middle of the body",
    failure: {
      async respond(_request, response, forward) {
        const { status, headers, body } = await forward();
        response.writeHead(status, { ...headers, "content-length": body.length + 1 });
        response.write(body.subarray(0, body.length / 2), () => response.socket?.destroy());
      },
    },
    isTransient: true,
    named: /connection was closed before the whole response/,
  },
  {
    name: "a body that is cut off",
    failure: {
      async respond(_request, response, forward) {
        const { headers, body } = await forward();
        send(response, 200, body.toString().slice(0, Math.max(1, body.length / 2)), headers);
      },
    },
    isTransient: true,
    named: /not JSON, or is cut off/,
  },
  {
    name: "an empty success",
    failure: { respond: answer(200, "") },
    isTransient: true,
    named: /an empty body/,
  },
  {
    name: "an error as a success",
    failure: { respond: answer(200, error("Oops", "an error inside")) },
    isTransient: true,
    named: /an error as a success|does not tell|an error inside|Oops|JSON without/,
  },
  {
    name: "a Wi-Fi's sign-in page",
    failure: { respond: answer(200, page("Guest Wi-Fi"), html) },
    isTransient: true,
    named: /a web page \("Guest Wi-Fi"\)/,
  },
  {
    name: "a firewall's page",
    failure: { respond: answer(403, page("Blocked by policy"), html) },
    isTransient: true,
    named: /a web page \("Blocked by policy"\)/,
  },
  {
    name: "a proxy's page that something is not found",
    failure: { respond: answer(404, page("Not here"), html) },
    isTransient: true,
    named: /a web page \("Not here"\)/,
  },
  {
    name: "no response in time",
    failure: { respond: () => new Promise(() => undefined) },
    isTransient: false,
    named: /did not respond in time/,
  },
  {
    name: "a certificate of an unknown authority",
    failure: { isUntrusted: true },
    isTransient: false,
    named: /(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|DEPTH_ZERO\w+).*NODE_EXTRA_CA_CERTS/,
  },
  {
    name: "a proxy that requires a password",
    failure: { connectStatus: 407 },
    isTransient: false,
    named: /407 Proxy Authentication Required.*requires a user name and a password/,
  },
  {
    name: "a proxy that does not allow the host",
    failure: { connectStatus: 403 },
    isTransient: false,
    named: /the proxy returned 403.*does not allow connections/,
  },
  {
    name: "a proxy that does not find the host",
    failure: { connectStatus: 502 },
    isTransient: false,
    named: /the proxy returned 502.*finds no way to/,
  },
  {
    name: "an expired sign-in",
    failure: {
      respond: byHost([
        [
          signIn,
          400,
          {
            error: "invalid_grant",
            error_description: "AADSTS70043: The refresh token has expired.",
            error_codes: [70043],
          },
        ],
        [
          /management|graph/,
          401,
          {
            error: {
              code: "ExpiredAuthenticationToken",
              message: "The access token expiry UTC time is earlier than current UTC time.",
            },
          },
        ],
        [/./, 401, { error: { code: "401", message: "The token has expired." } }],
      ]),
    },
    isTransient: false,
    hosts: exceptWandb,
    named:
      /(AADSTS70043|ExpiredAuthenticationToken|401).*Run az login|Run az login.*AADSTS70043|401 ExpiredAuthenticationToken/s,
  },
  {
    name: "a wrong tenant",
    failure: {
      respond: byHost([
        [
          signIn,
          400,
          {
            error: "invalid_request",
            error_description: `AADSTS50020: User account does not exist in tenant '${other}'.`,
            error_codes: [50020],
          },
        ],
        [
          /openai/,
          400,
          {
            error: {
              code: "Tenant provided in token does not match resource token",
              message: `Token tenant ${other} does not match resource tenant.`,
            },
          },
        ],
        [
          /vault/,
          401,
          {
            error: {
              code: "Unauthorized",
              message: `AKV10032: Invalid issuer. Expected one of https://sts.windows.net/${home}/, found https://sts.windows.net/${other}/.`,
            },
          },
        ],
        [
          /./,
          401,
          {
            error: {
              code: "InvalidAuthenticationTokenTenant",
              message: `The access token is from the wrong issuer 'https://sts.windows.net/${other}/'. It must match the tenant 'https://sts.windows.net/${home}/' associated with this subscription.`,
            },
          },
        ],
      ]),
    },
    isTransient: false,
    hosts: new RegExp(`${signIn.source}|${resources.source}`),
    named: /az login --tenant/,
  },
  {
    name: "no right",
    failure: {
      respond: byHost([
        [
          /openai/,
          403,
          { error: { code: "PermissionDenied", message: "The principal lacks the required data action." } },
        ],
        [
          /vault/,
          403,
          {
            error: {
              code: "Forbidden",
              message: "Caller is not authorized to perform action on resource.",
              innererror: { code: "ForbiddenByRbac" },
            },
          },
        ],
        [
          /graph/,
          403,
          { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges." } },
        ],
        [
          /./,
          403,
          {
            error: {
              code: "AuthorizationFailed",
              message: `The client 'ada' with object id '${other}' does not have authorization to perform action 'Microsoft.Resources/x/read' over scope '/subscriptions/${home}'.`,
            },
          },
        ],
      ]),
    },
    isTransient: false,
    hosts: /^(?!api\.wandb\.ai$|login\.)/,
    named:
      /role (Azure AI User|Key Vault Secrets|Reader)|--role|Authorization_RequestDenied|PermissionDenied/,
  },
  {
    name: "a disabled subscription",
    failure: {
      respond: answer(
        409,
        error(
          "ReadOnlyDisabledSubscription",
          "The subscription is disabled and therefore marked as read only.",
        ),
      ),
    },
    isTransient: false,
    hosts: /^management\.azure\.com$/,
    named: /ReadOnlyDisabledSubscription/,
  },
  {
    name: "a subscription that is not found",
    failure: {
      respond: answer(404, error("SubscriptionNotFound", `The subscription '${home}' could not be found.`)),
    },
    isTransient: false,
    hosts: /^management\.azure\.com$/,
    named: /SubscriptionNotFound/,
  },
  {
    name: "a firewall of the service",
    failure: {
      respond: byHost([
        [
          /vault/,
          403,
          {
            error: {
              code: "Forbidden",
              message: "Client address is not authorized.",
              innererror: { code: "ForbiddenByFirewall" },
            },
          },
        ],
        [
          /./,
          403,
          { error: { code: "403", message: "Access denied due to Virtual Network/Firewall rules." } },
        ],
      ]),
    },
    isTransient: false,
    hosts: /openai|vault/,
    named: /network (rules )?den(y|ies)/,
  },
];
