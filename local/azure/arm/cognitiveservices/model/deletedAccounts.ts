import type { Platform } from "../../../service";
import { removeAssignmentsUnder } from "../../authorization/model/roleAssignments";
import type { ArmResource } from "../../resources";

/** An account in soft delete, for 48 hours. Its subdomain stays in use for as long. */
export interface DeletedAccount {
  account: ArmResource;
  /** Milliseconds, by the local Azure's clock. */
  deletedAt: number;
  purgeAt: number;
}

/** Milliseconds. */
const retention = 48 * 3_600_000;

const collection = (platform: Platform) => platform.store.collection<DeletedAccount>("deletedAccounts");

export function softDeleteAccount(platform: Platform, account: ArmResource): void {
  const deletedAt = platform.clock.now();
  collection(platform).put(account.id.toLowerCase(), {
    account: { ...account, properties: { ...account.properties, provisioningState: "Succeeded" } },
    deletedAt,
    purgeAt: deletedAt + retention,
  });
  removeAssignmentsUnder(platform, account.id);
  const principalId = account.identity?.principalId;
  if (typeof principalId === "string") {
    platform.directory.removeServicePrincipal(principalId);
  }
  for (const deployment of platform.resources.list(undefined, account.id)) {
    platform.resources.delete(deployment.id);
  }
  platform.resources.delete(account.id);
}

/** The accounts in soft delete, after those whose retention has ended are purged. */
export function deletedAccounts(platform: Platform): DeletedAccount[] {
  for (const [id, { purgeAt }] of [...collection(platform).entries()]) {
    if (purgeAt <= platform.clock.now()) {
      collection(platform).delete(id);
    }
  }
  return [...collection(platform).values()];
}

export function deletedAccount(platform: Platform, id: string): DeletedAccount | undefined {
  return deletedAccounts(platform).find(({ account }) => account.id.toLowerCase() === id.toLowerCase());
}

export function removeDeletedAccount(platform: Platform, id: string): void {
  collection(platform).delete(id.toLowerCase());
}
