/**
 * The secrets provider of the stacks in tests: HashiCorp Vault's transit engine, as far as Pulumi uses it. A passphrase's key takes every
 * command of Pulumi a million rounds of a hash (sdk/go/common/resource/config/crypt.go), 0.2 s of processor time.
 */
import { createCipheriv, randomBytes } from "node:crypto";

/** The key that encrypts the secrets of a stack. It protects the canary secret alone. */
const dataKey = Buffer.alloc(32, "key");

const prefix = "vault:v1:";

/** What identifies the provider in a stack's settings. */
export const secretsProvider = {
  secretsprovider: "hashivault://test",
  encryptedkey: Buffer.from(prefix + dataKey.toString("base64")).toString("base64"),
};

/** Variables with which Pulumi finds the provider. @param url URL of the process that responds. */
export const secretsProviderVariables = (url: string): Record<string, string> => ({
  VAULT_SERVER_URL: url.replace(/\/$/, ""),
  VAULT_SERVER_TOKEN: "test",
});

/** Responds to `transit/encrypt` and `transit/decrypt`: the service keeps no keys, so that a ciphertext is its plaintext with a prefix. */
export function secretsResponse(body: string): string {
  const { plaintext, ciphertext } = JSON.parse(body) as { plaintext?: string; ciphertext?: string };
  const data =
    ciphertext === undefined
      ? { ciphertext: prefix + plaintext }
      : { plaintext: ciphertext.slice(prefix.length) };
  return JSON.stringify({ data });
}

const nonceBytes = 12;

/** Encrypts a secret setting as Pulumi does. */
export function encryptSetting(value: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", dataKey, nonce);
  const encrypted = Buffer.concat([cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${encrypted.toString("base64")}`;
}
