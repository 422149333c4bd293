import type { Caller } from "../caller";
import type { Clock } from "../clock";
import type { Settings } from "../control/settings";
import { AzureError } from "../error";
import type { Store } from "../storage/store";
import { builtInRoles } from "./roleDefinitions";
import type { RoleDefinition } from "./roleDefinitions";

/** A role assignment, as it is kept. */
export interface RoleAssignment {
  /** GUID; names are unique in the tenant. */
  name: string;
  scope: string;
  principalId: string;
  principalType: string;
  /** GUID of the role definition. */
  role: string;
  condition?: string | null;
  conditionVersion?: string | null;
  description?: string | null;
  createdBy: string;
  /** Milliseconds, by the local Azure's clock. */
  createdAt: number;
}

/** Role definitions and assignments, evaluated by scope: by path segment, in any case, inherited. */
export interface Authorization {
  /** Throws ARM's 403 `AuthorizationFailed` unless some role grants the action at the scope. */
  requireAction(caller: Caller, action: string, scope: string): void;
  /** Whether some role assignment that has taken effect grants the data action at the scope (ARM id of the resource). */
  allowsDataAction(caller: Caller, dataAction: string, scope: string): boolean;
  roleDefinition(name: string): RoleDefinition | undefined;
  roleDefinitions(): RoleDefinition[];
  assignments(): RoleAssignment[];
}

/** Whether what is granted at one scope holds at another: the same or below, by whole segments (rg1 does not reach rg10). */
export function scopeCovers(granted: string, asked: string): boolean {
  const above = segments(granted);
  const below = segments(asked);
  return above.every((segment, index) => segment === below[index]);
}

const segments = (scope: string) => scope.toLowerCase().split("/").filter(Boolean);

/** Whether a permission such as `Microsoft.KeyVault/vaults/*` means an action. `*` stands for anything, in any case. */
export function permissionMatches(permission: string, action: string): boolean {
  const expression = permission.toLowerCase().split("*").map(literal).join(".*");
  return new RegExp(`^${expression}$`).test(action.toLowerCase());
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function allows(permissions: readonly string[], exceptions: readonly string[], action: string): boolean {
  return (
    permissions.some((one) => permissionMatches(one, action)) &&
    !exceptions.some((one) => permissionMatches(one, action))
  );
}

export const assignmentsOf = (store: Store) => store.collection<RoleAssignment>("roleAssignments");
export const customRolesOf = (store: Store) => store.collection<RoleDefinition>("roleDefinitions");

export function createAuthorization(store: Store, clock: Clock, settings: Settings): Authorization {
  const assignments = assignmentsOf(store);
  const customRoles = customRolesOf(store);
  /** How often a data action was asked for that an assignment would allow once it has taken effect. */
  const asked = new Map<string, number>();

  const roleDefinition = (name: string) => builtInRoles.get(name) ?? customRoles.get(name);

  function* rolesOf(caller: Caller, scope: string): Generator<[RoleAssignment, RoleDefinition]> {
    for (const assignment of assignments.values()) {
      const holds =
        assignment.principalId === caller.objectId || caller.groups.includes(assignment.principalId);
      const role =
        holds && scopeCovers(assignment.scope, scope) ? roleDefinition(assignment.role) : undefined;
      if (role) {
        yield [assignment, role];
      }
    }
  }

  /** On the data plane a new grant takes up to ten minutes; here as long, or as many questions, as the settings say. */
  function hasTakenEffect(assignment: RoleAssignment): boolean {
    const { seconds, checks } = settings.current.propagation;
    if (clock.now() < assignment.createdAt + seconds * 1000) {
      return false;
    }
    const count = asked.get(assignment.name) ?? 0;
    if (count >= checks) {
      return true;
    }
    asked.set(assignment.name, count + 1);
    return false;
  }

  return {
    requireAction(caller, action, scope) {
      for (const [, role] of rolesOf(caller, scope)) {
        if (allows(role.actions, role.notActions, action)) {
          return;
        }
      }
      throw new AzureError(
        403,
        "AuthorizationFailed",
        `The client '${caller.appId}' with object id '${caller.objectId}' does not have authorization to perform action ` +
          `'${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
      );
    },
    allowsDataAction(caller, dataAction, scope) {
      for (const [assignment, role] of rolesOf(caller, scope)) {
        if (allows(role.dataActions, role.notDataActions, dataAction) && hasTakenEffect(assignment)) {
          return true;
        }
      }
      return false;
    },
    roleDefinition,
    roleDefinitions: () => [...builtInRoles.values(), ...customRoles.values()],
    assignments: () => [...assignments.values()],
  };
}
