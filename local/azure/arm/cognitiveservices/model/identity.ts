import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";
import type { AccountPut } from "../wire/accounts";

type RequestedIdentity = AccountPut["identity"];

/**
 * Returns the identity of an account after a write. A system-assigned identity is a service principal that Azure creates with
 * the account, deletes when the identity is turned off, and creates again when it is turned on again.
 */
export function writeIdentity(
  platform: Platform,
  requested: RequestedIdentity,
  before: ArmResource["identity"],
  accountId: string,
  name: string,
): ArmResource["identity"] {
  const type = requested?.type ?? "None";
  const isSystemAssigned = type.includes("SystemAssigned");
  const current = typeof before?.principalId === "string" ? before.principalId : undefined;
  if (current && !isSystemAssigned) {
    platform.directory.removeServicePrincipal(current);
  }
  if (type === "None") {
    // An identity that was turned off leaves its type (recorded, Azure/azure-cli, 26 October 2022).
    return before || requested?.type ? { type } : undefined;
  }
  const principalId = isSystemAssigned
    ? (current ?? platform.directory.createManagedIdentity(accountId, name).objectId)
    : undefined;
  return {
    type,
    ...(principalId ? { principalId, tenantId: platform.tenantId } : {}),
    ...(requested?.userAssignedIdentities
      ? { userAssignedIdentities: requested.userAssignedIdentities }
      : {}),
  };
}
