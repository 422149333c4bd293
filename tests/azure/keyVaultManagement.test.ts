import {
  application,
  armToken,
  assign,
  clients,
  control,
  refusal,
  resourceGroup,
  roles,
  subscription,
  tenantId,
  unique,
  vault,
} from "./localAzure";
import { raw } from "./raw";

const sku = { family: "A", name: "standard" } as const;

describe("vaults", () => {
  test("are created, read, updated, listed and deleted", async () => {
    const group = await resourceGroup();
    const created = await vault(group, {}, unique("kv-"));
    expect(created).toMatchObject({
      location: "swedencentral",
      properties: {
        vaultUri: `https://${created.name}.vault.azure.net/`,
        enableSoftDelete: true,
        enableRbacAuthorization: true,
        provisioningState: "Succeeded",
      },
    });
    const { vaults } = clients();
    expect((await vaults.update(group, created.name!, { tags: { a: "b" } })).tags).toEqual({ a: "b" });
    expect((await vaults.get(group, created.name!)).properties.enableRbacAuthorization).toBe(true);
    const listed: (string | undefined)[] = [];
    for await (const { name } of vaults.listByResourceGroup(group)) {
      listed.push(name);
    }
    expect(listed).toEqual([created.name]);
    await vaults.delete(group, created.name!);
    expect(await refusal(vaults.get(group, created.name!))).toBe("404 ResourceNotFound");
  });

  test("use access policies by default, and Azure RBAC from API version 2026-02-01 on", async () => {
    const group = await resourceGroup();
    const token = await armToken();
    // 200, and no permission model where none was asked for and none is on: recorded, azure-cli, Mar 2023.
    for (const [version, mode] of [
      ["2023-07-01", undefined],
      ["2026-02-01", true],
    ] as const) {
      const url = `https://management.azure.com${subscription}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/${unique("kv-")}?api-version=${version}`;
      const body = { location: "swedencentral", properties: { tenantId, sku, accessPolicies: [] } };
      const { json, status } = await raw("PUT", url, { token, body });
      expect([status, json.properties.enableRbacAuthorization]).toEqual([200, mode]);
    }
  });

  test.each<[string, string, object, string]>([
    ["names that begin with a digit", "1vault", {}, "400 VaultNameNotValid"],
    ["names with two hyphens", "my--vault", {}, "400 VaultNameNotValid"],
    ["names that are too long", "a".repeat(25), {}, "400 VaultNameNotValid"],
    ["purge protection switched off", "", { enablePurgeProtection: false }, "400 BadRequest"],
    ["retention of a day", "", { softDeleteRetentionInDays: 1 }, "400 InvalidRequestContent"],
    ["retention of a year", "", { softDeleteRetentionInDays: 365 }, "400 InvalidRequestContent"],
    [
      "an unknown permission",
      "",
      { accessPolicies: [{ tenantId, objectId: tenantId, permissions: { secrets: ["borrow"] } }] },
      "400 InvalidRequestContent",
    ],
    ["another tenant", "", { tenantId: "00000000-0000-4000-8000-000000000000" }, "400 BadRequest"],
  ])("refuse %s", async (_what, name, properties, code) => {
    const group = await resourceGroup();
    expect(await refusal(vault(group, properties, name || unique("kv-")))).toBe(code);
  });

  test("have immutable properties: location, soft delete, retention, purge protection", async () => {
    const group = await resourceGroup();
    const { name } = await vault(group, { enablePurgeProtection: true, softDeleteRetentionInDays: 7 });
    const { vaults } = clients();
    const change = (properties: object, location = "swedencentral") =>
      refusal(
        vaults.beginCreateOrUpdateAndWait(group, name!, {
          location,
          properties: { tenantId, sku, accessPolicies: [], ...properties },
        }),
      );
    expect(await change({}, "westeurope")).toBe("409 InvalidResourceLocation");
    expect(await change({ enableSoftDelete: false })).toBe("400 BadRequest");
    expect(await change({ softDeleteRetentionInDays: 30 })).toBe("400 BadRequest");
    expect(await change({ enablePurgeProtection: false })).toBe("400 BadRequest");
    expect((await vaults.get(group, name!)).properties).toMatchObject({
      enablePurgeProtection: true,
      softDeleteRetentionInDays: 7,
    });
  });

  test("hold their name in soft delete, and are recovered with their secrets and without their role assignments", async () => {
    const group = await resourceGroup();
    const created = await vault(group);
    const { vaults, keyVault, authorization } = clients();
    await keyVault.secrets.createOrUpdate(group, created.name!, "key", { properties: { value: "one" } });
    const { objectId } = await application();
    await assign(created.id!, roles.secretsUser, objectId);
    await vaults.delete(group, created.name!);
    expect(await refusal(vault(group, {}, created.name!))).toBe("409 ConflictError");
    expect((await vaults.getDeleted(created.name!, "swedencentral")).properties?.vaultId).toBe(created.id);
    await vault(group, { createMode: "recover" }, created.name!);
    expect((await keyVault.secrets.get(group, created.name!, "key")).name).toBe("key");
    const left: unknown[] = [];
    for await (const assignment of authorization.roleAssignments.listForScope(created.id!, {
      filter: `principalId eq '${objectId}'`,
    })) {
      left.push(assignment);
    }
    expect(left).toEqual([]);
  });

  test("are purged by request or at the end of their retention; purge protection forbids the former", async () => {
    const group = await resourceGroup();
    const { vaults } = clients();
    const [plain, guarded] = [
      await vault(group),
      await vault(group, { enablePurgeProtection: true, softDeleteRetentionInDays: 7 }),
    ];
    for (const { name } of [plain, guarded]) {
      await vaults.delete(group, name!);
    }
    await vaults.beginPurgeDeletedAndWait(plain.name!, "swedencentral", { updateIntervalInMs: 10 });
    await expect(vault(group, {}, plain.name!)).resolves.toBeDefined();
    expect(await refusal(vaults.beginPurgeDeletedAndWait(guarded.name!, "swedencentral"))).toBe(
      "400 MethodNotAllowed",
    );
    expect(await refusal(vault(group, {}, guarded.name!))).toBe("409 ConflictError");
    await control("POST", "clock", { seconds: 8 * 86_400 });
    await expect(vault(group, {}, guarded.name!)).resolves.toBeDefined();
  });

  test("that do not exist cannot be recovered", async () => {
    expect(await refusal(vault(await resourceGroup(), { createMode: "recover" }))).toBe(
      "409 SoftDeletedVaultDoesNotExist",
    );
  });

  test("have names that are unique in all of Azure", async () => {
    const { name } = await vault(await resourceGroup());
    expect(await refusal(vault(await resourceGroup(), {}, name!))).toBe("409 VaultAlreadyExists");
    const { vaults } = clients();
    const check = (vaultName: string) =>
      vaults.checkNameAvailability({ name: vaultName, type: "Microsoft.KeyVault/vaults" });
    expect(await check(name!)).toMatchObject({ nameAvailable: false, reason: "AlreadyExists" });
    expect(await check(unique("kv-"))).toMatchObject({ nameAvailable: true });
    expect(await check("1")).toMatchObject({ nameAvailable: false, reason: "AccountNameInvalid" });
  });
});

