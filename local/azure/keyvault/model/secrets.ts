/** The secrets of vaults, as both the control plane and the data plane read and write them. */
import { AzureError } from "../../error";
import type { Platform } from "../../service";
import type { ObjectProperties, ObjectVersion } from "./objectVersion";
import { VaultObjects } from "./vaultObjects";

/** One version of a secret. */
export interface SecretVersion extends ObjectVersion {
  value: string;
  contentType?: string;
}

export interface WriteSecret extends ObjectProperties {
  value: string;
  contentType?: string | null;
}

export const secrets = new VaultObjects<SecretVersion>("secret");

/** Writes a new version. @throws AzureError 409 where a secret of that name is soft-deleted. */
export function writeSecret(
  platform: Platform,
  vaultName: string,
  name: string,
  { value, contentType, ...properties }: WriteSecret,
): SecretVersion {
  return secrets.write(platform, vaultName, name, properties, {
    value,
    contentType: contentType ?? undefined,
  });
}

/** Changes everything but the value; omitted properties stay. */
export function updateSecret(
  platform: Platform,
  secret: SecretVersion,
  { contentType, ...properties }: Omit<WriteSecret, "value">,
): SecretVersion {
  return secrets.update(platform, secret, properties, { contentType: contentType ?? secret.contentType });
}

/** Key Vault's limit on a secret's value. */
const maxValueBytes = 25 * 1024;

/** @throws AzureError 400 `BadParameter` where a value is longer than Key Vault allows. */
export function requireValueSize(value: string): void {
  if (Buffer.byteLength(value) > maxValueBytes) {
    throw new AzureError(
      400,
      "BadParameter",
      `Property value has invalid value: the maximum length is ${maxValueBytes} bytes.`,
    );
  }
}
