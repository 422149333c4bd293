import { z } from "zod";
import { keyOperations, keySizes } from "../../../keyvault/model/keys";
import type { KeyVersion } from "../../../keyvault/model/keys";
import { recoveryLevel } from "../../../keyvault/wire/attributes";
import type { ArmResource } from "../../resources";
import { readOnly, tags } from "../../wire";

export const keyType = "Microsoft.KeyVault/vaults/keys";

/** Seconds since the epoch. */
const seconds = z.int().min(0).nullish();

export const keyPut = z.strictObject({
  tags: tags.nullish(),
  properties: z.strictObject({
    kty: z.string(),
    keySize: z.union(keySizes.map((size) => z.literal(size))).nullish(),
    keyOps: z.array(z.enum(keyOperations)).nullish(),
    attributes: z
      .strictObject({
        enabled: z.boolean().nullish(),
        nbf: seconds,
        exp: seconds,
        exportable: z.literal(false).nullish(),
      })
      .nullish(),
  }),
  ...readOnly,
  location: z.string().optional(),
});
export type KeyPut = z.infer<typeof keyPut>;

/** A key without its public part (recorded, azure-service-operator, Nov 2023). @param version Part of its id where given. */
export function toResponseKey(
  vault: ArmResource,
  key: KeyVersion,
  version?: string,
): Record<string, unknown> {
  const keyUri = `${String(vault.properties.vaultUri)}keys/${key.name}`;
  return {
    id: `${vault.id}/keys/${key.name}${version === undefined ? "" : `/versions/${version}`}`,
    name: version ?? key.name,
    type: version === undefined ? keyType : `${keyType}/versions`,
    location: vault.location,
    ...(key.tags ? { tags: key.tags } : {}),
    properties: {
      attributes: { ...key.attributes, recoveryLevel: recoveryLevel(vault), exportable: false },
      kty: key.type,
      keyOps: key.operations,
      keySize: key.size,
      keyUri,
      keyUriWithVersion: `${keyUri}/${key.version}`,
    },
  };
}
