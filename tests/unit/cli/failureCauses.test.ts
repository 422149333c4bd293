/** The causes of failures: each table row by real errors, and each with what to do. */
import * as fc from "fast-check";
import { signInFailure } from "../../../cli/azure/signInErrors";
import { jobFailure, jobFailureCause } from "../../../cli/finetune/jobFailures";
import type { JobFailureKind } from "../../../cli/finetune/jobFailures";
import { networkFailure } from "../../../cli/network/failure";
import type { FailureKind } from "../../../cli/network/failure";
import { proxyFor } from "../../../cli/network/proxy";
import { UnreadableResponse } from "../../../cli/network/readable";
import { services } from "../../../cli/network/service";
import { causeOf, serviceErrorIn } from "../../../cli/network/serviceErrors";
import type { ErrorKind } from "../../../cli/network/serviceErrors";

const variables = [
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
  "NO_PROXY",
  "no_proxy",
  "NODE_EXTRA_CA_CERTS",
];
let before: Record<string, string | undefined>;
beforeEach(() => {
  before = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
  variables.forEach((name) => delete process.env[name]);
});
afterEach(() =>
  variables.forEach((name) =>
    before[name] === undefined ? delete process.env[name] : (process.env[name] = before[name]),
  ),
);

/** An error of Node's fetch. */
const fetchError = (cause: Error | string): Error =>
  new TypeError("fetch failed", {
    cause: typeof cause === "string" ? Object.assign(new Error(cause), { code: cause }) : cause,
  });
const account = new URL("https://contoso.openai.azure.com/openai/files");
const proxy = "http://ada:hunter2@proxy.contoso.com:8080";

