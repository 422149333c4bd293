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

/** A vault with a secret `key`, and a client that sends requests to its data plane unchanged. */
async function vaultWithSecret() {
  const {
    vault: created,
    secrets,
    credential,
  } = await vaultWithSecretsOfficer({
    softDeleteRetentionInDays: 7,
  });
  await secrets.setSecret("key", "one");
  const { token } = await credential.getToken("https://vault.azure.net/.default");
  const send = async (method: string, path: string, body?: unknown, version = "7.4") => {
    const url = `${created.properties.vaultUri}${path}${path.includes("?") ? "&" : "?"}api-version=${version}`;
    return raw(method, url, { token, body });
  };
  /** Status, code and inner code of an error; the status alone of anything else. */
  const answer = async (method: string, path: string, body?: unknown) => {
    const { status, json } = await send(method, path, body);
    return [status, json?.error?.code, json?.error?.innererror?.code].filter(Boolean).join(" ");
  };
  return { send, answer };
}

describe("a deleted secret", () => {
  // Recorded: azure-sdk-for-python, Oct 2019: 2 to 7 reads that do not find it, in 10 to 35 seconds; azure-cli, May 2023.
  test("appears among the deleted ones a little later, and a recovered one is back a little later", async () => {
    const { answer, send } = await vaultWithSecret();
    expect(await answer("DELETE", "secrets/key")).toBe("200");
    expect(await answer("GET", "secrets/key")).toBe("404 SecretNotFound");
    expect((await send("GET", "deletedsecrets")).json.value).toEqual([]);
    expect(await answer("GET", "deletedsecrets/key")).toBe("404 SecretNotFound");
    expect(await answer("GET", "deletedsecrets/key")).toBe("404 SecretNotFound");
    expect(await answer("GET", "deletedsecrets/key")).toBe("200");
    expect((await send("GET", "deletedsecrets")).json.value).toHaveLength(1);
    expect(await answer("POST", "deletedsecrets/key/recover")).toBe("200");
    expect((await send("GET", "secrets")).json.value).toEqual([]);
    expect(await answer("GET", "secrets/key/")).toBe("404 SecretNotFound");
    expect(await answer("GET", "secrets/key/")).toBe("404 SecretNotFound");
    expect((await send("GET", "secrets/key/")).json.value).toBe("one");
  });

  test("is seen by the first read after half a minute", async () => {
    const { answer } = await vaultWithSecret();
    await answer("DELETE", "secrets/key");
    await control("POST", "clock", { seconds: 35 });
    expect(await answer("GET", "deletedsecrets/key")).toBe("200");
  });

  // Recorded: azure-cli, May 2023; the words of the PUTs, azure-sdk-for-net#34322, Feb 2023, and azurerm#12285, Jun 2021.
  test("can be neither recovered, purged nor set while Azure deletes it, nor set while Azure recovers it", async () => {
    await control("PUT", "settings", { keyVault: { dnsSeconds: 0, objectPolls: 0, objectSeconds: 15 } });
    const { answer, send } = await vaultWithSecret();
    const set = () => answer("PUT", "secrets/key", { value: "two" });
    await answer("DELETE", "secrets/key");
    expect(await answer("GET", "deletedsecrets/key")).toBe("404 SecretNotFound");
    const { json } = await send("POST", "deletedsecrets/key/recover");
    expect(json.error).toEqual({
      code: "Conflict",
      message: "Secret key is currently being deleted.",
      innererror: { code: "ObjectIsBeingDeleted" },
    });
    expect(await answer("DELETE", "deletedsecrets/key")).toBe("409 Conflict ObjectIsBeingDeleted");
    expect(await set()).toBe("409 Conflict ObjectIsBeingDeleted");
    await control("POST", "clock", { seconds: 16 });
    expect(await set()).toBe("409 Conflict ObjectIsDeletedButRecoverable");
    expect(await answer("GET", "deletedsecrets/key")).toBe("200");
    expect(await answer("POST", "deletedsecrets/key/recover")).toBe("200");
    expect(await answer("GET", "secrets/key")).toBe("404 SecretNotFound");
    expect(await set()).toBe("409 Conflict ObjectIsBeingRecovered");
    await control("POST", "clock", { seconds: 16 });
    expect(await answer("GET", "secrets/key")).toBe("200");
    expect(await set()).toBe("200");
  });

  // Recorded: azure-cli, May 2023.
  test("is not recovered where it is there: 400, and not 404", async () => {
    const { answer, send } = await vaultWithSecret();
    const { status, json } = await send("POST", "deletedsecrets/key/recover");
    expect([status, json.error]).toEqual([
      400,
      {
        code: "MethodNotAllowed",
        message: "Secret exists already: key",
        innererror: { code: "RequestNotAllowedOnNonDeletedObject" },
      },
    ]);
    expect(await answer("POST", "deletedsecrets/nothing/recover")).toBe("404 SecretNotFound");
  });
});

