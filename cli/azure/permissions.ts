import type { RoleDefinition } from "@azure/arm-authorization";
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
    if (allows(role, action)) {
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

/** Principals that some role at a scope or above lets do a data action, each with that role's name. */
export async function principalsThatMay(
  { grants }: AzureClients,
  scope: string,
  action: string,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  /** Names of the roles that allow the action; undefined of those that do not. */
  const known = new Map<string, string | undefined>();
  for await (const { roleDefinitionId, principalId } of grants.roleAssignments.listForScope(scope, {
    filter: "atScope()",
  })) {
    if (!known.has(roleDefinitionId!)) {
      const role = await grants.roleDefinitions.getById(roleDefinitionId!);
      known.set(roleDefinitionId!, allows(role, action) ? (role.roleName ?? roleDefinitionId) : undefined);
    }
    const role = known.get(roleDefinitionId!);
    if (role) {
      found.set(principalId!, role);
    }
  }
  return found;
}

function allows({ permissions }: RoleDefinition, action: string): boolean {
  return (permissions ?? []).some(
    ({ dataActions, notDataActions }) =>
      dataActions?.some((one) => covers(one, action)) && !notDataActions?.some((one) => covers(one, action)),
  );
}
