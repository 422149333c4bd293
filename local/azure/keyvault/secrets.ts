/** The secrets of vaults, as both planes read and write them. */
import { AzureError } from "../error";
import type { Platform } from "../service";
import { vaultObjects } from "./vaultObjects";
import type { ObjectVersion, WriteObject } from "./vaultObjects";

/** One version of a secret. */
export interface SecretVersion extends ObjectVersion {
  value: string;
  contentType?: string;
}

export interface WriteSecret extends WriteObject {
  value: string;
  contentType?: string | null;
}

export const secrets = vaultObjects<SecretVersion>("secret");

/** Writes a new version. @throws AzureError 409 where the name is in soft delete. */
export function writeSecret(
  platform: Platform,
  vaultName: string,
  name: string,
  { value, contentType, ...more }: WriteSecret,
): SecretVersion {
  return secrets.write(platform, vaultName, name, more, { value, contentType: contentType ?? undefined });
}

/** Changes what is not the value. What is left out stays. */
export function updateSecret(
  platform: Platform,
  secret: SecretVersion,
  { contentType, ...more }: Omit<WriteSecret, "value">,
): SecretVersion {
  return secrets.update(platform, secret, more, { contentType: contentType ?? secret.contentType });
}

/** Key Vault's limit on a secret's value, in bytes. */
const longestValue = 25 * 1024;

/** @throws AzureError 400 `BadParameter` where a value is longer than Key Vault takes. */
export function requireValueSize(value: string): void {
  if (Buffer.byteLength(value) > longestValue) {
    throw new AzureError(
      400,
      "BadParameter",
      `Property value has invalid value: the maximum length is ${longestValue} bytes.`,
    );
  }
}
