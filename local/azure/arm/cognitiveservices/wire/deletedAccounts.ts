import type { Call } from "../../../service";
import type { DeletedAccount } from "../model/deletedAccounts";
import { toResponseAccount } from "./accounts";

export function toResponseDeletedAccount(
  call: Pick<Call, "platform" | "apiVersion">,
  { account, deletedAt, purgeAt }: DeletedAccount,
): Record<string, unknown> {
  const resourceGroup = account.id.split("/")[4];
  const { properties, ...response } = toResponseAccount(call, account);
  return {
    ...response,
    id: `/subscriptions/${call.platform.subscriptionId}/providers/Microsoft.CognitiveServices/locations/${account.location}/resourceGroups/${resourceGroup}/deletedAccounts/${account.name}`,
    // Not the type of the path, of which the action's name is formed (recorded, Azure/azure-cli, 26 October 2022).
    type: "Microsoft.CognitiveServices/deletedAccounts",
    properties: {
      ...(properties as object),
      deletionDate: new Date(deletedAt).toISOString(),
      scheduledPurgeDate: new Date(purgeAt).toISOString(),
    },
  };
}
