import * as fs from "node:fs";
import * as path from "node:path";
import type { Vault } from "@azure/arm-keyvault";
import { CryptographyClient, KeyClient } from "@azure/keyvault-keys";
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

/** A vault, and a client with Key Vault Crypto Officer on it. */
async function vaultWithCryptoOfficer(properties: Partial<Vault["properties"]> = {}) {
  const group = await resourceGroup();
  const created = await vault(group, properties);
  const { credential, objectId } = await application([{ role: roles.cryptoOfficer, scope: created.id! }]);
  const uri = created.properties.vaultUri!;
  return { group, vault: created, uri, credential, objectId, keys: new KeyClient(uri, credential, options) };
}

const plaintext = Buffer.from("a data key of thirty-two bytes..");
const algorithm = "RSA-OAEP-256";

const encrypt = (client: CryptographyClient) => client.encrypt({ algorithm, plaintext });
const decrypt = async (client: CryptographyClient, ciphertext: Uint8Array) =>
  Buffer.from((await client.decrypt({ algorithm, ciphertext })).result).toString();

const names = async (list: AsyncIterable<{ name: string }>) => {
  const found: string[] = [];
  for await (const { name } of list) {
    found.push(name);
  }
  return found;
};

describe("keys", () => {
  test("are created, and encrypt what they alone decrypt", async () => {
    const { keys, credential } = await vaultWithCryptoOfficer();
    const one = new CryptographyClient((await keys.createRsaKey("one")).id!, credential, options);
    const other = new CryptographyClient((await keys.createRsaKey("other")).id!, credential, options);
    const { result, keyID } = await encrypt(one);
    expect(Buffer.from(result)).toHaveLength(256);
    expect(keyID).toBe((await keys.getKey("one")).id);
    expect(await decrypt(one, result)).toBe(plaintext.toString());
    expect(await refusal(decrypt(other, result))).toBe("400 BadParameter");
  });

  test("wrap and unwrap other keys, and what the client encrypts by itself with the public half is decrypted", async () => {
    const { keys, credential } = await vaultWithCryptoOfficer();
    const client = new CryptographyClient(
      (await keys.createRsaKey("key", { keySize: 3072 })).id!,
      credential,
      options,
    );
    const wrapped = await client.wrapKey(algorithm, plaintext);
    expect(Buffer.from((await client.unwrapKey(algorithm, wrapped.result)).result)).toEqual(plaintext);
    // With SHA-1 the client needs no vault to encrypt.
    const { result } = await client.encrypt({ algorithm: "RSA-OAEP", plaintext });
    expect(Buffer.from((await client.decrypt({ algorithm: "RSA-OAEP", ciphertext: result })).result)).toEqual(
      plaintext,
    );
  });

  test("have versions: each decrypts its own, and the newest is the default", async () => {
    const { keys, credential, uri } = await vaultWithCryptoOfficer();
    const first = await keys.createRsaKey("key", { tags: { a: "b" } });
    const { result } = await encrypt(new CryptographyClient(first.id!, credential, options));
    const second = await keys.rotateKey("key");
    expect(second.properties.version).not.toBe(first.properties.version);
    expect(second.properties.tags).toEqual({ a: "b" });
    expect(await decrypt(new CryptographyClient(first.id!, credential, options), result)).toBe(
      plaintext.toString(),
    );
    const { token } = await credential.getToken("https://vault.azure.net/.default");
    const body = { alg: algorithm, value: Buffer.from(result).toString("base64url") };
    for (const newest of ["keys/key//decrypt", "keys/key/decrypt"]) {
      const { status, json } = await raw("POST", `${uri}${newest}?api-version=7.6`, { token, body });
      expect([status, json.error]).toEqual([
        400,
        { code: "BadParameter", message: "Unable to decrypt specified value with this key." },
      ]);
    }
    expect(await names(keys.listPropertiesOfKeyVersions("key"))).toEqual(["key", "key"]);
    expect(await names(keys.listPropertiesOfKeys())).toEqual(["key"]);
  });

  test("run their allowed operations, while they are enabled and between their dates", async () => {
    const { keys, credential } = await vaultWithCryptoOfficer();
    const client = new CryptographyClient((await keys.createRsaKey("key")).id!, credential, options);
    // From here on the client has the key, and does not read it again before an operation.
    const { result } = await encrypt(client);
    await keys.updateKeyProperties("key", { expiresOn: new Date(1) });
    expect(await refusal(encrypt(client))).toBe("403 Forbidden KeyNotYetValidOrExpired");
    expect(await decrypt(client, result)).toBe(plaintext.toString());
    await keys.updateKeyProperties("key", { keyOps: ["decrypt"], expiresOn: new Date("2036-01-01") });
    expect(await refusal(encrypt(client))).toBe("403 Forbidden KeyOperationForbidden");
    await keys.updateKeyProperties("key", { enabled: false });
    expect(await refusal(decrypt(client, result))).toBe("403 Forbidden KeyDisabled");
  });

  test("are soft-deleted, hold their name, are recovered and purged", async () => {
    const { keys, credential } = await vaultWithCryptoOfficer();
    const { id } = await keys.createRsaKey("key");
    const client = new CryptographyClient(id!, credential, options);
    const { result } = await encrypt(client);
    await (await keys.beginDeleteKey("key", { intervalInMs: 10 })).pollUntilDone();
    expect(await refusal(keys.getKey("key"))).toBe("404 KeyNotFound");
    expect(await refusal(keys.createRsaKey("key"))).toBe("409 Conflict ObjectIsDeletedButRecoverable");
    expect(await names(keys.listDeletedKeys())).toEqual(["key"]);
    await (await keys.beginRecoverDeletedKey("key", { intervalInMs: 10 })).pollUntilDone();
    expect(await decrypt(client, result)).toBe(plaintext.toString());
    await (await keys.beginDeleteKey("key", { intervalInMs: 10 })).pollUntilDone();
    await keys.purgeDeletedKey("key");
    await expect(keys.createRsaKey("key")).resolves.toBeDefined();
  });

  // Recorded, azure-cli, May 2023.
  test("are not recovered before a read has seen their deletion", async () => {
    const { keys } = await vaultWithCryptoOfficer();
    await keys.createRsaKey("key");
    const deletion = await keys.beginDeleteKey("key", { intervalInMs: 10 });
    expect(await refusal(keys.beginRecoverDeletedKey("key", { intervalInMs: 10 }))).toBe(
      "409 Conflict ObjectIsBeingDeleted",
    );
    await deletion.pollUntilDone();
    await (await keys.beginRecoverDeletedKey("key", { intervalInMs: 10 })).pollUntilDone();
    await expect(keys.getKey("key")).resolves.toMatchObject({ name: "key" });
  });

  test.each<[string, (keys: KeyClient) => Promise<unknown>, string]>([
    ["a malformed name", (keys) => keys.createRsaKey("under_score"), "400 BadParameter"],
    ["an insecure size", (keys) => keys.createRsaKey("key", { keySize: 1024 }), "400 BadParameter"],
    [
      "a hardware key in a standard vault",
      (keys) => keys.createRsaKey("key", { hsm: true }),
      "400 BadParameter",
    ],
    ["an exportable key", (keys) => keys.createRsaKey("key", { exportable: true }), "400 BadParameter"],
    ["a key that does not exist", (keys) => keys.getKey("nothing"), "404 KeyNotFound"],
  ])("are refused for %s", async (_what, call, code) => {
    expect(await refusal(call((await vaultWithCryptoOfficer()).keys))).toBe(code);
  });

  test.each<[string, object, string]>([
    ["an unknown algorithm", { alg: "RSA-OAEP-512", value: "YQ" }, "alg"],
    ["a symmetric key's algorithm", { alg: "A256GCM", value: "YQ" }, "alg"],
    ["a value that is not base64url", { alg: algorithm, value: "?" }, "value"],
    ["nothing to encrypt", { alg: algorithm, value: "" }, "value"],
    ["more than fits", { alg: algorithm, value: "a".repeat(1000) }, "parameter"],
    ["an unknown property", { alg: algorithm, value: "YQ", salt: "YQ" }, "salt"],
  ])("encrypt nothing for %s", async (_what, body, message) => {
    const { keys, credential, uri } = await vaultWithCryptoOfficer();
    await keys.createRsaKey("key");
    const { token } = await credential.getToken("https://vault.azure.net/.default");
    const { status, json } = await raw("POST", `${uri}keys/key//encrypt?api-version=7.6`, { token, body });
    expect([status, json.error.code]).toEqual([400, "BadParameter"]);
    expect(json.error.message).toContain(message);
  });
});

