import type { Platform } from "../../../service";
import type { DeletedVault } from "../model/deletedVaults";

const wholeSeconds = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+/, "");

export function toResponseDeletedVault(
  { subscriptionId }: Platform,
  { vault, deletedAt, purgeAt }: DeletedVault,
): Record<string, unknown> {
  return {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/locations/${vault.location}/deletedVaults/${vault.name}`,
    name: vault.name,
    type: "Microsoft.KeyVault/deletedVaults",
    properties: {
      vaultId: vault.id,
      location: vault.location,
      tags: vault.tags ?? {},
      deletionDate: wholeSeconds(deletedAt),
      scheduledPurgeDate: wholeSeconds(purgeAt),
      ...(vault.properties.enablePurgeProtection ? { purgeProtectionEnabled: true } : {}),
    },
  };
}
