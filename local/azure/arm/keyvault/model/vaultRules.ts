import { AzureError } from "../../../error";
import type { Platform } from "../../../service";
import { requireUnlocked } from "../../checks";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { deletedVault } from "./deletedVaults";
import type { VaultProperties } from "./vaultProperties";
import { findVault, retentionDays, takenNameMessage } from "./vaults";

/** @throws AzureError 409 where a vault, or one in soft delete, has the name. */
export function requireFreeName(platform: Platform, name: string): void {
  if (deletedVault(platform, name)) {
    throw new AzureError(
      409,
      "ConflictError",
      "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. " +
        "Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.",
    );
  }
  if (findVault(platform, name)) {
    throw new AzureError(409, "VaultAlreadyExists", takenNameMessage(name));
  }
}

/** @throws AzureError 400 or 409 where Azure does not allow a write. */
export function requireAllowedChange(
  platform: Platform,
  properties: VaultProperties,
  location: string | undefined,
  before: ArmResource | undefined,
): void {
  if (properties.enablePurgeProtection === false) {
    throw new AzureError(
      400,
      "BadRequest",
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
    );
  }
  // A new vault has soft delete whatever the request specifies (recorded, azure-service-operator, Apr 2025).
  if (properties.enableSoftDelete === false && before) {
    throw new AzureError(
      400,
      "BadRequest",
      "The property \"enableSoftDelete\" can be set to false only for creating new vault. Enabling the 'soft delete' functionality is an irreversible action.",
    );
  }
  if (properties.tenantId && properties.tenantId.toLowerCase() !== platform.tenantId) {
    throw new AzureError(
      400,
      "BadRequest",
      `The tenant '${properties.tenantId}' is not the tenant of the subscription.`,
    );
  }
  if (before) {
    requireUnchanged(platform, properties, location, before);
  }
}

/** @throws AzureError 409 or 400 where a write changes what is fixed when a vault is created, or a lock forbids it. */
function requireUnchanged(
  platform: Platform,
  properties: VaultProperties,
  location: string | undefined,
  before: ArmResource,
): void {
  requireUnlocked(platform, before.id, "write");
  if (location !== undefined && regionName(location) !== before.location) {
    throw new AzureError(
      409,
      "InvalidResourceLocation",
      `The resource '${before.name}' already exists in location '${before.location}'. A resource with the same name cannot be created in location '${regionName(location)}'. Please select a new resource name.`,
    );
  }
  const days = properties.softDeleteRetentionInDays;
  if (days && days !== retentionDays(before)) {
    throw new AzureError(
      400,
      "BadRequest",
      'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
    );
  }
}
