import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { connectionFrom } from "../../../local/providers/connection";
import { cached } from "../../../local/providers/credentials/cached";
import type { Properties } from "../../../local/providers/protocol/values";

const ids = { ARM_TENANT_ID: "t", ARM_SUBSCRIPTION_ID: "s", ARM_CLIENT_ID: "c" };
const retryOptions = { retryBaseMs: 1, requestTimeoutMs: 5000 };
const connect = (environment: Record<string, string>, config: Properties = {}) =>
  connectionFrom(config, environment, retryOptions);

/** What signing in fails with: when the provider is configured, or at the first token. */
async function failure(environment: Record<string, string>, config: Properties = {}): Promise<string> {
  try {
    await connect(environment, config).credential.getToken("https://management.azure.com");
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

let directory: string;
beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "credentials-test-"))));
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

describe("a provider's sign-in", () => {
  /** Serves the endpoints that issue tokens, and keeps the requests. */
  async function withEndpoint(
    status: number,
    body: object,
    use: (url: string, requests: http.IncomingMessage[]) => Promise<void>,
  ): Promise<void> {
    const requests: http.IncomingMessage[] = [];
    const server = http.createServer((request, response) => {
      requests.push(request);
      response.writeHead(status, { connection: "close" }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests);
    } finally {
      server.close();
    }
  }

  test("uses the first way that is configured, and none after it: certificate, secret, OIDC, managed identity, Azure CLI", async () => {
    const az = path.join(directory, "az");
    fs.writeFileSync(az, "#!/bin/sh\necho 'the Azure CLI ran' >&2\nexit 1\n", { mode: 0o755 });
    const cli = { ...ids, PATH: `${directory}:/bin:/usr/bin` };
    const identity = {
      ...cli,
      ARM_USE_MSI: "true",
      IDENTITY_ENDPOINT: "http://127.0.0.1:9",
      IDENTITY_HEADER: "h",
    };
    const oidc = { ...identity, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: "/nowhere/token" };
    const secret = { ...oidc, ARM_CLIENT_SECRET: "x", HTTPS_PROXY: "http://127.0.0.1:9" };
    const certificate = { ...secret, ARM_CLIENT_CERTIFICATE_PATH: "/nowhere/certificate.pem" };
    expect(await failure(cli)).toContain("the Azure CLI ran");
    expect(await failure(identity)).toContain("fetch failed");
    expect(await failure(oidc)).toContain("failed to read OIDC token from /nowhere/token");
    expect(await failure(secret)).toContain("fetch failed");
    expect(await failure(certificate)).toContain("The client certificate cannot be read");
  });

  test.each<[string, Record<string, string>, Properties, RegExp]>([
    [
      "a secret without a client ID",
      { ARM_TENANT_ID: "t", ARM_SUBSCRIPTION_ID: "s", ARM_CLIENT_SECRET: "x" },
      {},
      /^A Client ID must be configured when authenticating as a Service Principal using a Client Secret\. Set clientId \(or ARM_CLIENT_ID\)\.$/,
    ],
    [
      "OIDC without a tenant",
      { ARM_SUBSCRIPTION_ID: "s", ARM_CLIENT_ID: "c", ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "x" },
      {},
      /^A Tenant ID must be configured when authenticating with OIDC\. Set tenantId \(or ARM_TENANT_ID\)\.$/,
    ],
    [
      "OIDC without a token, by the stack's settings",
      ids,
      { useOidc: "true" },
      /Set oidcToken \(or ARM_OIDC_TOKEN\), or oidcTokenFilePath \(or ARM_OIDC_TOKEN_FILE_PATH\), or oidcRequestUrl/,
    ],
    [
      "managed identity without a subscription",
      { ARM_USE_MSI: "true" },
      {},
      /^A Subscription ID must be configured when authenticating as a Managed Identity using MSI\. Set subscriptionId/,
    ],
    [
      "managed identity without an endpoint",
      { ARM_SUBSCRIPTION_ID: "s", ARM_USE_MSI: "true" },
      {},
      /Set IDENTITY_ENDPOINT and IDENTITY_HEADER, or msiEndpoint \(or ARM_MSI_ENDPOINT\), or unset useMsi/,
    ],
    [
      "nothing, without the Azure CLI",
      { PATH: "/nowhere" },
      {},
      /^AzureCLICredential: Azure CLI not found on path\. Run az login, or set ARM_CLIENT_ID and ARM_CLIENT_SECRET, ARM_USE_OIDC or ARM_USE_MSI/,
    ],
    [
      "the default chain, which is not emulated",
      { ...ids, ARM_USE_DEFAULT_AZURE_CREDENTIAL: "true", ARM_CLIENT_SECRET: "x" },
      {},
      /does not support useDefaultAzureCredential \(or ARM_USE_DEFAULT_AZURE_CREDENTIAL\)\. Unset it/,
    ],
  ])("with %s fails with the setting and the remedy", async (_what, environment, config, message) => {
    expect(await failure(environment, config)).toMatch(message);
  });

  test("requests a job's token with the audience of the settings, and tells when the job's URL refuses", async () => {
    const job = (url: string) => ({
      ...ids,
      ARM_USE_OIDC: "true",
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer",
    });
    await withEndpoint(403, { message: "no permission id-token" }, async (url, requests) => {
      expect(await failure(job(url), { oidcAudience: "api://other" })).toMatch(
        /^GitHub OIDC: 403 with response: .*id-token.*Set oidcRequestUrl \(or ARM_OIDC_REQUEST_URL\)/,
      );
      expect(requests[0]!.url).toBe("/token?api-version=2.0&audience=api%3A%2F%2Fother");
      expect(requests[0]!.headers.authorization).toBe("Bearer bearer");
    });
  });

  test("by managed identity names the user-assigned identity, and uses App Service's endpoint before a machine's", async () => {
    const body = { access_token: "token", expires_on: "4000000000" };
    await withEndpoint(200, body, async (url, requests) => {
      const machine = { ...ids, ARM_USE_MSI: "true", ARM_MSI_ENDPOINT: `${url}/machine` };
      const appService = { ...machine, IDENTITY_ENDPOINT: `${url}/app`, IDENTITY_HEADER: "header" };
      for (const environment of [machine, appService]) {
        const { credential } = connect(environment);
        expect(await credential.getToken("https://vault.azure.net")).toEqual({
          token: "token",
          expiresAt: 4_000_000_000_000,
        });
      }
      const query = "resource=https%3A%2F%2Fvault.azure.net&client_id=c";
      expect(requests.map((request) => request.url)).toEqual([
        `/machine?api-version=2018-02-01&${query}`,
        `/app?api-version=2019-08-01&${query}`,
      ]);
      expect(requests[0]!.headers.metadata).toBe("true");
      expect(requests[1]!.headers["x-identity-header"]).toBe("header");
    });
  });

  test("by the Azure CLI uses the account's tenant and subscription, and reads an expiry in local time", async () => {
    const script = `#!/bin/sh
case "$2" in
  show) echo '{"id":"account-subscription","tenantId":"account-tenant"}' ;;
  *) echo '{"accessToken":"'"$*"'","expiresOn":"2030-01-02 03:04:05.000000"}' ;;
esac
`;
    fs.writeFileSync(path.join(directory, "az"), script, { mode: 0o755 });
    const { credential, subscriptionId, tenantId } = connect({ PATH: `${directory}:/bin:/usr/bin` });
    expect([subscriptionId, tenantId]).toEqual(["account-subscription", "account-tenant"]);
    expect(await credential.getToken("https://graph.microsoft.com")).toEqual({
      token: "account get-access-token --output json --scope https://graph.microsoft.com/.default",
      expiresAt: new Date(2030, 0, 2, 3, 4, 5).getTime(),
    });
  });
});

describe("a credential's tokens", () => {
  const token = (text: string, validMs: number) => ({ token: text, expiresAt: Date.now() + validMs });

  test("are requested once for requests at the same time, and again shortly before they expire", async () => {
    const requested: string[] = [];
    const credential = cached({
      async getToken(resource) {
        requested.push(resource);
        return token(`${resource} ${requested.length}`, resource === "short" ? 60_000 : 3_600_000);
      },
    });
    const together = await Promise.all([1, 2, 3].map(() => credential.getToken("long")));
    expect(new Set(together.map(({ token: text }) => text)).size).toBe(1);
    await credential.getToken("long");
    await credential.getToken("short");
    await credential.getToken("short");
    expect(requested).toEqual(["long", "short", "short"]);
  });

  test("are requested again after a failure", async () => {
    let isFailing = true;
    const credential = cached({
      getToken: async () => (isFailing ? Promise.reject(new Error("not now")) : token("t", 3_600_000)),
    });
    await expect(credential.getToken("r")).rejects.toThrow("not now");
    isFailing = false;
    expect((await credential.getToken("r")).token).toBe("t");
  });
});
