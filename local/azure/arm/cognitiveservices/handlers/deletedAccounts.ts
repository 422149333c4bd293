import { AzureError } from "../../../error";
import { removeWandbIntegration } from "../../../openai/model/wandbIntegration";
import type { OperationOutcome } from "../../../operations";
import type { Call, Platform, Reply } from "../../../service";
import { page } from "../../lists";
import { operationReply } from "../../operations";
import { regionName } from "../../resources";
import { accountId, requireIdle } from "../model/accounts";
import { deletedAccount, deletedAccounts, removeDeletedAccount } from "../model/deletedAccounts";
import type { DeletedAccount } from "../model/deletedAccounts";
import { deleteKeys } from "../model/keys";
import { startAccountOperation } from "../model/operations";
import { toResponseDeletedAccount } from "../wire/deletedAccounts";

type DeletedAccountCall = Call<unknown, "location" | "resourceGroupName" | "accountName">;

export function listDeletedAccounts(call: Call<unknown, "subscriptionId">): Reply {
  const accounts = deletedAccounts(call.platform).map((account) => toResponseDeletedAccount(call, account));
  return { status: 200, body: page(call, accounts) };
}

export function getDeletedAccount(call: DeletedAccountCall): Reply {
  return { status: 200, body: toResponseDeletedAccount(call, requireDeletedAccount(call)) };
}

export function purgeDeletedAccount(call: DeletedAccountCall): Reply {
  const { account } = requireDeletedAccount(call);
  requireIdle(call.platform, account.id);
  return operationReply(startAccountOperation(call, { kind: "purgeAccount", account, hasLocation: true }));
}

/** Ends the purge of an account. */
export function completeAccountPurge(platform: Platform, id: string, { status }: OperationOutcome): void {
  if (status === "Succeeded") {
    removeDeletedAccount(platform, id);
    deleteKeys(platform, id);
    removeWandbIntegration(platform, id);
  }
}

/** @throws AzureError 404 `ResourceNotFound` */
function requireDeletedAccount(call: DeletedAccountCall): DeletedAccount {
  const { platform, params } = call;
  const deleted = deletedAccount(platform, accountId(call));
  if (!deleted || regionName(params.location) !== regionName(deleted.account.location)) {
    throw new AzureError(
      404,
      "ResourceNotFound",
      `The deleted account '${params.accountName}' was not found in '${params.location}'.`,
    );
  }
  return deleted;
}
