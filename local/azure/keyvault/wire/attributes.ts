/** What secrets and keys have in common on the wire. */
import { z } from "zod";
import type { ArmResource } from "../../arm/resources";
import type { ObjectProperties, ObjectVersion } from "../model/objectVersion";

const epochSeconds = z.int().min(0).nullish();

export const attributesSchema = z.strictObject({
  enabled: z.boolean().nullish(),
  nbf: epochSeconds,
  exp: epochSeconds,
  created: epochSeconds,
  updated: epochSeconds,
  recoveryLevel: z.string().nullish(),
  recoverableDays: epochSeconds,
});

export const tagsSchema = z.record(z.string().max(256), z.string().max(256)).nullish();

/** The attributes that a client can set; clients also send the read-only ones back. */
export const writableAttributes = (
  attributes: z.infer<typeof attributesSchema> | null | undefined,
): ObjectProperties["attributes"] => ({
  enabled: attributes?.enabled,
  nbf: attributes?.nbf,
  exp: attributes?.exp,
});

export function toResponseAttributes(
  { properties }: ArmResource,
  { attributes }: ObjectVersion,
): Record<string, unknown> {
  const { softDeleteRetentionInDays: days, enablePurgeProtection: isProtected } = properties;
  // "Customized" where the vault's retention is shorter than the default of 90 days.
  const recoveryLevel = `${days === 90 ? "" : "Customized"}Recoverable${isProtected ? "" : "+Purgeable"}`;
  return { ...attributes, recoveryLevel, recoverableDays: days };
}

/** The vault's URL, with a slash at the end. */
export const vaultUri = ({ properties }: ArmResource): string => String(properties.vaultUri);

/** `https://VAULT.vault.azure.net/secrets/NAME/VERSION`, without the version where none is given. */
export const objectId = (vault: ArmResource, kind: "secrets" | "keys", name: string, version?: string) =>
  `${vaultUri(vault)}${kind}/${name}${version === undefined ? "" : `/${version}`}`;
