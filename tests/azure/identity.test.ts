import { ClientSecretCredential, ManagedIdentityCredential } from "@azure/identity";
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
