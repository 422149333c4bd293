import type { Platform } from "../../../service";
import type { DeletedAccount } from "../model/deletedAccounts";
import { toResponseAccount } from "./accounts";

export function toResponseDeletedAccount(
  { subscriptionId }: Platform,
  { account, deletedAt, purgeAt }: DeletedAccount,
): Record<string, unknown> {
  const resourceGroup = account.id.split("/")[4];
  return {
    ...toResponseAccount(account),
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.CognitiveServices/locations/${account.location}/resourceGroups/${resourceGroup}/deletedAccounts/${account.name}`,
    type: "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts",
    properties: {
      ...account.properties,
      deletionDate: new Date(deletedAt).toISOString(),
      scheduledPurgeDate: new Date(purgeAt).toISOString(),
    },
  };
}
