import { armToken, clients, control, resourceGroup, subscription, unique } from "./localAzure";
import { raw } from "./raw";
import type { RawResponse } from "./raw";

const versions = ["2026-01-15-preview", "2026-07-15-preview"];
const stable = "2025-06-01";
const hour = 3600;

const openAi = {
  location: "swedencentral",
  kind: "OpenAI",
  sku: { name: "S0" },
  identity: { type: "SystemAssigned" },
};

type Send = (method: string, body?: unknown, version?: string) => Promise<RawResponse>;

/** A new account, and how to send requests to it. */
async function newAccount(
  properties: object = {},
  more: object = {},
): Promise<{ send: Send; subdomain: string }> {
  const group = await resourceGroup();
  const subdomain = unique("openai-");
  const token = await armToken();
  const send: Send = (method, body, version = versions[0]) =>
    raw(
      method,
      `https://management.azure.com${subscription}/resourceGroups/${group}/providers/Microsoft.CognitiveServices/accounts/${subdomain}?api-version=${version}`,
      { token, body },
    );
  const body = { ...openAi, ...more, properties: { customSubDomainName: subdomain, ...properties } };
  expect((await send("PUT", body, stable)).status).toBe(201);
  return { send, subdomain };
}

const upgradeOf = async (send: Send, version?: string) =>
  (await send("GET", undefined, version)).json.properties.foundryAutoUpgrade;
const kindOf = async (send: Send) => (await send("GET")).json.kind;
const plan = (afterSeconds: number | null, keepsOptOut = true) =>
  control("PUT", "settings", { foundryUpgrade: { afterSeconds, keepsOptOut } });
const optOut = { properties: { foundryAutoUpgrade: { mode: "Disabled" } } };

afterEach(() => control("DELETE", "settings"));

