import { AzureError } from "../../../error";
import { removeWandbIntegration } from "../../../openai/model/wandbIntegration";
import type { Call, Reply } from "../../../service";
import { page } from "../../lists";
import { regionName } from "../../resources";
import { accountId } from "../model/accounts";
import { deletedAccount, deletedAccounts, removeDeletedAccount } from "../model/deletedAccounts";
import type { DeletedAccount } from "../model/deletedAccounts";
import { deleteKeys } from "../model/keys";
import { toResponseDeletedAccount } from "../wire/deletedAccounts";

type DeletedAccountCall = Call<unknown, "location" | "resourceGroupName" | "accountName">;

export function listDeletedAccounts(call: Call<unknown, "subscriptionId">): Reply {
  const accounts = deletedAccounts(call.platform).map((account) =>
    toResponseDeletedAccount(call.platform, account),
  );
  return { status: 200, body: page(call, accounts) };
}

export function getDeletedAccount(call: DeletedAccountCall): Reply {
  return { status: 200, body: toResponseDeletedAccount(call.platform, requireDeletedAccount(call)) };
}

export function purgeDeletedAccount(call: DeletedAccountCall): Reply {
  const { id } = requireDeletedAccount(call).account;
  removeDeletedAccount(call.platform, id);
  deleteKeys(call.platform, id);
  removeWandbIntegration(call.platform, id);
  return { status: 200 };
}

/** @throws AzureError 404 `ResourceNotFound` */
function requireDeletedAccount(call: DeletedAccountCall): DeletedAccount {
  const { platform, params } = call;
  const deleted = deletedAccount(platform, accountId(call));
  if (!deleted || regionName(params.location) !== deleted.account.location) {
    throw new AzureError(
      404,
      "ResourceNotFound",
      `The deleted account '${params.accountName}' was not found in '${params.location}'.`,
    );
  }
  return deleted;
}
