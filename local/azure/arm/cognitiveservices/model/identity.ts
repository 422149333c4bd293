import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";
import type { AccountPut } from "../wire/accounts";

type Said = AccountPut["identity"];

/**
 * The identity of an account after a write. A system-assigned identity is a service principal that comes with the account,
 * goes when it is switched off, and is another one when it is switched on again.
 */
export function writeIdentity(
  platform: Platform,
  said: Said,
  before: ArmResource["identity"],
  accountId: string,
  name: string,
): ArmResource["identity"] {
  const type = said?.type ?? "None";
  const wanted = type.includes("SystemAssigned");
  const current = typeof before?.principalId === "string" ? before.principalId : undefined;
  if (current && !wanted) {
    platform.directory.removeServicePrincipal(current);
  }
  if (type === "None") {
    return undefined;
  }
  const principalId = wanted
    ? (current ?? platform.directory.createManagedIdentity(accountId, name).objectId)
    : undefined;
  return {
    type,
    ...(principalId ? { principalId, tenantId: platform.tenantId } : {}),
    ...(said?.userAssignedIdentities ? { userAssignedIdentities: said.userAssignedIdentities } : {}),
  };
}
