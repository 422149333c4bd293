import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { requireRegistered, requireUnlocked } from "../../checks";
import { requireResourceGroup } from "../../resourceGroups/model/resourceGroups";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { systemData } from "../../systemData";
import { definedProperties } from "../../wire";
import { deletedVault, recoverVault, softDeleteVault } from "../model/deletedVaults";
import { isRegisteringDns, registerDns } from "../model/dnsRegistration";
import { requireVault, vaultId, vaultNameError, vaultType } from "../model/vaults";
import type { VaultCall } from "../model/vaults";
import { requireAllowedChange, requireFreeName } from "../model/vaultRules";
import { usesAzureRbac, vaultProperties } from "../model/vaultProperties";
import type { VaultProperties } from "../model/vaultProperties";
import { vaultPage } from "../wire/page";
import { pollHint } from "../wire/pollHint";
import { toResponseNewVault, toResponseVault } from "../wire/vaults";
import type { VaultPatch, VaultPut } from "../wire/vaults";

export function getVault(call: VaultCall): Reply {
  return { status: 200, body: toResponseVault(call, requireVault(call)) };
}

export function listVaults(call: Call<unknown, "subscriptionId">): Reply {
  const vaults = call.platform.resources.list(vaultType);
  return { status: 200, body: toResponseVaults(call, vaults) };
}

export function listVaultsByResourceGroup(call: Call<unknown, "resourceGroupName">): Reply {
  const vaults = call.platform.resources.list(vaultType, requireResourceGroup(call).id);
  return { status: 200, body: toResponseVaults(call, vaults) };
}

const toResponseVaults = (call: Call, vaults: readonly ArmResource[]) =>
  vaultPage(
    call,
    vaults.map((vault) => toResponseVault(call, vault)),
  );

export function putVault(call: VaultCall<VaultPut>): Reply {
  const { platform, params, body, apiVersion } = call;
  requireRegistered(platform, "Microsoft.KeyVault");
  const name = params.vaultName;
  const invalid = vaultNameError(name);
  if (invalid) {
    throw new AzureError(400, "VaultNameNotValid", invalid);
  }
  const resourceGroup = requireResourceGroup(call);
  const before = platform.resources.get(vaultId(call));
  if (body.properties.createMode === "recover") {
    return recover(call, before);
  }
  if (!before) {
    requireFreeName(platform, name);
  }
  requireAllowedChange(platform, body.properties, body.location, before);
  if (!body.properties.accessPolicies && !usesAzureRbac(apiVersion, body.properties, before)) {
    throw new AzureError(400, "BadRequest", "The parameter accessPolicies is not specified.");
  }
  const vault: ArmResource = {
    id: before?.id ?? `${resourceGroup.id}/providers/${vaultType}/${name}`,
    name: before?.name ?? name,
    type: vaultType,
    location: regionName(body.location),
    tags: body.tags ?? undefined,
    properties: vaultProperties(apiVersion, name, body.properties, before),
    systemData: systemData(call, before?.systemData),
  };
  platform.resources.put(vault);
  if (before) {
    return { status: 200, body: toResponseVault(call, vault) };
  }
  registerDns(platform, name);
  const headers = isRegisteringDns(platform, name) ? {} : pollHint;
  return { status: 200, headers, body: toResponseNewVault(call, vault) };
}

function recover(call: VaultCall<VaultPut>, existing: ArmResource | undefined): Reply {
  const { platform, params } = call;
  const deleted = deletedVault(platform, params.vaultName);
  if (existing || deleted?.vault.id.toLowerCase() !== vaultId(call).toLowerCase()) {
    throw new AzureError(
      409,
      "SoftDeletedVaultDoesNotExist",
      `A soft deleted vault with the given name does not exist. Ensure that the name for the vault that is being attempted to recover is in a recoverable state.`,
    );
  }
  recoverVault(platform, deleted);
  return { status: 200, body: toResponseVault(call, deleted.vault) };
}

export function updateVault(call: VaultCall<VaultPatch>): Reply {
  const { platform, apiVersion, body } = call;
  const before = requireVault(call);
  const change = body.properties ?? {};
  requireAllowedChange(platform, change, body.location, before);
  const properties: VaultProperties = { ...before.properties, ...definedProperties(change) };
  const vault: ArmResource = {
    ...before,
    tags: body.tags ?? before.tags,
    properties: vaultProperties(apiVersion, before.name, properties, before),
    systemData: systemData(call, before.systemData),
  };
  platform.resources.put(vault);
  return { status: 200, body: toResponseVault(call, vault) };
}

export function deleteVault(call: VaultCall): Reply {
  const vault = call.platform.resources.get(vaultId(call));
  if (!vault) {
    requireResourceGroup(call);
    return { status: 204 };
  }
  requireUnlocked(call.platform, vault.id, "delete");
  softDeleteVault(call.platform, vault);
  return { status: 200 };
}
