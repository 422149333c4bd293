import type { Call, Platform } from "../../../service";
import { requireResource } from "../../checks";
import type { ArmResource } from "../../resources";

export const vaultType = "Microsoft.KeyVault/vaults";

/** A request to a vault or below it. */
export type VaultCall<Body = unknown> = Call<Body, "resourceGroupName" | "vaultName">;

export const vaultId = ({ platform, params }: VaultCall) =>
  `/subscriptions/${platform.subscriptionId}/resourceGroups/${params.resourceGroupName}/providers/${vaultType}/${params.vaultName}`;

/** @throws AzureError 404 `ResourceNotFound` */
export function requireVault(call: VaultCall): ArmResource {
  return requireResource(call, vaultId(call));
}

/** The vault of a name in any resource group: names are unique in all of Azure. */
export function findVault(platform: Platform, name: string): ArmResource | undefined {
  return platform.resources.list(vaultType).find((vault) => vault.name.toLowerCase() === name.toLowerCase());
}

/** What is wrong with a vault's name, or undefined. */
export function vaultNameError(name: string): string | undefined {
  return /^(?!.*--)[a-z][a-z0-9-]{1,22}[a-z0-9]$/i.test(name)
    ? undefined
    : `The vault name '${name.slice(0, 100)}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.`;
}
