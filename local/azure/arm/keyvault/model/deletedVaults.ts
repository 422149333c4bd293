import type { Platform } from "../../../service";
import { keys } from "../../../keyvault/model/keys";
import { secrets } from "../../../keyvault/model/secrets";
import { removeAssignmentsUnder } from "../../authorization/model/roleAssignments";
import type { ArmResource } from "../../resources";
import { retentionDays } from "./vaults";

/** A vault in soft delete. Its name stays in use in all of Azure until the vault is purged or its retention ends. */
export interface DeletedVault {
  vault: ArmResource;
  /** Milliseconds, by the local Azure's clock. */
  deletedAt: number;
  purgeAt: number;
}

/** Milliseconds. */
const day = 86_400_000;

const collection = (platform: Platform) => platform.store.collection<DeletedVault>("deletedVaults");

export function softDeleteVault(platform: Platform, vault: ArmResource): void {
  const deletedAt = platform.clock.now();
  const purgeAt = deletedAt + retentionDays(vault) * day;
  collection(platform).put(vault.name.toLowerCase(), { vault, deletedAt, purgeAt });
  removeAssignmentsUnder(platform, vault.id);
  platform.resources.delete(vault.id);
}

/** The vaults in soft delete, after those whose retention has ended are purged. */
export function deletedVaults(platform: Platform): DeletedVault[] {
  for (const { vault, purgeAt } of [...collection(platform).values()]) {
    if (purgeAt <= platform.clock.now()) {
      purgeVault(platform, vault.name);
    }
  }
  return [...collection(platform).values()];
}

export function deletedVault(platform: Platform, name: string): DeletedVault | undefined {
  return deletedVaults(platform).find(({ vault }) => vault.name.toLowerCase() === name.toLowerCase());
}

export function purgeVault(platform: Platform, name: string): void {
  collection(platform).delete(name.toLowerCase());
  secrets.purgeVault(platform, name);
  keys.purgeVault(platform, name);
}

/** Recovers a vault with its secrets and keys, and without its role assignments. */
export function recoverVault(platform: Platform, { vault }: DeletedVault): void {
  collection(platform).delete(vault.name.toLowerCase());
  platform.resources.put(vault);
}
