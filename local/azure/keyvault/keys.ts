/** The keys of vaults: RSA keys, whose private half never leaves the file of the vaults' secrets. */
import { constants, createPublicKey, generateKeyPair, privateDecrypt, publicEncrypt } from "node:crypto";
import { promisify } from "node:util";
import { AzureError } from "../error";
import type { Platform } from "../service";
import { vaultObjects } from "./vaultObjects";
import type { ObjectVersion, WriteObject } from "./vaultObjects";

export const keyTypes = ["RSA", "RSA-HSM", "EC", "EC-HSM", "oct", "oct-HSM"] as const;
export const keySizes = [2048, 3072, 4096] as const;

/** What a key may be used for where its maker says nothing, in Azure's order. */
export const keyOperations = ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"] as const;
export type KeyOperation = (typeof keyOperations)[number];

/** One version of a key. */
export interface KeyVersion extends ObjectVersion {
  type: "RSA" | "RSA-HSM";
  size: number;
  operations: readonly KeyOperation[];
  /** PKCS #8, PEM. */
  privateKey: string;
}

export interface WriteKey extends WriteObject {
  type: KeyVersion["type"];
  size?: number | null;
  operations?: readonly KeyOperation[] | null;
}

export const keys = vaultObjects<KeyVersion>("key");

/** Makes a new version of a key. @throws AzureError 409 where the name is in soft delete. */
export async function createKey(
  platform: Platform,
  vaultName: string,
  name: string,
  { type, size, operations, ...more }: WriteKey,
): Promise<KeyVersion> {
  const modulusLength = size ?? 2048;
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return keys.write(platform, vaultName, name, more, {
    type,
    size: modulusLength,
    operations: operations ?? keyOperations,
    privateKey,
  });
}

/** Modulus and exponent, as a JSON Web Key has them. */
export function publicPart({ privateKey }: KeyVersion): { n: string; e: string } {
  const { n, e } = createPublicKey(privateKey).export({ format: "jwk" });
  return { n: n!, e: e! };
}

/** The algorithms that are there, and the digest of each. RSA1_5 is not: Node.js refuses to decrypt with it. */
const algorithms: Readonly<Record<string, string>> = { "RSA-OAEP": "sha1", "RSA-OAEP-256": "sha256" };

const ciphers = {
  encrypt: publicEncrypt,
  decrypt: privateDecrypt,
  wrapKey: publicEncrypt,
  unwrapKey: privateDecrypt,
} as const;
export type CipherOperation = keyof typeof ciphers;

const forbidden = (message: string, innerCode: string) =>
  new AzureError(403, "Forbidden", message, { innerCode });

/** @throws AzureError in Key Vault's words where the key, its dates, the algorithm or the value do not permit it. */
export function cipher(
  platform: Platform,
  key: KeyVersion,
  operation: CipherOperation,
  algorithm: string,
  value: Buffer,
): Buffer {
  requireUsable(platform, key, operation);
  const oaepHash = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined;
  if (oaepHash === undefined) {
    throw new AzureError(400, "BadParameter", `Property alg has invalid value: ${algorithm.slice(0, 40)}.`);
  }
  try {
    return ciphers[operation](
      { key: key.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
      value,
    );
  } catch {
    const unlocks = operation === "decrypt" || operation === "unwrapKey";
    const message = unlocks
      ? `Unable to ${operation === "decrypt" ? "decrypt" : "unwrap"} specified value with this key.`
      : "The parameter is incorrect.\r\n";
    throw new AzureError(400, "BadParameter", message);
  }
}

/** Keys outside of their dates still decrypt and unwrap: what was encrypted once can be read (Key Vault's documentation on keys). */
function requireUsable(platform: Platform, key: KeyVersion, operation: CipherOperation): void {
  const { enabled, nbf = 0, exp = Infinity } = key.attributes;
  const now = platform.clock.now() / 1000;
  if (!enabled) {
    throw forbidden(`Operation ${operation} is not allowed on a disabled key.`, "KeyDisabled");
  }
  if ((operation === "encrypt" || operation === "wrapKey") && (now < nbf || now >= exp)) {
    throw forbidden(
      `Operation ${operation} is not allowed on a key that is expired or not yet valid.`,
      "KeyNotYetValidOrExpired",
    );
  }
  if (!key.operations.includes(operation)) {
    throw forbidden(`Operation ${operation} is not permitted on this key.`, "KeyOperationForbidden");
  }
}