describe("answers of a vault's data plane", () => {
  // Recorded: azure-cli, May 2023.
  test("a restored secret keeps its versions, and its value is not returned", async () => {
    const { answer, send } = await vaultWithSecret();
    const before = (await send("GET", "secrets/key")).json;
    const backup = (await send("POST", "secrets/key/backup")).json;
    await answer("DELETE", "secrets/key");
    await answer("DELETE", "deletedsecrets/key");
    const { status, json } = await send("POST", "secrets/restore", backup);
    expect([status, json.value, json.id, json.attributes]).toEqual([
      200,
      undefined,
      before.id,
      before.attributes,
    ]);
  });

  // Recorded: azure-sdk-for-python, Oct 2019; azure-cli, May 2023.
  test("days of recovery are not part of version 7.0, and errors name the region too", async () => {
    const { send } = await vaultWithSecret();
    const attributes = async (version: string) =>
      (await send("GET", "secrets/key", undefined, version)).json.attributes as object;
    expect(await attributes("7.0")).toMatchObject({ recoveryLevel: "CustomizedRecoverable+Purgeable" });
    expect(await attributes("7.0")).not.toHaveProperty("recoverableDays");
    expect(await attributes("7.4")).toMatchObject({ recoverableDays: 7 });
    const { status, headers } = await send("GET", "secrets/nothing");
    expect([status, headers.get("x-ms-keyvault-region")]).toEqual([404, "swedencentral"]);
  });

  // Recorded: azure-cli, May 2023.
  test("the next page has the port in its URL, and a text as its token", async () => {
    const { answer, send } = await vaultWithSecret();
    await answer("PUT", "secrets/key", { value: "two" });
    const { json } = await send("GET", "secrets/key/versions?maxresults=1");
    expect(json.nextLink).toMatch(
      /^https:\/\/[\w-]+\.vault\.azure\.net:443\/secrets\/key\/versions\?api-version=7\.4&\$skiptoken=\w+[%=\w]*&maxresults=1$/,
    );
    const [, token] = /skiptoken=([^&]+)/.exec(json.nextLink as string) ?? [];
    expect((await send("GET", `secrets/key/versions?maxresults=1&$skiptoken=${token}`)).json).toMatchObject({
      value: [{}],
      nextLink: null,
    });
    expect((await send("GET", "secrets?$skiptoken=of-another-list")).json.value).toEqual([]);
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
  test.each<[string, Partial<Vault["properties"]>, string | undefined]>([
    [
      "denies an unlisted client",
      { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "10.0.0.0/8" }] } },
      "ForbiddenByFirewall",
    ],
    [
      "allows a listed range",
      { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "127.0.0.0/8" }] } },
      undefined,
    ],
    [
      "denies every client without public network access",
      {
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: "Allow", ipRules: [{ value: "127.0.0.1" }] },
      },
      // Recorded, microsoft/multimodal-ai#171, Jan 2025.
      "ForbiddenByConnection",
    ],
  ])("%s", async (_what, properties, refused) => {
    const { secrets } = await vaultWithSecretsOfficer(properties);
    const call = secrets.setSecret("key", "one");
    if (refused === undefined) {
      await expect(call).resolves.toBeDefined();
    } else {
      expect(await refusal(call)).toBe(`403 Forbidden ${refused}`);
    }
  });

  // Recorded, microsoft/multimodal-ai#171, Jan 2025.
  test("names the caller and the vault alone where public network access is disabled, and the IP address elsewhere", async () => {
    const {
      vault: created,
      group,
      credential,
    } = await vaultWithSecretsOfficer({
      publicNetworkAccess: "Disabled",
    });
    const { token } = await credential.getToken("https://vault.azure.net/.default");
    const messageLines = async () => {
      const { json } = await raw("GET", `${created.properties.vaultUri}secrets?api-version=7.4`, { token });
      return (json.error.message as string).split("\r\n").map((line) => line.split(/[:;]/)[0]);
    };
    expect(await messageLines()).toEqual([
      "Public network access is disabled and request is not from a trusted service nor via an approved private link.",
      "Caller",
      "Vault",
    ]);
    await clients().vaults.update(group, created.name!, {
      properties: { publicNetworkAccess: "Enabled", networkAcls: { defaultAction: "Deny" } },
    });
    expect((await messageLines()).slice(1)).toEqual(["Client address", "Caller", "Vault"]);
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
