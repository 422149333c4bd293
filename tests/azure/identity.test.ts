import { execFile, execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import {
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} from "@azure/identity";
import {
  appServiceIdentity,
  azureCli,
  azureCliWithoutLogin,
  machineEndpointIdentity,
} from "../support/signIn";
import {
  application,
  clients,
  control,
  controlUrl,
  deployer,
  resourceGroup,
  tenantId,
  unique,
} from "./localAzure";
import { raw } from "./raw";

const arm = "https://management.azure.com/.default";
const claims = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as Record<string, unknown>;

describe("Entra", () => {
  test("issues an application a token that contains its identity and the resource", async () => {
    const { credential, objectId, clientId } = await application();
    const { token, expiresOnTimestamp } = await credential.getToken(arm);
    expect(claims(token)).toMatchObject({
      aud: "https://management.azure.com",
      iss: `https://sts.windows.net/${tenantId}/`,
      oid: objectId,
      appid: clientId,
      idtyp: "app",
      tid: tenantId,
    });
    expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + 50 * 60_000);
  });

  test.each([
    ["a wrong secret", async () => [tenantId, (await application()).clientId, "wrong"], "AADSTS7000215"],
    [
      "an unknown application",
      async () => [tenantId, "00000000-0000-4000-8000-000000000000", "x"],
      "AADSTS700016",
    ],
    [
      "an unknown tenant",
      async () => ["00000000-0000-4000-8000-000000000001", (await application()).clientId, "x"],
      "AADSTS90002",
    ],
  ])("refuses %s with Entra's error code", async (_what, make, code) => {
    const [tenant, client, secret] = await make();
    const credential = new ClientSecretCredential(tenant!, client!, secret!, {
      disableInstanceDiscovery: true,
    });
    await expect(credential.getToken(arm)).rejects.toThrow(code);
  });

  test("refuses an unknown resource", async () => {
    await expect(deployer.getToken("https://nowhere.example/.default")).rejects.toThrow("AADSTS500011");
  });

  test("issues a user a token that identifies a user", async () => {
    const { tenantId: tenant, users } = await control("GET", "seed");
    const response = await raw("POST", `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "password",
        client_id: "x",
        username: users[0].userPrincipalName,
        password: users[0].password,
        scope: arm,
      }).toString(),
    });
    const token = response.json.access_token as string;
    expect(claims(token)).toMatchObject({ idtyp: "user", oid: users[0].objectId, scp: "user_impersonation" });
  });
});

/** A token of the local issuer, as a pipeline's job requests it. */
async function pipelineToken(parameters: Record<string, string> = {}): Promise<string> {
  const { oidcRequestToken } = await control("GET", "seed");
  const query = new URLSearchParams({ audience: "api://AzureADTokenExchange", ...parameters });
  const response = await fetch(`${controlUrl}/_local/oidc/token?${query}`, {
    headers: { authorization: `Bearer ${oidcRequestToken}` },
  });
  return ((await response.json()) as { value: string }).value;
}

let directory: string;
beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "identity-test-"))));
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

describe("a federated identity credential", () => {
  const subject = "repo:contoso/fine-tuning:environment:Production";

  const signIn = async (token: string, clientId: string) => {
    const tokenFilePath = path.join(directory, "token");
    fs.writeFileSync(tokenFilePath, token);
    return new WorkloadIdentityCredential({ tenantId, clientId, tokenFilePath }).getToken(arm);
  };
  const federated = async (more: object = {}) => {
    const { clientId, objectId } = await application();
    await control("POST", "directory/federatedCredentials", { clientId, subject, ...more });
    return { clientId, objectId };
  };

  test("signs an application in with a token of its issuer, subject and audience", async () => {
    const { clientId, objectId } = await federated();
    const { token } = await signIn(await pipelineToken({ subject }), clientId);
    expect(claims(token)).toMatchObject({ appid: clientId, oid: objectId, idtyp: "app" });
  });

  // Codes and wordings as users report them: Azure/azure-workload-identity#1200, Azure/login#482, #515 and #180.
  test.each<[string, object | undefined, () => Promise<string>, RegExp]>([
    [
      "an application without one",
      undefined,
      () => pipelineToken({ subject }),
      /AADSTS70025: The client '\S+'\(app-\w+\) has no configured federated identity credentials/,
    ],
    [
      "another issuer",
      { issuer: "https://gitlab.example" },
      () => pipelineToken({ subject }),
      /AADSTS700211: No matching federated identity record found for presented assertion issuer 'https:\/\/token\.actions/,
    ],
    [
      "another audience",
      {},
      () => pipelineToken({ subject, audience: "https://github.com/contoso" }),
      /AADSTS700212: .* presented assertion audience 'https:\/\/github\.com\/contoso'/,
    ],
    [
      "another subject",
      {},
      () => pipelineToken({ subject: "repo:contoso/fine-tuning:pull_request" }),
      /AADSTS700213: .* presented assertion subject 'repo:contoso\/fine-tuning:pull_request'/,
    ],
    [
      "a subject in another case",
      {},
      () => pipelineToken({ subject: subject.toLowerCase() }),
      /AADSTS7002138: .* matches with case-insensitive comparison, but not with case-sensitive comparison/,
    ],
    [
      "a token that has expired",
      {},
      () => pipelineToken({ subject, lifetimeSeconds: "-600" }),
      /AADSTS700024: Client assertion is not within its valid time range\. Current time: /,
    ],
    [
      "a token with another signature",
      {},
      async () => (await pipelineToken({ subject })).replace(/[^.]+$/, "AAAA"),
      /AADSTS700027: Client assertion failed signature validation/,
    ],
    ["what is no token", {}, async () => "no token", /AADSTS50027: JWT token is invalid or malformed/],
  ])("refuses %s with Entra's error code", async (_what, credential, makeToken, message) => {
    const { clientId } = credential ? await federated(credential) : await application();
    await expect(signIn(await makeToken(), clientId)).rejects.toThrow(message);
  });

  test("is read by one type of assertion alone, and nothing signs in without a secret or an assertion", async () => {
    const { clientId } = await federated();
    const post = async (body: Record<string, string>) => {
      const form = { grant_type: "client_credentials", client_id: clientId, scope: arm, ...body };
      const { status, json } = await raw(
        "POST",
        `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
        {
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams(form).toString(),
        },
      );
      return [status, json.error, json.error_codes];
    };
    expect(await post({})).toEqual([401, "invalid_client", [7000216]]);
    const assertion = { client_assertion: await pipelineToken({ subject }) };
    expect(await post(assertion)).toEqual([400, "invalid_request", [900144]]);
    expect(await post({ ...assertion, client_assertion_type: "saml2-bearer" })).toEqual([
      400,
      "invalid_request",
      [50014],
    ]);
  });

  test("needs the bearer token of a job for the job's token", async () => {
    expect((await fetch(`${controlUrl}/_local/oidc/token`)).status).toBe(401);
  });
});

