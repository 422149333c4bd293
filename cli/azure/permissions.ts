/** Which principals may perform a data action, by Azure RBAC or by access policies. */
import type { RoleDefinition } from "@azure/arm-authorization";
import type { AccessPolicyEntry } from "@azure/arm-keyvault";
import { escapeRegExp } from "../escapeRegExp";
import type { AzureClients } from "./clients";

/** Tells whether a permission, such as `Microsoft.KeyVault/vaults/secrets/*`, includes a data action. */
export function covers(permission: string, action: string): boolean {
  const pattern = permission
    .toLowerCase()
    .split("*")
    .map((part) => escapeRegExp(part));
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

/** The principals that roles allow a data action. */
export interface AllowedPrincipals {
  /** Role names by principal ID. */
  roles: ReadonlyMap<string, string>;
  /** IDs of principals that have a role and are not in the directory: of a role assignment, Azure deletes nothing with them. */
  missing: readonly string[];
  /** Why the directory was not read; all principals then count as existing. */
  notReadBecause?: string;
}

/** Returns the principals that a role, at the scope or above it, allows a data action. */
export async function principalsThatMay(
  azure: AzureClients,
  scope: string,
  action: string,
): Promise<AllowedPrincipals> {
  const allowed = await assignmentsThatAllow(azure, scope, "atScope()", action);
  const roles = new Map(allowed.map(({ principalId, role }) => [principalId, role]));
  const existing = await azure.findPrincipals([...roles.keys()]);
  if ("notReadBecause" in existing) {
    return { roles, missing: [], notReadBecause: existing.notReadBecause };
  }
  const missing = [...roles.keys()].filter((id) => !existing.objectIds.has(id.toLowerCase()));
  missing.forEach((id) => roles.delete(id));
  return { roles, missing };
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

/** Tells whether an access policy names a principal and includes a permission on secrets. */
export const policyAllows = (policies: AccessPolicies, permission: string, principalId: string): boolean =>
  policiesThatAllow(policies, permission).some(
    ({ objectId }) => objectId?.toLowerCase() === principalId.toLowerCase(),
  );

/** Returns the access policies that include a permission on secrets. */
export const policiesThatAllow = (policies: AccessPolicies, permission: string): AccessPolicyEntry[] =>
  (policies ?? []).filter(({ permissions }) =>
    permissions?.secrets?.some((granted) => [permission, "all"].includes(granted.toLowerCase())),
  );
