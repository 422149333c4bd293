import { SecretClient } from "@azure/keyvault-secrets";
import type { Vault } from "@azure/arm-keyvault";
import {
  application,
  assign,
  clients,
  control,
  deployer,
  options,
  refusal,
  resourceGroup,
  roles,
  tenantId,
  vault,
} from "./localAzure";
import { raw } from "./raw";

/** A vault, and a client with Key Vault Secrets Officer on it. */
async function vaultWithSecretsOfficer(properties: Partial<Vault["properties"]> = {}) {
  const group = await resourceGroup();
  const created = await vault(group, properties);
  const { credential, objectId } = await application([{ role: roles.secretsOfficer, scope: created.id! }]);
  return {
    group,
    vault: created,
    objectId,
    credential,
    secrets: new SecretClient(created.properties.vaultUri!, credential, options),
  };
}

const names = async (list: AsyncIterable<{ name: string }>) => {
  const found: string[] = [];
  for await (const { name } of list) {
    found.push(name);
  }
  return found;
};

afterEach(() => control("DELETE", "settings"));

describe("secrets", () => {
  test("are set, read by version, updated and listed", async () => {
    const { secrets } = await vaultWithSecretsOfficer();
    const first = await secrets.setSecret("key", "one", { tags: { a: "b" } });
    const second = await secrets.setSecret("key", "two");
    expect(await secrets.getSecret("key")).toMatchObject({
      value: "two",
      properties: { version: second.properties.version },
    });
    expect(await secrets.getSecret("key", { version: first.properties.version })).toMatchObject({
      value: "one",
      properties: { tags: { a: "b" } },
    });
    await secrets.updateSecretProperties("key", second.properties.version!, { tags: { c: "d" } });
    expect((await secrets.getSecret("key")).properties.tags).toEqual({ c: "d" });
    expect(await names(secrets.listPropertiesOfSecrets())).toEqual(["key"]);
    expect(await names(secrets.listPropertiesOfSecretVersions("key"))).toEqual(["key", "key"]);
  });

  test("are listed in pages", async () => {
    const { secrets } = await vaultWithSecretsOfficer();
    const written = Array.from({ length: 30 }, (_, index) => `secret-${String(index).padStart(2, "0")}`);
    for (const name of written) {
      await secrets.setSecret(name, "x");
    }
    const sizes: number[] = [];
    for await (const page of secrets.listPropertiesOfSecrets().byPage({ maxPageSize: 12 })) {
      sizes.push(page.length);
    }
    expect(sizes).toEqual([12, 12, 6]);
    expect(await names(secrets.listPropertiesOfSecrets())).toEqual(written);
  });

  test("that are disabled cannot be read; expired and not yet valid ones can, as on Azure", async () => {
    const { secrets } = await vaultWithSecretsOfficer();
    await secrets.setSecret("disabled", "x", { enabled: false });
    await secrets.setSecret("later", "x", { notBefore: new Date(Date.now() + 1e11) });
    await secrets.setSecret("expired", "x", { expiresOn: new Date(1) });
    expect(await refusal(secrets.getSecret("disabled"))).toBe("403 Forbidden SecretDisabled");
    expect((await secrets.getSecret("later")).value).toBe("x");
    expect((await secrets.getSecret("expired")).value).toBe("x");
  });

  test("that do not exist are not found, and malformed names are refused", async () => {
    const { secrets } = await vaultWithSecretsOfficer();
    expect(await refusal(secrets.getSecret("nothing"))).toBe("404 SecretNotFound");
    expect(await refusal(secrets.setSecret("under_score", "x"))).toBe("400 BadParameter");
    expect(await refusal(secrets.setSecret("large", "x".repeat(26 * 1024)))).toBe("400 BadParameter");
  });

  test("are soft-deleted, hold their name, are recovered and purged", async () => {
    const { secrets } = await vaultWithSecretsOfficer();
    await secrets.setSecret("key", "one");
    await (await secrets.beginDeleteSecret("key", { intervalInMs: 10 })).pollUntilDone();
    expect(await refusal(secrets.getSecret("key"))).toBe("404 SecretNotFound");
    expect(await refusal(secrets.setSecret("key", "two"))).toBe("409 Conflict ObjectIsDeletedButRecoverable");
    expect(await names(secrets.listDeletedSecrets())).toEqual(["key"]);
    await (await secrets.beginRecoverDeletedSecret("key", { intervalInMs: 10 })).pollUntilDone();
    expect((await secrets.getSecret("key")).value).toBe("one");
    await (await secrets.beginDeleteSecret("key", { intervalInMs: 10 })).pollUntilDone();
    await secrets.purgeDeletedSecret("key");
    await expect(secrets.setSecret("key", "two")).resolves.toBeDefined();
  });

  test("are purged when the vault's retention is over", async () => {
    const { secrets } = await vaultWithSecretsOfficer({ softDeleteRetentionInDays: 7 });
    await secrets.setSecret("key", "one");
    await (await secrets.beginDeleteSecret("key", { intervalInMs: 10 })).pollUntilDone();
    await control("POST", "clock", { seconds: 8 * 86_400 });
    expect(await names(secrets.listDeletedSecrets())).toEqual([]);
    await expect(secrets.setSecret("key", "two")).resolves.toBeDefined();
  });

  test("are backed up and restored, all versions of them", async () => {
    const { secrets } = await vaultWithSecretsOfficer();
    await secrets.setSecret("key", "one");
    await secrets.setSecret("key", "two");
    const backup = await secrets.backupSecret("key");
    await (await secrets.beginDeleteSecret("key", { intervalInMs: 10 })).pollUntilDone();
    await secrets.purgeDeletedSecret("key");
    await secrets.restoreSecretBackup(backup!);
    expect((await secrets.getSecret("key")).value).toBe("two");
    expect(await names(secrets.listPropertiesOfSecretVersions("key"))).toHaveLength(2);
  });
});