/** The URL of a vault, or below it. */
const vaultUrl = (group: string, name: string, version = "2023-07-01", path = "") =>
  `https://management.azure.com${subscription}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/${name}${path}?api-version=${version}`;

describe("a new vault", () => {
  afterEach(() => control("DELETE", "settings"));

  const body = { location: "swedencentral", properties: { tenantId, sku, accessPolicies: [] } };

  // Recorded: azure-sdk-for-python, Apr 2021; azure-cli, Mar 2023; azure-service-operator, Apr 2025.
  test("registers its DNS name: 200, and a URL without a slash in the case of its name, until it is read", async () => {
    const [group, token, name] = [await resourceGroup(), await armToken(), unique("Kv-")];
    const created = await raw("PUT", vaultUrl(group, name), { token, body });
    expect([created.status, created.headers.get("retry-after"), created.headers.get("location")]).toEqual([
      200,
      null,
      null,
    ]);
    expect(created.json.properties).toMatchObject({
      provisioningState: "RegisteringDns",
      vaultUri: `https://${name}.vault.azure.net`,
    });
    expect((await raw("GET", vaultUrl(group, name), { token })).json.properties).toMatchObject({
      provisioningState: "Succeeded",
      vaultUri: `https://${name.toLowerCase()}.vault.azure.net/`,
    });
    const again = await raw("PUT", vaultUrl(group, name), { token, body });
    expect([again.status, again.json.properties.provisioningState]).toEqual([200, "Succeeded"]);
  });

  test("is registered after the time in the settings, by the clock, and its host does not resolve until then", async () => {
    await control("PUT", "settings", { keyVault: { dnsSeconds: 30, objectPolls: 0, objectSeconds: 0 } });
    const [group, token, name] = [await resourceGroup(), await armToken(), unique("kv-")];
    const { headers } = await raw("PUT", vaultUrl(group, name), { token, body });
    expect(headers.get("x-ms-retry-after-ms")).toBeNull();
    const state = async () =>
      (await raw("GET", vaultUrl(group, name), { token })).json.properties.provisioningState as string;
    const secrets = `https://${name}.vault.azure.net/secrets?api-version=7.4`;
    const connect = async () => (await raw("GET", secrets).catch(() => ({ status: "no such host" }))).status;
    expect([await state(), await connect()]).toEqual(["RegisteringDns", "no such host"]);
    await control("POST", "clock", { seconds: 31 });
    expect([await state(), await connect()]).toEqual(["Succeeded", 401]);
  });

  // Recorded: azure-service-operator, Apr 2025 (soft delete); azure-sdk-for-python, Apr 2021 (what is not returned).
  test("has soft delete whatever the request specifies, and returns what it was sent alone", async () => {
    const [group, token, name] = [await resourceGroup(), await armToken(), unique("kv-")];
    const capitalized = { family: "A", name: "Standard" };
    const sent = { ...body, properties: { ...body.properties, sku: capitalized, enableSoftDelete: false } };
    const { status, json } = await raw("PUT", vaultUrl(group, name, "2019-09-01"), { token, body: sent });
    expect([status, json.systemData, json.tags]).toEqual([200, undefined, {}]);
    expect(json.properties.sku).toEqual(capitalized);
    expect(Object.keys(json.properties as object).sort()).toEqual([
      "accessPolicies",
      "enableSoftDelete",
      "enabledForDeployment",
      "provisioningState",
      "sku",
      "tenantId",
      "vaultUri",
    ]);
    expect(json.properties.enableSoftDelete).toBe(true);
    expect(
      Object.keys((await raw("GET", vaultUrl(group, name), { token })).json.properties as object),
    ).toContain("publicNetworkAccess");
  });
});

