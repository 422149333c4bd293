import { AzureError } from "../../../error";
import type { OperationOutcome } from "../../../operations";
import type { Call, Platform, Reply } from "../../../service";
import { page } from "../../lists";
import { operationReply, startOperation } from "../../operations/start";
import { regionName } from "../../resources";
import { deletedVault, deletedVaults, purgeVault } from "../model/deletedVaults";
import type { DeletedVault } from "../model/deletedVaults";
import { toResponseDeletedVault } from "../wire/deletedVaults";

type DeletedVaultCall = Call<unknown, "location" | "vaultName">;

export function listDeletedVaults(call: Call<unknown, "subscriptionId">): Reply {
  const vaults = deletedVaults(call.platform).map((vault) => toResponseDeletedVault(call.platform, vault));
  return { status: 200, body: page(call, vaults) };
}

export function getDeletedVault(call: DeletedVaultCall): Reply {
  return { status: 200, body: toResponseDeletedVault(call.platform, requireDeletedVault(call)) };
}

/** @throws AzureError 404 `DeletedVaultNotFound` */
function requireDeletedVault({ platform, params }: DeletedVaultCall): DeletedVault {
  const deleted = deletedVault(platform, params.vaultName);
  if (!deleted || regionName(params.location) !== deleted.vault.location) {
    throw new AzureError(
      404,
      "DeletedVaultNotFound",
      `The specified deleted vault '${params.vaultName}' does not exist.`,
    );
  }
  return deleted;
}

export function purgeDeletedVault(call: DeletedVaultCall): Reply {
  const { vault } = requireDeletedVault(call);
  if (vault.properties.enablePurgeProtection) {
    throw new AzureError(400, "MethodNotAllowed", "Operation 'DeletedVaultPurge' is not allowed.");
  }
  return operationReply(startOperation(call, "purgeVault", vault, "Microsoft.KeyVault"));
}

/** Ends the purge of a deleted vault. */
export function completeVaultPurge(platform: Platform, id: string, { status }: OperationOutcome): void {
  if (status === "Succeeded") {
    purgeVault(platform, id.split("/").pop() ?? "");
  }
}