describe("access to keys", () => {
  test("the subscription's owner and a Key Vault Secrets Officer have no permission on keys", async () => {
    const { vault: created, uri, keys } = await vaultWithCryptoOfficer();
    await keys.createRsaKey("key");
    const { credential } = await application([{ role: roles.secretsOfficer, scope: created.id! }]);
    for (const other of [deployer, credential]) {
      const client = new KeyClient(uri, other, options);
      expect(await refusal(client.createRsaKey("mine"))).toBe("403 Forbidden ForbiddenByRbac");
      expect(await refusal(client.getKey("key"))).toBe("403 Forbidden ForbiddenByRbac");
    }
  });

  test("a Crypto User uses one key at its scope, and cannot create any", async () => {
    const { vault: created, uri, keys } = await vaultWithCryptoOfficer();
    const mine = await keys.createRsaKey("mine");
    const other = await keys.createRsaKey("mine-too");
    const { credential, objectId } = await application();
    await assign(`${created.id}/keys/mine`, roles.cryptoUser, objectId);
    const user = new CryptographyClient(mine.id!, credential, options);
    expect(await decrypt(user, (await encrypt(user)).result)).toBe(plaintext.toString());
    expect(await refusal(encrypt(new CryptographyClient(other.id!, credential, options)))).toBe(
      "403 Forbidden ForbiddenByRbac",
    );
    expect(await refusal(new KeyClient(uri, credential, options).createRsaKey("new"))).toBe(
      "403 Forbidden ForbiddenByRbac",
    );
  });

  test("with access policies, permissions on keys apply, and permissions on secrets do not", async () => {
    const { group, vault: created, uri, keys, objectId } = await vaultWithCryptoOfficer();
    const { id } = await keys.createRsaKey("key");
    const policy = (who: string, permissions: object) => ({ tenantId, objectId: who, permissions });
    const [reader, user] = [await application(), await application()];
    await clients().vaults.update(group, created.name!, {
      properties: {
        enableRbacAuthorization: false,
        accessPolicies: [
          policy(reader.objectId, { secrets: ["all"] }),
          policy(user.objectId, { keys: ["Encrypt", "decrypt", "wrapKey"] }),
        ],
      },
    });
    expect(await refusal(keys.getKey("key"))).toBe("403 Forbidden ForbiddenByPolicy");
    expect(await refusal(new KeyClient(uri, reader.credential, options).getKey("key"))).toBe(
      "403 Forbidden ForbiddenByPolicy",
    );
    const client = new CryptographyClient(id!, user.credential, options);
    expect(await decrypt(client, (await encrypt(client)).result)).toBe(plaintext.toString());
    expect(
      await refusal(
        clients().vaults.updateAccessPolicy(group, created.name!, "add", {
          properties: { accessPolicies: [policy(objectId, { keys: ["borrow"] })] },
        }),
      ),
    ).toBe("400 InvalidRequestContent");
  });

  test("the firewall denies access without public network access", async () => {
    const { keys } = await vaultWithCryptoOfficer({ publicNetworkAccess: "Disabled" });
    // Recorded, microsoft/multimodal-ai#171, Jan 2025.
    expect(await refusal(keys.createRsaKey("key"))).toBe("403 Forbidden ForbiddenByConnection");
  });
});

