/** Where credentials go, and how long commands wait: every client against a network that redirects and throttles. */
import { azureClients } from "../../cli/azure/clients";
import { findViewer } from "../../cli/wandb/viewer";
import { clientsOnThisMachine, cliClients, providerClients } from "./credentialClients";
import type { CredentialClient } from "./credentialClients";
import { startInterceptor } from "./interceptor";
import type { Answer, Interceptor } from "./interceptor";

jest.setTimeout(60_000);

let interceptor: Interceptor;
let notices: string[];

beforeAll(async () => {
  interceptor = await startInterceptor();
  for (const name of ["HTTPS_PROXY", "https_proxy"]) {
    process.env[name] = interceptor.url;
  }
});
afterAll(() => interceptor.close());
beforeEach(() => {
  notices = [];
  jest.spyOn(console, "error").mockImplementation((line: string) => void notices.push(line));
});
afterEach(() => jest.restoreAllMocks());

const otherHost = "other.contoso.example";

/** Answers what carries the credential, and asks the others for it. */
function answerTo(client: CredentialClient, answer: Answer): void {
  const hosts = new RegExp(`^(${client.host.replaceAll(".", "\\.")}|${otherHost.replaceAll(".", "\\.")})$`);
  interceptor.intercept(hosts, (request) =>
    client.isAuthorized(request) ? answer : beforeCredential(request.url),
  );
}

const tenant = `https://login.microsoftonline.com/${process.env.AZURE_TENANT_ID}`;

function beforeCredential(url: string): Answer {
  if (!url.includes("login.microsoftonline.com")) {
    const challenge = `Bearer authorization="${tenant}", resource="https://vault.azure.net"`;
    return { status: 401, headers: { "www-authenticate": challenge } };
  }
  return {
    status: 200,
    body: {
      issuer: `${tenant}/v2.0`,
      authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
      token_endpoint: `${tenant}/oauth2/v2.0/token`,
      jwks_uri: `${tenant}/discovery/v2.0/keys`,
      tenant_discovery_endpoint: `${tenant}/v2.0/.well-known/openid-configuration`,
      metadata: [],
    },
  };
}

const path = "/elsewhere";
const redirects = [301, 302, 303, 307, 308].flatMap((status) => [
  { status, kind: "the same host", location: path },
  { status, kind: "another host", location: `https://${otherHost}${path}` },
  { status, kind: "no encryption", location: "" },
]);

/** @param url of the interceptor, which is not known when the tests are defined. */
const clientsAt = (url: string) => [...cliClients, ...clientsOnThisMachine(url), ...providerClients];
const names = clientsAt("http://127.0.0.1:0").map(({ name }, index) => [name, index] as const);
const findClient = (index: number) => clientsAt(interceptor.url)[index]!;

describe("a redirect is not followed", () => {
  test.each(names)("by %s", async (_name, index) => {
    const client = findClient(index);
    for (const { status, kind, location } of redirects) {
      answerTo(client, { status, headers: { location: location || `${interceptor.url}${path}` } });
      const message = await client.fail(new AbortController().signal);
      const authorized = interceptor.received.filter((request) => client.isAuthorized(request));
      expect([status, kind, authorized.length]).toEqual([status, kind, 1]);
      expect(interceptor.received.filter(({ url }) => url.includes(path))).toEqual([]);
      expect(message).toContain(`${client.host} redirects to `);
      expect(message).toContain(`(${status})`);
      expect(message).toContain(client.setting);
    }
  });
});

const inADay = () => new Date(Date.now() + 100_000_000).toUTCString();
const longWaits: readonly (() => Record<string, string>)[] = [
  () => ({ "retry-after": "100000" }),
  () => ({ "retry-after": "1".repeat(30) }),
  () => ({ "retry-after": inADay() }),
  () => ({ "retry-after-ms": "100000000" }),
  () => ({ "x-ms-retry-after-ms": "100000000" }),
];

describe("a wait that is too long ends the command at once, with the service's wait in words", () => {
  test.each(names.filter(([name]) => !name.startsWith("a provider's")))("of %s", async (_name, index) => {
    const client = findClient(index);
    for (const status of [429, 503]) {
      for (const headers of longWaits) {
        answerTo(client, { status, headers: headers() });
        const message = await client.fail(new AbortController().signal);
        expect(interceptor.received.filter((request) => client.isAuthorized(request))).toHaveLength(1);
        expect(message).toMatch(new RegExp(`returned ${status} and asks to wait (more than )?\\d+ days?`));
        expect(message).toMatch(
          /longer than the CLI waits \(1 minute\)\. Run the command again after that\./,
        );
      }
    }
    expect(notices).toEqual([]);
  });
});

test("W&B's failure for now does not count as a key that it does not accept", async () => {
  interceptor.intercept(/^api\.wandb\.ai$/, () => ({ status: 503, headers: { "retry-after-ms": "1" } }));
  await expect(findViewer("wandb-key")).rejects.toThrow("W&B returned 503");
  expect(interceptor.received).toHaveLength(3);
});

describe("a list's next page is not read from another host", () => {
  test("by Azure Resource Manager's client", async () => {
    const next = `https://${otherHost}${path}`;
    interceptor.intercept(/^(management\.azure\.com|other\.contoso\.example)$/, () => ({
      status: 200,
      body: { value: [], nextLink: next },
    }));
    const { accounts } = await azureClients(process.env.AZURE_SUBSCRIPTION_ID!);
    await expect(accounts.accounts.list().next()).rejects.toThrow(
      `a response of https://management.azure.com leads to https://${otherHost}`,
    );
    expect(interceptor.received.map(({ url }) => url).filter((url) => url.startsWith(next))).toEqual([]);
  });
});
