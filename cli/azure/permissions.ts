import type { AccessPolicyEntry } from "@azure/arm-keyvault";
import type { AzureClients } from "./clients";

/** Whether a permission such as `Microsoft.KeyVault/vaults/secrets/*` means a data action. */
export function covers(permission: string, action: string): boolean {
  const expression = permission
    .toLowerCase()
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${expression.join(".*")}$`).test(action.toLowerCase());
}

/** Roles of a principal at a scope or above, by name, that allow a data action. */
export async function rolesThatAllow(
  { grants }: AzureClients,
  scope: string,
  principalId: string,
  action: string,
): Promise<string[]> {
  const allowed: string[] = [];
  const assignments = grants.roleAssignments.listForScope(scope, { filter: `assignedTo('${principalId}')` });
  for await (const { roleDefinitionId } of assignments) {
    const role = await grants.roleDefinitions.getById(roleDefinitionId!);
    const [permission] = role.permissions ?? [];
    const grantsIt = permission?.dataActions?.some((one) => covers(one, action));
    if (grantsIt && !permission?.notDataActions?.some((one) => covers(one, action))) {
      allowed.push(role.roleName ?? roleDefinitionId!);
    }
  }
  return allowed;
}

/** Whether access policies let a principal read secrets. */
export function policyAllowsReading(policies: AccessPolicyEntry[] | undefined, principalId: string): boolean {
  return (policies ?? []).some(
    ({ objectId, permissions }) =>
      objectId?.toLowerCase() === principalId.toLowerCase() &&
      (permissions?.secrets ?? []).some((one) => ["get", "all"].includes(one.toLowerCase())),
  );
}