describe("a client certificate", () => {
  /** A certificate with its key in one file, as clients read it. */
  const certificate = (name: string) => {
    const [key, pem] = ["key", "pem"].map((extension) => path.join(directory, `${name}.${extension}`));
    // cspell:disable-next-line
    const subject = ["-subj", "/CN=pipeline", "-days", "2", "-nodes", "-keyout", key!, "-out", pem!];
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", ...subject], { stdio: "ignore" });
    const file = path.join(directory, `${name}.both.pem`);
    fs.writeFileSync(file, fs.readFileSync(key!, "utf8") + fs.readFileSync(pem!, "utf8"));
    return { file, pem: fs.readFileSync(pem!, "utf8") };
  };

  test("signs its application in, and no other certificate does", async () => {
    const { clientId, objectId } = await application();
    const [own, other] = [certificate("own"), certificate("other")];
    await control("POST", "directory/certificates", { clientId, pem: own.pem });
    const signIn = (certificatePath: string) =>
      new ClientCertificateCredential(tenantId, clientId, { certificatePath }).getToken(arm);
    expect(claims((await signIn(own.file)).token)).toMatchObject({ oid: objectId });
    await expect(signIn(other.file)).rejects.toThrow(/AADSTS700027: The certificate with identifier/);
  });
});

/**
 * Requests a token in a process of its own: clients cache tokens, and run the Azure CLI in their process's environment.
 * @returns The token's claims, or what the client prints.
 */