describe("a vault with Azure RBAC", () => {
  test("gives the subscription's owner no permission on secrets", async () => {
    const { vault: created } = await vaultWithSecretsOfficer();
    const secrets = new SecretClient(created.properties.vaultUri!, deployer, options);
    expect(await refusal(secrets.setSecret("a", "b"))).toBe("403 Forbidden ForbiddenByRbac");
  });

  test("allows a Secrets User to read but not to write", async () => {
    const { vault: created, secrets } = await vaultWithSecretsOfficer();
    await secrets.setSecret("key", "one");
    const { credential } = await application([{ role: roles.secretsUser, scope: created.id! }]);
    const user = new SecretClient(created.properties.vaultUri!, credential, options);
    expect((await user.getSecret("key")).value).toBe("one");
    expect(await refusal(user.setSecret("key", "two"))).toBe("403 Forbidden ForbiddenByRbac");
  });

  test("applies a role assignment at the scope of one secret to that secret alone", async () => {
    const { vault: created, secrets } = await vaultWithSecretsOfficer();
    await secrets.setSecret("mine", "one");
    await secrets.setSecret("mine-too", "two");
    const { credential, objectId } = await application();
    await assign(`${created.id}/secrets/mine`, roles.secretsUser, objectId);
    const user = new SecretClient(created.properties.vaultUri!, credential, options);
    expect((await user.getSecret("mine")).value).toBe("one");
    expect(await refusal(user.getSecret("mine-too"))).toBe("403 Forbidden ForbiddenByRbac");
  });

  test("ignores access policies, and a vault with access policies ignores role assignments", async () => {
    const { vault: created, group, objectId, secrets } = await vaultWithSecretsOfficer();
    await secrets.setSecret("key", "one");
    await clients().vaults.update(group, created.name!, { properties: { enableRbacAuthorization: false } });
    expect(await refusal(secrets.getSecret("key"))).toBe("403 Forbidden ForbiddenByPolicy");
    await clients().vaults.updateAccessPolicy(group, created.name!, "add", {
      properties: { accessPolicies: [{ tenantId, objectId, permissions: { secrets: ["get"] } }] },
    });
    expect((await secrets.getSecret("key")).value).toBe("one");
    expect(await refusal(secrets.setSecret("key", "two"))).toBe("403 Forbidden ForbiddenByPolicy");
    const other = await application();
    await clients().vaults.update(group, created.name!, {
      properties: {
        enableRbacAuthorization: true,
        accessPolicies: [{ tenantId, objectId: other.objectId, permissions: { secrets: ["get"] } }],
      },
    });
    const byPolicy = new SecretClient(created.properties.vaultUri!, other.credential, options);
    expect(await refusal(byPolicy.getSecret("key"))).toBe("403 Forbidden ForbiddenByRbac");
  });
});

describe("a vault's firewall", () => {
  test.each<[string, Partial<Vault["properties"]>, boolean]>([
    [
      "denies an unlisted client",
      { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "10.0.0.0/8" }] } },
      false,
    ],
    [
      "allows a listed range",
      { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "127.0.0.0/8" }] } },
      true,
    ],
    [
      "denies every client without public network access",
      {
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: "Allow", ipRules: [{ value: "127.0.0.1" }] },
      },
      false,
    ],
  ])("%s", async (_what, properties, open) => {
    const { secrets } = await vaultWithSecretsOfficer(properties);
    const call = secrets.setSecret("key", "one");
    if (open) {
      await expect(call).resolves.toBeDefined();
    } else {
      expect(await refusal(call)).toBe("403 Forbidden ForbiddenByFirewall");
    }
  });

  test("does not apply to secrets that are written through Resource Manager", async () => {
    const group = await resourceGroup();
    const created = await vault(group, { publicNetworkAccess: "Disabled" });
    const written = await clients().keyVault.secrets.createOrUpdate(group, created.name!, "key", {
      properties: { value: "one" },
    });
    expect(written.properties.secretUri).toBe(`${created.properties.vaultUri}secrets/key`);
    expect(JSON.stringify(written)).not.toContain('"one"');
  });
});

test("a vault throttles requests above its limit, and returns Retry-After", async () => {
  const { secrets, vault: created, credential } = await vaultWithSecretsOfficer();
  await secrets.setSecret("key", "one");
  await control("PUT", "settings", { vaultRequestLimit: 3 });
  const { token } = await credential.getToken("https://vault.azure.net/.default");
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      raw("GET", `${created.properties.vaultUri}secrets/key?api-version=7.4`, { token }),
    ),
  );
  const throttled = answers.filter(({ status }) => status === 429);
  expect(throttled.length).toBeGreaterThanOrEqual(5);
  expect(Number(throttled[0]!.headers.get("retry-after"))).toBeGreaterThan(0);
});
