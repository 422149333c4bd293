/** What secrets and keys have in common on the wire. */
import { z } from "zod";
import { retentionDays } from "../../arm/keyvault/model/vaults";
import type { ArmResource } from "../../arm/resources";
import type { ObjectProperties, ObjectVersion } from "../model/objectVersion";
import type { VaultCall } from "../vaultRoute";

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

/** What the response to a request depends on besides the object. */
export type Asked = Pick<VaultCall, "vault" | "apiVersion">;

/** Versions that do not return `recoverableDays` (recorded, azure-sdk-for-python, Oct 2019; azure-cli, May 2023). */
const withoutRecoverableDays = ["2016-10-01", "7.0"];

/** "Customized" where the vault's retention is shorter than the default of 90 days. */
export const recoveryLevel = (vault: ArmResource): string =>
  (retentionDays(vault) === 90 ? "" : "Customized") +
  (vault.properties.enablePurgeProtection ? "Recoverable" : "Recoverable+Purgeable");

export function toResponseAttributes(
  { vault, apiVersion }: Asked,
  { attributes }: ObjectVersion,
): Record<string, unknown> {
  return {
    ...attributes,
    recoveryLevel: recoveryLevel(vault),
    ...(withoutRecoverableDays.includes(apiVersion) ? {} : { recoverableDays: retentionDays(vault) }),
  };
}

/** The vault's URL, with a slash at the end. */
export const vaultUri = ({ properties }: ArmResource): string => String(properties.vaultUri);

/** `https://VAULT.vault.azure.net/secrets/NAME/VERSION`, without the version where none is given. */
export const objectId = (vault: ArmResource, kind: "secrets" | "keys", name: string, version?: string) =>
  `${vaultUri(vault)}${kind}/${name}${version === undefined ? "" : `/${version}`}`;
