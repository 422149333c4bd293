import { z } from "zod";
import type { ArmResource } from "../../arm/resources";
import type { SecretVersion } from "../model/secrets";
import { attributesSchema, objectId, tagsSchema, toResponseAttributes } from "./attributes";

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
  vault: ArmResource,
  secret: SecretVersion,
  version?: string,
): Record<string, unknown> {
  return {
    id: objectId(vault, "secrets", secret.name, version),
    attributes: toResponseAttributes(vault, secret),
    ...(secret.contentType ? { contentType: secret.contentType } : {}),
    ...(secret.tags ? { tags: secret.tags } : {}),
  };
}

/** A secret with its value. */
export function toResponseSecretBundle(vault: ArmResource, secret: SecretVersion): Record<string, unknown> {
  return { value: secret.value, ...toResponseSecretItem(vault, secret, secret.version) };
}
