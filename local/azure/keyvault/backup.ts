import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { z } from "zod";
import type { ArmResource } from "../arm/resources";
import { AzureError } from "../error";
import type { Call, Platform } from "../service";
import { secrets, writeSecret } from "./secrets";
import type { SecretVersion } from "./secrets";

export const restoreBody = z.strictObject({ value: z.string().regex(/^[\w-]+$/) });

/** The key that backups are sealed with: a backup is of no use outside the local Azure that made it. */
function sealingKey(platform: Platform): Buffer {
  const words = platform.store.collection<string>("words", "vault-secrets");
  if (!words.get("backupKey")) {
    words.put("backupKey", randomBytes(32).toString("base64"));
  }
  return Buffer.from(words.get("backupKey")!, "base64");
}

/** All versions of a secret as an opaque, sealed text. */
export function backup(platform: Platform, vault: ArmResource, { name }: SecretVersion): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(platform), nonce);
  const text = JSON.stringify(secrets.listVersions(platform, vault.name, name));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** Brings a backup back. @throws AzureError 400 where it is not one of ours, 409 where the name is taken. */
export function restore(
  { platform, body }: Call<z.infer<typeof restoreBody>>,
  vault: ArmResource,
): SecretVersion {
  const versions = unseal(platform, Buffer.from(body.value, "base64url"));
  const name = versions[0]!.name;
  if (secrets.find(platform, vault.name, name) ?? secrets.findDeleted(platform, vault.name, name)) {
    throw new AzureError(409, "Conflict", `A secret with the name ${name} already exists in this key vault.`);
  }
  return versions.map((version) => writeSecret(platform, vault.name, name, version)).pop()!;
}

function unseal(platform: Platform, sealed: Buffer): SecretVersion[] {
  try {
    const decipher = createDecipheriv("aes-256-gcm", sealingKey(platform), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString("utf8");
    return JSON.parse(text) as SecretVersion[];
  } catch {
    throw new AzureError(400, "BadParameter", "The backup is malformed or of another Key Vault service.");
  }
}