describe("the automatic upgrade to Foundry", () => {
  test("is shown with its mode and its date by the preview versions that have it, and by no other", async () => {
    const { send } = await newAccount();
    expect(await upgradeOf(send)).toBeUndefined();
    await plan(hour);
    const createdAt = Date.parse((await send("GET")).json.properties.dateCreated);
    for (const version of versions) {
      expect(await upgradeOf(send, version)).toEqual({
        mode: "Enabled",
        plannedByMicrosoft: true,
        scheduledAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        statusReason: "Eligible",
      });
    }
    const { scheduledAt } = await upgradeOf(send);
    expect(Math.round((Date.parse(scheduledAt) - createdAt) / 1000 / hour)).toBe(1);
    for (const version of ["2024-10-01", stable, "2026-05-01", "2026-07-01", "2026-09-01"]) {
      expect(await upgradeOf(send, version)).toBeUndefined();
      const { status, json } = await send("PATCH", optOut, version);
      expect([status, json.error.code]).toEqual([400, "InvalidRequestContent"]);
    }
    const { accounts } = clients().cognitive;
    const listed = [];
    for await (const account of accounts.list()) {
      listed.push(account.properties);
    }
    expect(JSON.stringify(listed)).not.toContain("foundryAutoUpgrade");
  });

  test("happens when its time has come: the account keeps its name, endpoint, identity and ID, and W&B is refused on it", async () => {
    const { send, subdomain } = await newAccount();
    const before = (await send("GET")).json;
    await plan(hour);
    await control("POST", "clock", { seconds: hour - 60 });
    expect(await kindOf(send)).toBe("OpenAI");
    await control("POST", "clock", { seconds: 120 });
    const after = (await send("GET")).json;
    expect(after).toMatchObject({
      kind: "AIServices",
      identity: before.identity,
      properties: {
        allowProjectManagement: true,
        endpoint: before.properties.endpoint,
        internalId: before.properties.internalId,
        endpoints: { "AI Foundry API": `https://${subdomain}.services.ai.azure.com/` },
      },
    });
    expect(after.etag).not.toBe(before.etag);
    expect(after.properties.foundryAutoUpgrade).toBeUndefined();
    const { accounts } = clients().cognitive;
    const keys = await accounts.listKeys(after.id.split("/")[4], subdomain);
    const integration = await raw("PUT", `${before.properties.endpoint}openai/assumed/integrations/wandb`, {
      headers: { "api-key": keys.key1! },
      body: { keyVaultUrl: "https://kv.vault.azure.net/", secretName: "key" },
    });
    expect(integration.text).toContain("doesn't support configuring Weights & Biases");
  });

  test("counts from a rollback again", async () => {
    const { send } = await newAccount();
    await plan(hour);
    await control("POST", "clock", { seconds: hour + 60 });
    expect(await kindOf(send)).toBe("AIServices");
    expect((await send("PUT", { ...openAi, properties: {} }, stable)).json).toMatchObject({
      kind: "OpenAI",
      properties: { allowProjectManagement: false },
    });
    await control("POST", "clock", { seconds: hour - 60 });
    expect(await kindOf(send)).toBe("OpenAI");
    await control("POST", "clock", { seconds: 120 });
    expect(await kindOf(send)).toBe("AIServices");
  });

  test.each([
    ["a W&B integration", "WeightsAndBiasesIntegration", {}, {}, true],
    ["no managed identity", "NoManagedIdentity", {}, { identity: { type: "None" } }, false],
  ])("is blocked by %s", async (_what, statusReason, properties, more, isLinked) => {
    const { send } = await newAccount(properties, more);
    await plan(hour);
    if (isLinked) {
      const { id, properties: created } = (await send("GET")).json;
      const { key1 } = await clients().cognitive.accounts.listKeys(id.split("/")[4], id.split("/").at(-1));
      const { status } = await raw("PUT", `${created.endpoint}openai/assumed/integrations/wandb`, {
        headers: { "api-key": key1! },
        body: { keyVaultUrl: "https://kv.vault.azure.net/", secretName: "key" },
      });
      expect(status).toBe(200);
    }
    expect(await upgradeOf(send)).toMatchObject({ mode: "Enabled", statusReason });
    await control("POST", "clock", { seconds: hour + 60 });
    expect(await kindOf(send)).toBe("OpenAI");
  });

  test.each([
    ["public network access is disabled", { publicNetworkAccess: "Disabled" }],
    ["the keys are customer-managed", { encryption: { keySource: "Microsoft.KeyVault" } }],
  ])("is not planned where %s", async (_where, properties) => {
    const { send } = await newAccount(properties);
    await plan(0);
    expect(await upgradeOf(send)).toBeUndefined();
    expect(await kindOf(send)).toBe("OpenAI");
  });

  test.each(versions)("is opted out of by a PATCH of version %s, and in again", async (version) => {
    const { send } = await newAccount();
    await plan(hour);
    for (const repeated of [1, 2]) {
      expect([repeated, (await send("PATCH", optOut, version)).status]).toEqual([repeated, 200]);
    }
    expect(await upgradeOf(send)).toMatchObject({ mode: "Disabled" });
    await control("POST", "clock", { seconds: 10 * hour });
    expect(await kindOf(send)).toBe("OpenAI");
    const response = (await send("GET", undefined, version)).json.properties.foundryAutoUpgrade;
    const optIn = { properties: { foundryAutoUpgrade: { ...response, mode: "Enabled" } } };
    expect((await send("PATCH", optIn, version)).status).toBe(200);
    expect(await kindOf(send)).toBe("AIServices");
  });

  test("can be opted out of before it is planned", async () => {
    const { send } = await newAccount();
    await send("PATCH", optOut);
    expect(await upgradeOf(send)).toEqual({ mode: "Disabled" });
    await plan(0);
    expect(await kindOf(send)).toBe("OpenAI");
  });

  test.each([true, false])(
    "keeps its opt-out after a PUT that omits it, by the setting keepsOptOut: %s",
    async (keepsOptOut) => {
      const { send } = await newAccount();
      await plan(null, keepsOptOut);
      await send("PATCH", optOut);
      await send("PATCH", { tags: { changed: "by PATCH" } }, stable);
      expect(await upgradeOf(send)).toEqual({ mode: "Disabled" });
      expect((await send("PUT", { ...openAi, properties: {} }, stable)).status).toBe(200);
      expect(await upgradeOf(send)).toEqual(keepsOptOut ? { mode: "Disabled" } : undefined);
      await send("PUT", { ...openAi, ...optOut });
      expect(await upgradeOf(send)).toEqual({ mode: "Disabled" });
    },
  );

  test("is not written by a mode that does not exist", async () => {
    const { send } = await newAccount();
    const { status } = await send("PATCH", { properties: { foundryAutoUpgrade: { mode: "Off" } } });
    expect(status).toBe(400);
  });

  test("waits for the end of a write", async () => {
    await control("PUT", "settings", { operations: { polls: 2 } });
    const { send } = await newAccount();
    await plan(0);
    expect(await kindOf(send)).toBe("OpenAI");
    await send("GET");
    expect(await kindOf(send)).toBe("AIServices");
  });
});
