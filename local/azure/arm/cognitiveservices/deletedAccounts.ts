/** Accounts in soft delete: looked at and purged. */
import { AzureError } from "../../error";
import type { Call as AnyCall, Platform, Reply } from "../../service";
import { regionName } from "../resources";
import { accountType, shown } from "./model/accounts";
import { removeWandbIntegration } from "../../openai/model/wandbIntegration";
import { forgetKeys } from "./model/keys";
import { deletedAccount, forgetDeletedAccount } from "./model/deletedAccounts";
import type { DeletedAccount } from "./model/deletedAccounts";

type Call<Body = unknown> = AnyCall<Body, "resourceGroupName" | "location" | "accountName">;

/** @throws AzureError 404 `ResourceNotFound` */
export function requireDeleted({ platform, params }: Call): DeletedAccount {
  const id = `/subscriptions/${platform.subscriptionId}/resourceGroups/${params.resourceGroupName}/providers/${accountType}/${params.accountName}`;
  const deleted = deletedAccount(platform, id);
  if (!deleted || regionName(params.location) !== deleted.account.location) {
    throw new AzureError(
      404,
      "ResourceNotFound",
      `The deleted account '${params.accountName}' was not found in '${params.location}'.`,
    );
  }
  return deleted;
}

export function shownDeleted(
  { subscriptionId }: Platform,
  { account, deletedAt, purgeAt }: DeletedAccount,
): Record<string, unknown> {
  const resourceGroup = account.id.split("/")[4];
  return {
    ...shown(account),
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.CognitiveServices/locations/${account.location}/resourceGroups/${resourceGroup}/deletedAccounts/${account.name}`,
    type: "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts",
    properties: {
      ...account.properties,
      deletionDate: new Date(deletedAt).toISOString(),
      scheduledPurgeDate: new Date(purgeAt).toISOString(),
    },
  };
}

export function purge(call: Call): Reply {
  const { id } = requireDeleted(call).account;
  forgetDeletedAccount(call.platform, id);
  forgetKeys(call.platform, id);
  removeWandbIntegration(call.platform, id);
  return { status: 200 };
}
