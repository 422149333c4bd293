import { z } from "zod";
import type { SecretVersion } from "../model/secrets";
import { attributesSchema, objectId, tagsSchema, toResponseAttributes } from "./attributes";
import type { Asked } from "./attributes";

const properties = {
  contentType: z.string().max(255).nullish(),
  attributes: attributesSchema.nullish(),
  tags: tagsSchema,
};

export const secretSetBody = z.strictObject({ value: z.string(), ...properties });
export type SecretSetBody = z.infer<typeof secretSetBody>;

export const secretUpdateBody = z.strictObject(properties);
export type SecretUpdateBody = z.infer<typeof secretUpdateBody>;

export const secretRestoreBody = z.strictObject({ value: z.string().regex(/^[\w-]+$/) });
export type SecretRestoreBody = z.infer<typeof secretRestoreBody>;

/** A secret without its value. @param version Part of its id where given. */
export function toResponseSecretItem(
  asked: Asked,
  secret: SecretVersion,
  version?: string,
): Record<string, unknown> {
  return {
    id: objectId(asked.vault, "secrets", secret.name, version),
    attributes: toResponseAttributes(asked, secret),
    ...(secret.contentType ? { contentType: secret.contentType } : {}),
    ...(secret.tags ? { tags: secret.tags } : {}),
  };
}

/** A secret with its value. */
export function toResponseSecretBundle(asked: Asked, secret: SecretVersion): Record<string, unknown> {
  return { value: secret.value, ...toResponseSecretItem(asked, secret, secret.version) };
}
