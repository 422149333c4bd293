import {
  clients,
  control,
  deployer,
  refusal,
  resourceGroup,
  roles,
  assign,
  application,
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
        softDeleteRetentionInDays: 90,
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
    const { token } = await deployer.getToken("https://management.azure.com/.default");
    for (const [version, mode] of [
      ["2023-07-01", false],
      ["2026-02-01", true],
    ] as const) {
      const url = `https://management.azure.com${subscription}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/${unique("kv-")}?api-version=${version}`;
      const body = { location: "swedencentral", properties: { tenantId, sku, accessPolicies: [] } };
      const { json, status } = await raw("PUT", url, { token, body });
      expect([status, json.properties.enableRbacAuthorization]).toEqual([201, mode]);
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
    await vaults.beginPurgeDeletedAndWait(plain.name!, "swedencentral");
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
    const { token } = await deployer.getToken("https://management.azure.com/.default");
    const url = `https://management.azure.com${subscription}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/${name}/secrets/key?api-version=2023-07-01`;
    const { status, json } = await raw("DELETE", url, { token });
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
});
