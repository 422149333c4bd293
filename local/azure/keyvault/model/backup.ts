/** Backups of secrets: all versions as an opaque, sealed text. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AzureError } from "../../error";
import type { Platform } from "../../service";
import { secrets } from "./secrets";
import type { SecretVersion } from "./secrets";

const nonceBytes = 12;
const tagBytes = 16;

/** The key that seals backups: only the local Azure that created a backup can restore it. */
function sealingKey(platform: Platform): Buffer {
  const stored = platform.store.collection<string>("words", "vault-secrets");
  const key = stored.get("backupKey") ?? randomBytes(32).toString("base64");
  if (!stored.get("backupKey")) {
    stored.put("backupKey", key);
  }
  return Buffer.from(key, "base64");
}

export function backupSecret(platform: Platform, { vaultName, name }: SecretVersion): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(platform), nonce);
  const text = JSON.stringify(secrets.listVersions(platform, vaultName, name));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

/**
 * Restores all versions of a secret.
 * @returns The newest version.
 * @throws AzureError 400 for a text that is not a backup of this Key Vault, 409 for a name that is in use.
 */
export function restoreSecret(platform: Platform, vaultName: string, backup: string): SecretVersion {
  const versions = unseal(platform, Buffer.from(backup, "base64url"));
  const newest = versions.at(-1);
  if (!newest) {
    throw malformed();
  }
  requireUnusedName(platform, vaultName, newest.name);
  secrets.restore(platform, vaultName, versions);
  return newest;
}

function requireUnusedName(platform: Platform, vaultName: string, name: string): void {
  if (secrets.find(platform, vaultName, name) ?? secrets.findDeleted(platform, vaultName, name)) {
    throw new AzureError(409, "Conflict", `A secret with the name ${name} already exists in this key vault.`);
  }
}

function unseal(platform: Platform, sealed: Buffer): SecretVersion[] {
  const nonce = sealed.subarray(0, nonceBytes);
  const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
  const content = sealed.subarray(nonceBytes + tagBytes);
  try {
    const decipher = createDecipheriv("aes-256-gcm", sealingKey(platform), nonce);
    decipher.setAuthTag(tag);
    const text = Buffer.concat([decipher.update(content), decipher.final()]).toString("utf8");
    return JSON.parse(text) as SecretVersion[];
  } catch {
    throw malformed();
  }
}

const malformed = () =>
  new AzureError(400, "BadParameter", "The backup is malformed or of another Key Vault service.");