describe("a vault's network rules", () => {
  // Recorded: azure-cli, Mar 2023.
  test("are not returned where they are the defaults, and have the ids of subnets in lower case", async () => {
    const [group, { vaults }] = [await resourceGroup(), clients()];
    const { name } = await vault(group, { networkAcls: { bypass: "AzureServices", defaultAction: "Allow" } });
    expect((await vaults.get(group, name!)).properties.networkAcls).toBeUndefined();
    const id = `${subscription}/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/VNet/subnets/Subnet`;
    const change = async (networkAcls: object) =>
      (await vaults.update(group, name!, { properties: { networkAcls } })).properties.networkAcls;
    expect(await change({ defaultAction: "Deny" })).toEqual({
      bypass: "AzureServices",
      defaultAction: "Deny",
      ipRules: [],
      virtualNetworkRules: [],
    });
    expect(await change({ defaultAction: "Deny", virtualNetworkRules: [{ id }] })).toMatchObject({
      virtualNetworkRules: [{ id: id.toLowerCase() }],
    });
    expect(await change({ defaultAction: "Allow" })).toBeUndefined();
  });
});

describe("a deleted vault", () => {
  afterEach(() => control("DELETE", "settings"));

  async function deletedVault() {
    const group = await resourceGroup();
    const { name } = await vault(group);
    await clients().vaults.delete(group, name!);
    const url = `https://management.azure.com${subscription}/providers/Microsoft.KeyVault/locations/swedencentral/deletedVaults/${name}`;
    return { name: name!, url, token: await armToken() };
  }

  const version = "?api-version=2023-07-01";

  // Recorded: azure-sdk-for-python, Apr 2021; azure-cli, May 2023; azure-service-operator, Apr 2025.
  test("is purged as a long-running operation: a Location alone, polls with a state, 200 at the end", async () => {
    await control("PUT", "settings", { operations: { polls: 2 } });
    const { url, token } = await deletedVault();
    const started = await raw("POST", `${url}/purge${version}`, { token });
    const location = started.headers.get("location")!;
    expect([started.status, started.text]).toEqual([202, ""]);
    expect(started.headers.get("azure-asyncoperation") ?? started.headers.get("retry-after")).toBeNull();
    expect(location).toMatch(/\/locations\/swedencentral\/operationResults\/[^/?]+\?api-version=2023-07-01$/);
    const polls = [1, 2, 3].map(() => () => raw("GET", location, { token }));
    for (const poll of polls.slice(0, 2)) {
      const { status, headers, json } = await poll();
      expect([status, headers.get("location"), headers.get("retry-after")]).toEqual([202, location, null]);
      expect(json).toEqual({
        createdDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
        status: "NotStarted",
      });
    }
    const { status, json } = await polls[2]!();
    expect([status, Object.keys(json as object), json.status]).toEqual([
      200,
      ["createdDateTime", "lastActionDateTime", "status"],
      "Succeeded",
    ]);
    expect((await raw("GET", `${url}${version}`, { token })).status).toBe(404);
  });

  test("is purged in a 202 and one poll by default, as a poller that follows the Location needs it", async () => {
    const { url, token } = await deletedVault();
    const { status, headers } = await raw("POST", `${url}/purge${version}`, { token });
    const poll = await raw("GET", headers.get("location")!, { token });
    expect([status, poll.status, poll.json.status]).toEqual([202, 200, "Succeeded"]);
  });

  test("has dates in whole seconds; one that does not exist is described in Azure's words", async () => {
    const { name, url, token } = await deletedVault();
    const { json } = await raw("GET", `${url}${version}`, { token });
    for (const date of [json.properties.deletionDate, json.properties.scheduledPurgeDate]) {
      expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
    const { status, json: missing } = await raw("GET", `${url.replace(name, "nothing")}${version}`, {
      token,
    });
    expect([status, missing.error.code]).toEqual([404, "DeletedVaultNotFound"]);
    expect(missing.error.message).toMatch(
      /^The specified deleted vault 'nothing' does not exist\. Ensure that .*2149745$/,
    );
  });
});

describe("lists of vaults", () => {
  // Recorded: azure-sdk-for-python, Apr 2021.
  test("have a next page after a full one, and an empty page for a token of another list", async () => {
    const [group, token] = [await resourceGroup(), await armToken()];
    const { name } = await vault(group);
    const url = vaultUrl(group, "").replace("/vaults/", "/vaults");
    const first = await raw("GET", `${url}&$top=1`, { token });
    expect(first.json.value.map((listed: { name: string }) => listed.name)).toEqual([name]);
    expect(first.json.nextLink).toMatch(/&\$top=1&\$skiptoken=ServiceBased/);
    const second = await raw("GET", first.json.nextLink as string, { token });
    expect([second.status, second.json]).toEqual([200, { value: [] }]);
    const other = await raw("GET", `${url}&$top=1&$skiptoken=ServiceBased,Tm9uZSxhLi4`, { token });
    expect([other.status, other.json]).toEqual([200, { value: [] }]);
  });
});

describe("secrets through Resource Manager", () => {
  test("are written and described, and their values never returned", async () => {
    const group = await resourceGroup();
    const { name } = await vault(group);
    const { secrets } = clients().keyVault;
    await secrets.createOrUpdate(group, name!, "key", {
      properties: { value: "a-value", contentType: "text" },
      tags: { a: "b" },
    });
    const read = await secrets.get(group, name!, "key");
    expect(read).toMatchObject({
      tags: { a: "b" },
      properties: { contentType: "text", attributes: { enabled: true } },
    });
    expect(JSON.stringify(read)).not.toContain("a-value");
    await secrets.update(group, name!, "key", { properties: { attributes: { enabled: false } } });
    expect((await secrets.get(group, name!, "key")).properties.attributes?.enabled).toBe(false);
    expect((await secrets.get(group, name!, "key")).properties.secretUriWithVersion).toBe(
      read.properties.secretUriWithVersion,
    );
  });

  test("are not deleted", async () => {
    const group = await resourceGroup();
    const { name } = await vault(group);
    const token = await armToken();
    const { status, json } = await raw("DELETE", vaultUrl(group, name!, "2023-07-01", "/secrets/key"), {
      token,
    });
    expect([status, json.error.code]).toEqual([405, "DisallowedResourceOperation"]);
  });

  // MicrosoftDocs/azure-docs#88193, February 2022; wording of scylladb/scylla-cluster-tests#13184, January 2026.
  test("refuse a change of their access policies that meets another one, and accept it afterwards", async () => {
    const group = await resourceGroup();
    const { name } = await vault(group, { enableRbacAuthorization: false });
    const { vaults } = clients();
    const add = (objectId: string) => {
      const policy = { tenantId, objectId, permissions: { secrets: ["get"] } };
      return vaults.updateAccessPolicy(group, name!, "add", { properties: { accessPolicies: [policy] } });
    };
    const ids = ["1", "2", "3"].map((digit) => `aaaaaaaa-0000-4000-8000-00000000000${digit}`);
    await control("POST", "faults", [
      { service: "arm", method: "PUT", path: `${name}/accessPolicies/`, after: true, delayMs: 500 },
    ]);
    const results = await Promise.allSettled(ids.map(add));
    await control("DELETE", "faults");
    const refused = results.flatMap((result) =>
      result.status === "rejected"
        ? [result.reason as { statusCode: number; code: string; message: string }]
        : [],
    );
    expect(refused.map(({ statusCode, code }) => [statusCode, code])).toEqual([
      [409, "ConflictError"],
      [409, "ConflictError"],
    ]);
    expect(refused[0]!.message).toContain(
      `the Key Vault '${name}' changed from the point the operation began`,
    );
    for (const id of ids) {
      await add(id);
    }
    const { properties } = await vaults.get(group, name!);
    expect(properties.accessPolicies!.map(({ objectId }) => objectId).sort()).toEqual(ids);
  });

  test("accept a change of their access policies again while the response of the first one is lost", async () => {
    const group = await resourceGroup();
    const { name } = await vault(group, { enableRbacAuthorization: false });
    const path = `${name}/accessPolicies/`;
    await control("POST", "faults", [
      { service: "arm", method: "PUT", path, after: true, reset: true, delayMs: 1000, count: 1 },
    ]);
    const token = await armToken();
    const url = vaultUrl(group, name!, "2023-07-01", "/accessPolicies/add");
    const add = () => raw("PUT", url, { token, body: { properties: { accessPolicies: [] } } });
    const lost = add().then(
      () => "answered",
      () => "lost",
    );
    while ((await control("GET", "faults")).faults[0].matched === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await add()).status).toBe(200);
    await control("DELETE", "faults");
    expect(await lost).toBe("lost");
  });
});