async function tokenOf(
  credential: string,
  variables: Record<string, string>,
): Promise<Record<string, unknown> | string> {
  const script = `const identity = require("@azure/identity");
    new identity.${credential}().getToken("${arm}").then(({ token }) => console.log(token), (e) => console.log(e.message));`;
  const environment = Object.entries({ ...process.env, ...variables }).filter(([, value]) => value !== "");
  const env = Object.fromEntries(environment);
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { env });
  return stdout.startsWith("ey") ? claims(stdout) : stdout;
}

const target = () => ({ environment: process.env, directory });

describe("the Azure CLI", () => {
  test("signs clients in with its account, and refuses before az login", async () => {
    expect(await tokenOf("AzureCliCredential", azureCliWithoutLogin(target()))).toMatch(
      /Please run 'az login'/,
    );
    expect(await tokenOf("AzureCliCredential", await azureCli(target()))).toMatchObject({
      appid: process.env.AZURE_CLIENT_ID,
    });
  });
});

describe("the Azure CLI of a machine without an identity", () => {
  // The chain tries the machine's identity first, and repeats a request that fails with 502 for minutes.
  test("is reached by the default chain within seconds", async () => {
    const variables = await azureCli(target());
    const start = Date.now();
    expect(await tokenOf("DefaultAzureCredential", variables)).toMatchObject({
      appid: process.env.AZURE_CLIENT_ID,
    });
    expect(Date.now() - start).toBeLessThan(20_000);
  });
});

describe("the managed identity of a machine", () => {
  test.each([
    ["App Service", appServiceIdentity],
    ["a virtual machine", machineEndpointIdentity],
  ])("receives tokens by the endpoint of %s", async (_what, signIn) => {
    expect(await tokenOf("ManagedIdentityCredential", await signIn(target()))).toMatchObject({
      idtyp: "app",
      aud: "https://management.azure.com",
    });
  });

  test("is not issued to a request without the headers of the endpoint's own clients", async () => {
    const { ARM_MSI_ENDPOINT } = await machineEndpointIdentity(target());
    const query = "api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com";
    const statusWith = async (headers: Record<string, string>) =>
      (await fetch(`${ARM_MSI_ENDPOINT}?${query}`, { headers })).status;
    expect(await statusWith({})).toBe(400);
    expect(await statusWith({ metadata: "true", "x-forwarded-for": "192.0.2.1" })).toBe(400);
    expect(await statusWith({ metadata: "true" })).toBe(200);
  });
});

describe("a system-assigned identity", () => {
  test("exists as long as its account, receives tokens, and changes when it is disabled and enabled again", async () => {
    const { cognitive } = clients();
    const group = await resourceGroup();
    const name = unique("account");
    const account = { location: "swedencentral", kind: "OpenAI", sku: { name: "S0" }, properties: {} };
    const created = await cognitive.accounts.beginCreateAndWait(group, name, {
      ...account,
      identity: { type: "SystemAssigned" },
    });
    const first = created.identity!.principalId!;
    const { identityHeader } = await control("GET", "seed");
    const endpointOf = (principal: string) => `${controlUrl}/_local/identity/${principal}/token`;
    process.env.IDENTITY_HEADER = identityHeader;
    process.env.IDENTITY_ENDPOINT = endpointOf(first);
    const { token } = await new ManagedIdentityCredential().getToken(arm);
    expect(claims(token)).toMatchObject({ oid: first, idtyp: "app" });

    // The client caches tokens, so a new one is requested directly.
    const statusOf = async (principal: string) => {
      const query = "api-version=2019-08-01&resource=https%3A%2F%2Fmanagement.azure.com";
      const headers = { "x-identity-header": identityHeader as string };
      return (await fetch(`${endpointOf(principal)}?${query}`, { headers })).status;
    };
    expect(await statusOf(first)).toBe(200);
    await cognitive.accounts.beginUpdateAndWait(group, name, { identity: { type: "None" } });
    expect(await statusOf(first)).toBe(400);
    const again = await cognitive.accounts.beginUpdateAndWait(group, name, {
      identity: { type: "SystemAssigned" },
    });
    expect(again.identity!.principalId).not.toBe(first);
    expect(
      (await raw("GET", `https://management.azure.com/subscriptions?api-version=2022-12-01`, { token }))
        .status,
    ).toBe(401);

    await cognitive.accounts.beginDeleteAndWait(group, name);
    expect(await statusOf(again.identity!.principalId!)).toBe(400);
  });
});
