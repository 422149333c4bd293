/** What the keys of vaults encrypt, decrypt, wrap and unwrap. */
import { constants, privateDecrypt, publicEncrypt } from "node:crypto";
import { AzureError } from "../../error";
import type { Platform } from "../../service";
import type { KeyVersion } from "./keys";

export const cipherOperations = ["encrypt", "decrypt", "wrapKey", "unwrapKey"] as const;
export type CipherOperation = (typeof cipherOperations)[number];

interface Cipher {
  run: typeof publicEncrypt | typeof privateDecrypt;
  /** Whether the key's dates apply: an expired key still decrypts what it once encrypted (Key Vault's documentation on keys). */
  checksDates: boolean;
  /** Key Vault's message for a value that the key cannot process. */
  failure: string;
}

const encryption = { run: publicEncrypt, checksDates: true, failure: "The parameter is incorrect.\r\n" };
const decryption = (verb: string): Cipher => ({
  run: privateDecrypt,
  checksDates: false,
  failure: `Unable to ${verb} specified value with this key.`,
});

const ciphers: Readonly<Record<CipherOperation, Cipher>> = {
  encrypt: encryption,
  decrypt: decryption("decrypt"),
  wrapKey: encryption,
  unwrapKey: decryption("unwrap"),
};

/** Supported algorithms, with the digest of each. Node.js refuses to decrypt with RSA1_5. */
const algorithms = new Map([
  ["RSA-OAEP", "sha1"],
  ["RSA-OAEP-256", "sha256"],
]);

/** @throws AzureError with Key Vault's message where the key, its dates, the algorithm or the value do not permit it. */
export function runCipher(
  platform: Platform,
  key: KeyVersion,
  operation: CipherOperation,
  algorithm: string,
  value: Buffer,
): Buffer {
  requireUsable(platform, key, operation);
  const oaepHash = algorithms.get(algorithm);
  if (oaepHash === undefined) {
    throw new AzureError(400, "BadParameter", `Property alg has invalid value: ${algorithm.slice(0, 40)}.`);
  }
  const { run, failure } = ciphers[operation];
  try {
    return run({ key: key.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, value);
  } catch {
    throw new AzureError(400, "BadParameter", failure);
  }
}

const forbidden = (message: string, innerCode: string) =>
  new AzureError(403, "Forbidden", message, { innerCode });

function requireUsable(platform: Platform, key: KeyVersion, operation: CipherOperation): void {
  const { enabled, nbf = 0, exp = Infinity } = key.attributes;
  const now = platform.clock.now() / 1000;
  if (!enabled) {
    throw forbidden(`Operation ${operation} is not allowed on a disabled key.`, "KeyDisabled");
  }
  if (ciphers[operation].checksDates && (now < nbf || now >= exp)) {
    throw forbidden(
      `Operation ${operation} is not allowed on a key that is expired or not yet valid.`,
      "KeyNotYetValidOrExpired",
    );
  }
  if (!key.operations.includes(operation)) {
    throw forbidden(`Operation ${operation} is not permitted on this key.`, "KeyOperationForbidden");
  }
}