describe("a connection that fails", () => {
  test.each<[FailureKind, string | Error, RegExp]>([
    ["certificate", "SELF_SIGNED_CERT_IN_CHAIN", /NODE_EXTRA_CA_CERTS/],
    ["certificate", "DEPTH_ZERO_SELF_SIGNED_CERT", /NODE_EXTRA_CA_CERTS/],
    ["certificate", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", /NODE_EXTRA_CA_CERTS/],
    ["certificate", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", /NODE_EXTRA_CA_CERTS/],
    ["certificate", "UNABLE_TO_GET_ISSUER_CERT", /NODE_EXTRA_CA_CERTS/],
    ["certificateDate", "CERT_HAS_EXPIRED", /this machine's time, \d{4}-.*clock/],
    ["certificateDate", "CERT_NOT_YET_VALID", /clock/],
    ["certificateHost", "ERR_TLS_CERT_ALTNAME_INVALID", /another host than contoso\.openai\.azure\.com/],
    ["tls", "ERR_SSL_WRONG_VERSION_NUMBER", /does not speak TLS/],
    ["tls", "EPROTO", /does not speak TLS/],
    ["dns", "ENOTFOUND", /whether the account exists.*privatelink\.openai\.azure\.com/],
    ["dns", "EAI_AGAIN", /DNS server does not respond/],
    ["refused", "ECONNREFUSED", /Nothing accepts connections at contoso\.openai\.azure\.com/],
    ["noRoute", "ENETUNREACH", /no way to/],
    ["noRoute", "EHOSTUNREACH", /no way to/],
    ["timeout", "ETIMEDOUT", /did not respond in time/],
    ["timeout", "UND_ERR_CONNECT_TIMEOUT", /did not respond in time/],
    ["timeout", "UND_ERR_HEADERS_TIMEOUT", /did not respond in time/],
    ["reset", "ECONNRESET", /closed before the whole response/],
    ["reset", "UND_ERR_SOCKET", /closed before the whole response/],
    ["reset", "EPIPE", /closed before the whole response/],
    ["unreadable", "HPE_INVALID_CONSTANT", /Something between/],
    [
      "unreadable",
      new UnreadableResponse(200, "a web page"),
      /returned a web page \(status 200\).*Something between/,
    ],
    ["unknown", "ERR_NEW", /Check the endpoint/],
  ])("has the cause %s for %s, with its code and what to do", (kind, error, remedy) => {
    const failure = networkFailure(services.openAi, account, fetchError(error));
    expect(failure).toMatchObject({ kind });
    expect(failure.message).toMatch(remedy);
    expect(failure.message).toContain("https://contoso.openai.azure.com");
    if (typeof error === "string") {
      expect(failure.message).toContain(error);
    }
  });

  test.each(["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"])(
    "is the proxy's for %s where there is one, which is named without its password",
    (code) => {
      process.env.HTTPS_PROXY = proxy;
      const { kind, message } = networkFailure(services.openAi, account, fetchError(code));
      expect(kind).toBe("proxyUnreachable");
      expect(message).toMatch(/The proxy proxy\.contoso\.com:8080 \(HTTPS_PROXY\).*NO_PROXY/);
      expect(message).not.toContain("hunter2");
      process.env.NO_PROXY = ".azure.com";
      expect(networkFailure(services.openAi, account, fetchError(code)).kind).not.toBe("proxyUnreachable");
    },
  );

  test.each<[number, FailureKind, RegExp, boolean]>([
    [407, "proxyAuthentication", /requires a user name and a password.*http:\/\/USER:PASSWORD@proxy/, false],
    [403, "proxyRefusal", /does not allow connections to contoso/, false],
    [502, "proxyRefusal", /finds no way to contoso/, true],
    [503, "proxyRefusal", /finds no way to contoso/, true],
  ])("is a proxy's %d: %s", (status, kind, remedy, mayPass) => {
    process.env.HTTPS_PROXY = proxy;
    const error = fetchError(new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`));
    const failure = networkFailure(services.openAi, account, error);
    expect(failure).toMatchObject({ kind, mayPass });
    expect(failure.message).toMatch(remedy);
    expect(failure.message).toContain(String(status));
    expect(failure.message).not.toContain("hunter2");
  });

  test("names the file of certificates where it is set, and so does not help", () => {
    process.env.NODE_EXTRA_CA_CERTS = "/etc/ca.pem";
    const { message } = networkFailure(services.azure, account, fetchError("SELF_SIGNED_CERT_IN_CHAIN"));
    expect(message).toContain("NODE_EXTRA_CA_CERTS is set: check that its file exists");
  });

  test.each<[string, RegExp]>([
    ["https://kv.vault.azure.net/secrets/x", /whether the vault exists.*privatelink\.vaultcore\.azure\.net/],
    [
      "https://kv.vault.usgovcloudapi.net/",
      /whether the vault exists.*privatelink\.vaultcore\.usgovcloudapi\.net/,
    ],
    ["https://a.openai.azure.us/", /whether the account exists.*privatelink\.openai\.azure\.us/],
    ["https://api.wandb.ai/graphql", /the network, the VPN and the proxy/],
    ["https://management.azure.com/", /the network, the VPN and the proxy/],
  ])("of DNS tells where %s may be", (url, remedy) => {
    expect(networkFailure(services.azure, new URL(url), fetchError("ENOTFOUND")).message).toMatch(remedy);
  });
});

describe("the proxy of a URL", () => {
  test.each<[string, string, string, boolean]>([
    ["", "", "https://a.example", false],
    [proxy, "", "https://a.example", true],
    [proxy, "*", "https://a.example", false],
    [proxy, "a.example", "https://a.example", false],
    [proxy, "a.example", "https://b.a.example", false],
    [proxy, ".a.example", "https://b.a.example", false],
    [proxy, "*.a.example", "https://b.a.example", false],
    [proxy, "a.example", "https://ba.example", true],
    [proxy, "a.example:443", "https://a.example", false],
    [proxy, "a.example:8443", "https://a.example", true],
    [proxy, "b.example, a.example", "https://a.example", false],
    [proxy, ",, ", "https://a.example", true],
    ["not a url", "", "https://a.example", false],
  ])("HTTPS_PROXY=%j NO_PROXY=%j: %s goes through it: %s", (value, excluded, url, isUsed) => {
    process.env.HTTPS_PROXY = value;
    process.env.NO_PROXY = excluded;
    expect(proxyFor(new URL(url)) !== undefined).toBe(isUsed);
  });
});

/** Texts of real errors; the codes as Microsoft documents them. */
const signIns: readonly [kind: string, text: string, remedy: RegExp][] = [
  [
    "expired",
    "AADSTS70043: The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.",
    /has expired\. Run az login/,
  ],
  ["expired", "ERROR: AADSTS700082: The refresh token has expired due to inactivity.", /Run az login/],
  ["expired", "AADSTS50173: The token has expired due to it being revoked.", /Run az login/],
  [
    "multiFactor",
    "AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication.",
    /multi-factor.*az login --tenant/,
  ],
  ["multiFactor", "AADSTS50078: Presented multi-factor authentication has expired.", /multi-factor/],
  [
    "conditionalAccess",
    "AADSTS53003: Access has been blocked by Conditional Access policies.",
    /Conditional Access policy/,
  ],
  ["wrongTenant", "AADSTS90002: Tenant 'contoso' not found.", /Check AZURE_TENANT_ID/],
  [
    "wrongTenant",
    "AADSTS50020: User account 'ada@contoso.com' from identity provider does not exist in tenant 'Fabrikam'.",
    /az login --tenant/,
  ],
  [
    "wrongApplication",
    "AADSTS700016: Application with identifier 'x' was not found in the directory 'Contoso'.",
    /client ID and the tenant ID/,
  ],
  [
    "wrongCloud",
    "AADSTS900382: Confidential Client is not supported in Cross Cloud request.",
    /AZURE_AUTHORITY_HOST.*microsoftonline\.us/,
  ],
  ["clock", "AADSTS700024: Client assertion is not within its valid time range.", /clock/],
  ["wrongCredential", "AADSTS7000215: Invalid client secret provided.", /secret.*wrong/],
  [
    "wrongCredential",
    "AADSTS7000222: The provided client secret keys for app 'x' are expired.",
    /has expired\. Create another one/,
  ],
  [
    "trust",
    "AADSTS700213: No matching federated identity record found for presented assertion subject.",
    /federated identity credential/,
  ],
  ["disabledIdentity", "AADSTS50057: The user account is disabled.", /disabled or locked/],
  ["serviceDown", "AADSTS90033: A transient error has occurred.", /fails for now/],
  [
    "certificate",
    "AzureCliCredential: SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))",
    /REQUESTS_CA_BUNDLE/,
  ],
  [
    "proxy",
    "AzureCliCredential: HTTPSConnectionPool ... Caused by ProxyError('Cannot connect to proxy.')",
    /HTTPS_PROXY and NO_PROXY/,
  ],
  [
    "notSignedIn",
    "AzureCliCredential: Please run 'az login' from a command prompt to authenticate.",
    /Run az login/,
  ],
];

/** Kinds that another sign-in does not help. */
const noHelp = ["conditionalAccess", "serviceDown", "certificate", "proxy", "disabledIdentity"];

describe("a sign-in that is refused", () => {
  test.each(signIns)("has the cause %s: %s", (kind, text, remedy) => {
    const failure = signInFailure(
      new Error(`ChainedTokenCredential failed.\n${text}\nmore`),
      "Run az login, or set X.",
    );
    expect(failure.kind).toBe(kind);
    expect(failure.message).toMatch(/^Not signed in to Azure\. /);
    expect(failure.message).toMatch(remedy);
    expect(failure.message).toContain(/AADSTS\d+/.exec(text)?.[0] ?? "");
    expect(/Run az login/.test(failure.message) && noHelp.includes(kind)).toBe(false);
  });
});

const error = (status: number, code: string, message: string, inner?: string) =>
  serviceErrorIn(
    status,
    JSON.stringify({ error: { code, message, ...(inner ? { innererror: { code: inner } } : {}) } }),
  );
const [home, other] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
const scope = `/subscriptions/${home}/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/a`;

describe("an error of a service", () => {
  test.each<[ErrorKind, ReturnType<typeof error>, RegExp]>([
    [
      "wrongTenant",
      error(
        401,
        "InvalidAuthenticationTokenTenant",
        `The access token is from the wrong issuer 'https://sts.windows.net/${other}/'. It must match the tenant 'https://sts.windows.net/${home}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/${home}' to get the token.`,
      ),
      new RegExp(`az login --tenant ${home}`),
    ],
    [
      "wrongTenant",
      error(
        400,
        "Tenant provided in token does not match resource token",
        `Token tenant ${other} does not match resource tenant.`,
      ),
      /az login --tenant/,
    ],
    [
      "wrongTenant",
      error(
        401,
        "Unauthorized",
        `[TokenExpired] AKV10032: Invalid issuer. Expected one of https://sts.windows.net/${home}/, found https://sts.windows.net/${other}/.`,
      ),
      new RegExp(`az login --tenant ${home}`),
    ],
    [
      "wrongCloud",
      error(
        401,
        "InvalidAuthenticationTokenAudience",
        "The access token has been obtained for wrong audience",
      ),
      /another cloud/,
    ],
    [
      "expiredSignIn",
      error(
        401,
        "ExpiredAuthenticationToken",
        "The access token expiry UTC time is earlier than current UTC time",
      ),
      /az login.*clock/,
    ],
    [
      "disabledSubscription",
      error(
        409,
        "ReadOnlyDisabledSubscription",
        `The subscription '${home}' is disabled and therefore marked as read only.`,
      ),
      /is disabled/,
    ],
    [
      "unknownSubscription",
      error(404, "SubscriptionNotFound", `The subscription '${home}' could not be found.`),
      /--subscription/,
    ],
    [
      "notRegistered",
      error(
        409,
        "MissingSubscriptionRegistration",
        "The subscription is not registered to use namespace 'Microsoft.KeyVault'.",
      ),
      /az provider register -n Microsoft\.KeyVault/,
    ],
    [
      "noRight",
      error(
        403,
        "AuthorizationFailed",
        `The client 'ada' with object id '${other}' does not have authorization to perform action 'Microsoft.CognitiveServices/accounts/read' over scope '${scope}' or the scope is invalid.`,
      ),
      new RegExp(`role Reader at ${scope}.*--role "Reader" --assignee ${other} --scope ${scope}`),
    ],
    [
      "noRight",
      error(
        403,
        "AuthorizationFailed",
        `The client 'ada' with object id '${other}' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '${scope}'`,
      ),
      /Role Based Access Control Administrator/,
    ],
    [
      "noRight",
      error(
        403,
        "Forbidden",
        `Caller is not authorized to perform action on resource.\r\nCaller: appid=x;oid=${other};iss=y\r\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\nResource: '${scope}'`,
        "ForbiddenByRbac",
      ),
      new RegExp(`Key Vault Secrets User" --assignee ${other}`),
    ],
    [
      "network",
      error(
        403,
        "Forbidden",
        "Client address is not authorized and caller is not a trusted service.",
        "ForbiddenByFirewall",
      ),
      /vault's network denies/,
    ],
    [
      "network",
      error(403, "Forbidden", "Public network access is disabled", "ForbiddenByConnection"),
      /vault's network denies/,
    ],
    [
      "network",
      error(403, "403", "Access denied due to Virtual Network/Firewall rules."),
      /account's network rules/,
    ],
    [
      "network",
      error(403, "403", "Public access is disabled. Please configure private endpoint."),
      /account's network rules/,
    ],
    [
      "noRight",
      error(401, "PermissionDenied", "The principal lacks the required data action"),
      /Azure AI User/,
    ],
    [
      "localKeys",
      error(403, "AuthenticationTypeDisabled", "Key based authentication is disabled for this resource."),
      /az login/,
    ],
    [
      "wrongKey",
      error(401, "401", "Access denied due to invalid subscription key or wrong API endpoint."),
      /check AZURE_OPENAI_API_KEY/,
    ],
    ["noRight", error(403, "SomethingNew", "no"), /role/],
    ["throttled", error(429, "TooManyRequests", "slow down"), /in a minute/],
    ["serviceDown", error(503, "ServiceUnavailable", "later"), /azure\.status\.microsoft/],
  ])("has the cause %s: %j", (kind, serviceError, remedy) => {
    const cause = causeOf(serviceError);
    expect(cause?.kind).toBe(kind);
    expect(cause?.remedy).toMatch(remedy);
  });

  test("that is about the request itself has no cause of another kind", () => {
    for (const [status, code] of [
      [400, "invalidPayload"],
      [404, "ResourceNotFound"],
      [409, "Conflict"],
    ] as const) {
      expect(causeOf(error(status, code, "wrong"))).toBeUndefined();
    }
  });
});

describe("a failed job", () => {
  test.each<[JobFailureKind | undefined, string, string, RegExp]>([
    [
      "wandb",
      "forbidden",
      "The Weights & Biases integration failed: 403 ForbiddenByRbac",
      /npx azure-openai-wandb doctor/,
    ],
    ["wandb", "invalid_wandb_key", "unauthorized", /npx azure-openai-wandb doctor/],
    [
      "contentPolicy",
      "x",
      "The provided training data failed RAI checks for harm types: [hate_fairness, violence]. Please fix the data and try again.",
      /Remove the examples/,
    ],
    [
      "file",
      "invalid_training_file",
      "The job failed due to an invalid training file.",
      /npx azure-openai-wandb validate/,
    ],
    ["file", "jsonlValidationFailed", "line 3", /npx azure-openai-wandb validate/],
    ["model", "ModelDeprecated", "The model is retired", /Choose another model/],
    ["quota", "quotaExceeded", "The quota is used up", /azure-openai-wandb finetune list/],
    ["capacity", "x", "There is not enough capacity in the region", /later/],
    ["grader", "invalid_grader", "The python grader raised an exception", /grader/],
    ["service", "internalFailure", "The job could not run.", /support/],
    [undefined, "somethingNew", "We do not know", /events/],
  ])("has the cause %s: %s %s", (kind, code, message, remedy) => {
    expect(jobFailureCause({ code, message })?.kind).toBe(kind);
    const failure = jobFailure("ftjob-1", { code, message });
    expect(failure.lines[0]).toBe(`The job ftjob-1 failed: ${message} (${code})`);
    expect(failure.lines[1]).toMatch(remedy);
    expect(failure.exitCode).toBe(1);
    expect(failure.message.includes("doctor to check what prevents")).toBe(kind === "wandb");
  });

  test("always shows Azure's code and message, and what to do", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (code, message) => {
        const { lines } = jobFailure("ftjob-1", { code, message });
        expect(lines).toHaveLength(2);
        expect(lines[0]).toContain(code);
        expect(lines[0]).toContain(message || "Azure returned no");
      }),
    );
    expect(jobFailure("ftjob-1", null).lines[0]).toBe("The job ftjob-1 failed: Azure returned no reason");
  });
});