describe("keys through Resource Manager", () => {
  // Recorded: azure-service-operator, Nov 2023.
  test("are created once and described, and are the keys of the data plane", async () => {
    const { group, vault: created, keys } = await vaultWithCryptoOfficer();
    const { keys: armKeys } = clients().keyVault;
    const parameters = { properties: { kty: "RSA", keySize: 2048, attributes: { enabled: true } } };
    const written = await armKeys.createIfNotExist(group, created.name!, "key", parameters);
    expect(written).toMatchObject({
      type: "Microsoft.KeyVault/vaults/keys",
      location: "swedencentral",
      attributes: { enabled: true, exportable: false, recoveryLevel: "Recoverable+Purgeable" },
      kty: "RSA",
      keyOps: ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"],
      keySize: 2048,
      keyUri: `${created.properties.vaultUri}keys/key`,
    });
    expect(written.tags).toBeUndefined();
    expect((await keys.getKey("key")).id).toBe(written.keyUriWithVersion);
    const again = await armKeys.createIfNotExist(group, created.name!, "key", parameters);
    expect(again.keyUriWithVersion).toBe(written.keyUriWithVersion);
    await keys.rotateKey("key");
    expect(await names(armKeys.list(group, created.name!) as AsyncIterable<{ name: string }>)).toEqual([
      "key",
    ]);
    const versions = await names(
      armKeys.listVersions(group, created.name!, "key") as AsyncIterable<{ name: string }>,
    );
    expect(versions).toHaveLength(2);
    const [first = ""] = versions;
    expect((await armKeys.getVersion(group, created.name!, "key", first)).name).toBe(first);
    expect(await refusal(armKeys.get(group, created.name!, "nothing"))).toBe("404 KeyNotFound");
    const curve = { properties: { kty: "EC" } };
    expect(await refusal(armKeys.createIfNotExist(group, created.name!, "ec", curve))).toBe(
      "400 BadParameter",
    );
  });
});

test("a private key is in no answer, no record of requests, and in no file but that of the vaults' secrets", async () => {
  const { keys, credential, uri } = await vaultWithCryptoOfficer();
  const { id } = await keys.createRsaKey("key");
  const { token } = await credential.getToken("https://vault.azure.net/.default");
  const { json } = await raw("GET", `${uri}keys/key?api-version=7.6`, { token });
  expect(Object.keys(json.key).sort()).toEqual(["e", "key_ops", "kid", "kty", "n"]);
  expect(json.key).toMatchObject({ kid: id, kty: "RSA" });
  expect(JSON.stringify(await control("GET", "requests"))).not.toContain("PRIVATE KEY");
  // The state's directory also contains the certificate of the local Azure.
  const directory = path.dirname(process.env.NODE_EXTRA_CA_CERTS!);
  const filesWithPrivateKey = fs
    .readdirSync(directory, { withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith(".jsonl"))
    .filter((file) => fs.readFileSync(path.join(directory, file.name), "utf8").includes("PRIVATE KEY"));
  expect(filesWithPrivateKey.map(({ name }) => name)).toEqual(["vault-secrets.jsonl"]);
});
