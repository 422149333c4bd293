import { z } from "zod";
import type { SecretVersion } from "../../../keyvault/model/secrets";
import type { ArmResource } from "../../resources";
import { readOnly, tags } from "../../wire";

export const secretType = "Microsoft.KeyVault/vaults/secrets";

/** Seconds since the epoch. */
const seconds = z.int().min(0);

const secretProperties = z.strictObject({
  value: z.string().optional(),
  contentType: z.string().max(255).nullish(),
  attributes: z
    .strictObject({
      enabled: z.boolean().nullish(),
      nbf: seconds.nullish(),
      exp: seconds.nullish(),
      created: seconds.nullish(),
      updated: seconds.nullish(),
    })
    .nullish(),
  secretUri: z.string().nullish(),
  secretUriWithVersion: z.string().nullish(),
});

export const secretPut = z.strictObject({
  tags: tags.nullish(),
  properties: secretProperties,
  ...readOnly,
  systemData: z.looseObject({}).optional(),
  location: z.string().optional(),
});
export type SecretPut = z.infer<typeof secretPut>;
export const secretPatch = z.strictObject({ tags: tags.nullish(), properties: secretProperties.nullish() });
export type SecretPatch = z.infer<typeof secretPatch>;

/** A secret without its value: "value … will never be returned" (Key Vault's specification). */
export function toResponseSecret(
  vault: ArmResource,
  { name, version, contentType, attributes, tags: secretTags }: SecretVersion,
): Record<string, unknown> {
  const secretUri = `${String(vault.properties.vaultUri)}secrets/${name}`;
  return {
    id: `${vault.id}/secrets/${name}`,
    name,
    type: secretType,
    location: vault.location,
    tags: secretTags ?? {},
    properties: { attributes, contentType, secretUri, secretUriWithVersion: `${secretUri}/${version}` },
  };
}
