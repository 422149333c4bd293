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

/** A vault and a client of it with the rights of a Secrets Officer. */
async function officer(properties: Partial<Vault["properties"]> = {}) {
  const group = await resourceGroup();
  const made = await vault(group, properties);
  const { credential, objectId } = await application([{ role: roles.secretsOfficer, scope: made.id! }]);
  return {
    group,
    vault: made,
    objectId,
    credential,
    secrets: new SecretClient(made.properties.vaultUri!, credential, options),
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
    const { secrets } = await officer();
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
    const { secrets } = await officer();
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

  test("that are disabled are not read; those that are expired or not yet valid are, as on Azure", async () => {
    const { secrets } = await officer();
    await secrets.setSecret("disabled", "x", { enabled: false });
    await secrets.setSecret("later", "x", { notBefore: new Date(Date.now() + 1e11) });
    await secrets.setSecret("expired", "x", { expiresOn: new Date(1) });
    expect(await refusal(secrets.getSecret("disabled"))).toBe("403 Forbidden SecretDisabled");
    expect((await secrets.getSecret("later")).value).toBe("x");
    expect((await secrets.getSecret("expired")).value).toBe("x");
  });

  test("that do not exist are not found, and malformed names are refused", async () => {
    const { secrets } = await officer();
    expect(await refusal(secrets.getSecret("nothing"))).toBe("404 SecretNotFound");
    expect(await refusal(secrets.setSecret("under_score", "x"))).toBe("400 BadParameter");
    expect(await refusal(secrets.setSecret("large", "x".repeat(26 * 1024)))).toBe("400 BadParameter");
  });

  test("go into soft delete, keep their name, are recovered and purged", async () => {
    const { secrets } = await officer();
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

  test("in soft delete are gone when the vault's retention is over", async () => {
    const { secrets } = await officer({ softDeleteRetentionInDays: 7 });
    await secrets.setSecret("key", "one");
    await (await secrets.beginDeleteSecret("key", { intervalInMs: 10 })).pollUntilDone();
    await control("POST", "clock", { seconds: 8 * 86_400 });
    expect(await names(secrets.listDeletedSecrets())).toEqual([]);
    await expect(secrets.setSecret("key", "two")).resolves.toBeDefined();
  });

  test("are backed up and restored, all versions of them", async () => {
    const { secrets } = await officer();
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

describe("a vault in RBAC mode", () => {
  test("gives the subscription's owner no right on secrets", async () => {
    const { vault: made } = await officer();
    const secrets = new SecretClient(made.properties.vaultUri!, deployer, options);
    expect(await refusal(secrets.setSecret("a", "b"))).toBe("403 Forbidden ForbiddenByRbac");
  });

  test("lets a Secrets User read and not write", async () => {
    const { vault: made, secrets } = await officer();
    await secrets.setSecret("key", "one");
    const { credential } = await application([{ role: roles.secretsUser, scope: made.id! }]);
    const user = new SecretClient(made.properties.vaultUri!, credential, options);
    expect((await user.getSecret("key")).value).toBe("one");
    expect(await refusal(user.setSecret("key", "two"))).toBe("403 Forbidden ForbiddenByRbac");
  });

  test("takes a grant at the scope of one secret for that secret alone", async () => {
    const { vault: made, secrets } = await officer();
    await secrets.setSecret("mine", "one");
    await secrets.setSecret("mine-too", "two");
    const { credential, objectId } = await application();
    await assign(`${made.id}/secrets/mine`, roles.secretsUser, objectId);
    const user = new SecretClient(made.properties.vaultUri!, credential, options);
    expect((await user.getSecret("mine")).value).toBe("one");
    expect(await refusal(user.getSecret("mine-too"))).toBe("403 Forbidden ForbiddenByRbac");
  });

  test("ignores access policies, and a vault out of RBAC mode ignores role assignments", async () => {
    const { vault: made, group, objectId, secrets } = await officer();
    await secrets.setSecret("key", "one");
    await clients().vaults.update(group, made.name!, { properties: { enableRbacAuthorization: false } });
    expect(await refusal(secrets.getSecret("key"))).toBe("403 Forbidden ForbiddenByPolicy");
    await clients().vaults.updateAccessPolicy(group, made.name!, "add", {
      properties: { accessPolicies: [{ tenantId, objectId, permissions: { secrets: ["get"] } }] },
    });
    expect((await secrets.getSecret("key")).value).toBe("one");
    expect(await refusal(secrets.setSecret("key", "two"))).toBe("403 Forbidden ForbiddenByPolicy");
    const other = await application();
    await clients().vaults.update(group, made.name!, {
      properties: {
        enableRbacAuthorization: true,
        accessPolicies: [{ tenantId, objectId: other.objectId, permissions: { secrets: ["get"] } }],
      },
    });
    const byPolicy = new SecretClient(made.properties.vaultUri!, other.credential, options);
    expect(await refusal(byPolicy.getSecret("key"))).toBe("403 Forbidden ForbiddenByRbac");
  });
});

describe("a vault's firewall", () => {
  test.each<[string, Partial<Vault["properties"]>, boolean]>([
    [
      "keeps out who is not listed",
      { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "10.0.0.0/8" }] } },
      false,
    ],
    [
      "lets in a listed range",
      { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "127.0.0.0/8" }] } },
      true,
    ],
    [
      "keeps everybody out without public access",
      {
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: "Allow", ipRules: [{ value: "127.0.0.1" }] },
      },
      false,
    ],
  ])("%s", async (_what, properties, open) => {
    const { secrets } = await officer(properties);
    const call = secrets.setSecret("key", "one");
    if (open) {
      await expect(call).resolves.toBeDefined();
    } else {
      expect(await refusal(call)).toBe("403 Forbidden ForbiddenByFirewall");
    }
  });

  test("does not stand before secrets that are written through Resource Manager", async () => {
    const group = await resourceGroup();
    const made = await vault(group, { publicNetworkAccess: "Disabled" });
    const written = await clients().keyVault.secrets.createOrUpdate(group, made.name!, "key", {
      properties: { value: "one" },
    });
    expect(written.properties.secretUri).toBe(`${made.properties.vaultUri}secrets/key`);
    expect(JSON.stringify(written)).not.toContain('"one"');
  });
});

test("a vault answers no more than its limit, and says when to come back", async () => {
  const { secrets, vault: made, credential } = await officer();
  await secrets.setSecret("key", "one");
  await control("PUT", "settings", { vaultRequestLimit: 3 });
  const { token } = await credential.getToken("https://vault.azure.net/.default");
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      raw("GET", `${made.properties.vaultUri}secrets/key?api-version=7.4`, { token }),
    ),
  );
  const throttled = answers.filter(({ status }) => status === 429);
  expect(throttled.length).toBeGreaterThanOrEqual(5);
  expect(Number(throttled[0]!.headers.get("retry-after"))).toBeGreaterThan(0);
});
