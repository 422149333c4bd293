import { z } from "zod";
import type { ArmResource } from "../../arm/resources";
import { keyOperations, keySizes, keyTypes, publicJwk } from "../model/keys";
import type { KeyVersion } from "../model/keys";
import { attributesSchema, objectId, tagsSchema, toResponseAttributes } from "./attributes";
import type { Asked } from "./attributes";

const properties = {
  key_ops: z.array(z.enum(keyOperations)).nullish(),
  // The emulator exports no private keys.
  attributes: attributesSchema.extend({ exportable: z.literal(false).nullish() }).nullish(),
  tags: tagsSchema,
};

export const keyCreateBody = z.strictObject({
  kty: z.enum(keyTypes),
  key_size: z.union(keySizes.map((size) => z.literal(size))).nullish(),
  public_exponent: z.literal(65537).nullish(),
  ...properties,
});
export type KeyCreateBody = z.infer<typeof keyCreateBody>;

export const keyUpdateBody = z.strictObject(properties);
export type KeyUpdateBody = z.infer<typeof keyUpdateBody>;

export const cipherBody = z.strictObject({ alg: z.string(), value: z.string().regex(/^[\w-]+$/) });
export type CipherBody = z.infer<typeof cipherBody>;

export const keyId = (vault: ArmResource, { name }: KeyVersion, version?: string): string =>
  objectId(vault, "keys", name, version);

const metadata = (asked: Asked, key: KeyVersion) => ({
  attributes: { ...toResponseAttributes(asked, key), exportable: false },
  ...(key.tags ? { tags: key.tags } : {}),
});

/** A key without its public part. @param version Part of its id where given. */
export function toResponseKeyItem(asked: Asked, key: KeyVersion, version?: string): Record<string, unknown> {
  return { kid: keyId(asked.vault, key, version), ...metadata(asked, key) };
}

/** A key with its public part. */
export function toResponseKeyBundle(asked: Asked, key: KeyVersion): Record<string, unknown> {
  const kid = keyId(asked.vault, key, key.version);
  return { key: { kid, kty: key.type, key_ops: key.operations, ...publicJwk(key) }, ...metadata(asked, key) };
}
