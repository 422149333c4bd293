/** Which principals may perform a data action, by Azure RBAC or by access policies. */
import type { RoleDefinition } from "@azure/arm-authorization";
import type { AccessPolicyEntry } from "@azure/arm-keyvault";
import type { AzureClients } from "./clients";

/** Tells whether a permission, such as `Microsoft.KeyVault/vaults/secrets/*`, includes a data action. */
export function covers(permission: string, action: string): boolean {
  const pattern = permission
    .toLowerCase()
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`).test(action.toLowerCase());
}

interface Principal {
  principalId: string;
  /** Name of the role that allows the data action. */
  role: string;
}

/** Returns the names of the principal's roles, at the scope or above it, that allow a data action. */
export async function rolesThatAllow(
  azure: AzureClients,
  scope: string,
  principalId: string,
  action: string,
): Promise<string[]> {
  const allowed = await assignmentsThatAllow(azure, scope, `assignedTo('${principalId}')`, action);
  return allowed.map(({ role }) => role);
}

/** Returns the principals that a role, at the scope or above it, allows a data action: role names by principal ID. */
export async function principalsThatMay(
  azure: AzureClients,
  scope: string,
  action: string,
): Promise<Map<string, string>> {
  const allowed = await assignmentsThatAllow(azure, scope, "atScope()", action);
  return new Map(allowed.map(({ principalId, role }) => [principalId, role]));
}

async function assignmentsThatAllow(
  { authorization }: AzureClients,
  scope: string,
  filter: string,
  action: string,
): Promise<Principal[]> {
  const allowed: Principal[] = [];
  const definitions = new Map<string, RoleDefinition>();
  for await (const assignment of authorization.roleAssignments.listForScope(scope, { filter })) {
    const { roleDefinitionId = "", principalId = "" } = assignment;
    const definition =
      definitions.get(roleDefinitionId) ?? (await authorization.roleDefinitions.getById(roleDefinitionId));
    definitions.set(roleDefinitionId, definition);
    if (allows(definition, action)) {
      allowed.push({ principalId, role: definition.roleName ?? roleDefinitionId });
    }
  }
  return allowed;
}

function allows({ permissions }: RoleDefinition, action: string): boolean {
  return (permissions ?? []).some(
    ({ dataActions, notDataActions }) =>
      dataActions?.some((permission) => covers(permission, action)) &&
      !notDataActions?.some((permission) => covers(permission, action)),
  );
}

type AccessPolicies = AccessPolicyEntry[] | undefined;

/** Tells whether an access policy allows a principal to read secrets. */
export const policyAllowsReading = (policies: AccessPolicies, principalId: string): boolean =>
  policiesThatAllow(policies, "get").some(
    ({ objectId }) => objectId?.toLowerCase() === principalId.toLowerCase(),
  );

/** Returns the access policies that include a permission on secrets. */
export const policiesThatAllow = (policies: AccessPolicies, permission: string): AccessPolicyEntry[] =>
  (policies ?? []).filter(({ permissions }) =>
    permissions?.secrets?.some((granted) => [permission, "all"].includes(granted.toLowerCase())),
  );
