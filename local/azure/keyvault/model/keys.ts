/** The keys of vaults: RSA keys, whose private part is stored in the file of the vaults' secrets alone. */
import { createPublicKey, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import type { Platform } from "../../service";
import type { ObjectProperties, ObjectVersion } from "./objectVersion";
import { VaultObjects } from "./vaultObjects";

export const keyTypes = ["RSA", "RSA-HSM", "EC", "EC-HSM", "oct", "oct-HSM"] as const;
export const keySizes = [2048, 3072, 4096] as const;

/** The operations that a new key allows by default, in Azure's order. */
export const keyOperations = ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"] as const;
export type KeyOperation = (typeof keyOperations)[number];

/** One version of a key. */
export interface KeyVersion extends ObjectVersion {
  type: "RSA" | "RSA-HSM";
  /** Bits. */
  size: number;
  operations: readonly KeyOperation[];
  /** PKCS #8, PEM. */
  privateKey: string;
}

export interface NewKey extends ObjectProperties {
  type: KeyVersion["type"];
  /** Bits. @default 2048 */
  size?: number | null;
  operations?: readonly KeyOperation[] | null;
}

export const keys = new VaultObjects<KeyVersion>("key");

/** @throws AzureError 400 for a type that the vault, or the local Azure, does not have. */
export function requireKeyType(vault: ArmResource, type: string): KeyVersion["type"] {
  if (type !== "RSA" && type !== "RSA-HSM") {
    throw new AzureError(
      400,
      "BadParameter",
      `The local Azure does not support keys of type ${type}. Create an RSA key.`,
    );
  }
  const { name: sku } = vault.properties.sku as { name: string };
  if (type === "RSA-HSM" && sku.toLowerCase() !== "premium") {
    throw new AzureError(
      400,
      "BadParameter",
      "Property kty has invalid value: RSA-HSM needs a premium vault.",
    );
  }
  return type;
}

/** Creates a new version of a key. @throws AzureError 409 where a key of that name is soft-deleted. */
export async function createKey(
  platform: Platform,
  vaultName: string,
  name: string,
  { type, size, operations, ...properties }: NewKey,
): Promise<KeyVersion> {
  const modulusLength = size ?? 2048;
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return keys.write(platform, vaultName, name, properties, {
    type,
    size: modulusLength,
    operations: operations ?? keyOperations,
    privateKey,
  });
}

/** Modulus and exponent, as a JSON Web Key contains them. */
export function publicJwk({ privateKey }: KeyVersion): { n?: string; e?: string } {
  const { n, e } = createPublicKey(privateKey).export({ format: "jwk" });
  return { n, e };
}
