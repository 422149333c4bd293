import { AzureError } from "../../../error";
import type { OperationOutcome } from "../../../operations";
import type { Call, Platform, Reply } from "../../../service";
import { requireNotFailed, requireOperation } from "../../operations";
import { regionName } from "../../resources";
import { deletedVault, deletedVaults, purgeVault } from "../model/deletedVaults";
import type { DeletedVault } from "../model/deletedVaults";
import { toResponseDeletedVault } from "../wire/deletedVaults";
import { vaultPage } from "../wire/page";
import { pollHint } from "../wire/pollHint";
import { toResponsePurge } from "../wire/purges";

type DeletedVaultCall = Call<unknown, "location" | "vaultName">;

export function listDeletedVaults(call: Call<unknown, "subscriptionId">): Reply {
  const vaults = deletedVaults(call.platform).map((vault) => toResponseDeletedVault(call.platform, vault));
  return { status: 200, body: vaultPage(call, vaults) };
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
      `The specified deleted vault '${params.vaultName}' does not exist. Ensure that the vault was indeed deleted and that it is in recoverable state. If soft delete was not enabled then the vault is permanently deleted. Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2149745`,
    );
  }
  return deleted;
}

export function purgeDeletedVault(call: DeletedVaultCall): Reply {
  const { vault } = requireDeletedVault(call);
  if (vault.properties.enablePurgeProtection) {
    throw new AzureError(400, "MethodNotAllowed", "Operation 'DeletedVaultPurge' is not allowed.");
  }
  const { platform, method, apiVersion, params } = call;
  const { id } = platform.operations.begin({ kind: "purgeVault", method, resourceId: vault.id });
  const results = `https://management.azure.com/subscriptions/${platform.subscriptionId}/providers/Microsoft.KeyVault/locations/${params.location}/operationResults`;
  return {
    status: 202,
    headers: { location: `${results}/${id}?api-version=${apiVersion}`, ...pollHint },
  };
}

/**
 * The state of a purge before this poll: 202 and the same Location while it runs, then 200 (recorded, azure-sdk-for-python,
 * Apr 2021; azure-cli, May 2023).
 */
export function getPurgeResult(call: Call<unknown, "operationId">): Reply {
  const purge = requireOperation(call.platform, call.params.operationId);
  if (!purge.ended) {
    call.platform.operations.poll(purge);
    return {
      status: 202,
      headers: { location: call.url.href, ...pollHint },
      body: toResponsePurge(purge),
    };
  }
  requireNotFailed(purge);
  return { status: 200, body: toResponsePurge(purge) };
}

/** Ends the purge of a deleted vault. */
export function completeVaultPurge(platform: Platform, id: string, { status }: OperationOutcome): void {
  if (status === "Succeeded") {
    purgeVault(platform, id.split("/").pop() ?? "");
  }
}
