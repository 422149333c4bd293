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

/** Days for which Azure keeps a deleted vault and its objects. Azure returns them where a request has set them alone. */
export const retentionDays = ({ properties }: ArmResource): number =>
  Number(properties.softDeleteRetentionInDays ?? 90);

/** Azure's words for a name that is in use, its spelling included (recorded, azure-sdk-for-python, Apr 2021). */
export const takenNameMessage = (name: string): string =>
  // cspell:ignore globaly
  `The vault name '${name}' is already in use. Vault names are globaly unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state. If the vault is in a recoverable state then the vault will need to be purged before reusing the name. For more information on soft delete and purging a vault follow this link https://go.microsoft.com/fwlink/?linkid=2147740.`;

/** What is wrong with a vault's name, or undefined. */
export function vaultNameError(name: string): string | undefined {
  return /^(?!.*--)[a-z][a-z0-9-]{1,22}[a-z0-9]$/i.test(name)
    ? undefined
    : `The vault name '${name.slice(0, 100)}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.`;
}
