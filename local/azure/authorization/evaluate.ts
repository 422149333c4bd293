import type { Caller } from "../caller";
import type { Clock } from "../clock";
import type { Settings } from "../control/model/settings";
import { AzureError } from "../error";
import type { Store } from "../storage/store";
import { assignmentsOf } from "./assignments";
import type { RoleAssignment } from "./assignments";
import { builtInRoles } from "./builtInRoles";
import { allows, scopeCovers } from "./matching";
import { customRolesOf } from "./roleDefinitions";
import type { RoleDefinition } from "./roleDefinitions";

/** Evaluates role assignments. Scopes are inherited, and compared by path segment in any case. */
export interface Authorization {
  /** @throws AzureError 403 `AuthorizationFailed` unless a role of the caller allows the action at the scope. */
  requireAction(caller: Caller, action: string, scope: string): void;
  /** Whether a role assignment that is in effect allows the data action at the scope (ARM id of the resource). */
  allowsDataAction(caller: Caller, dataAction: string, scope: string): boolean;
  roleDefinition(name: string): RoleDefinition | undefined;
  roleDefinitions(): RoleDefinition[];
  assignments(): RoleAssignment[];
}

export function createAuthorization(store: Store, clock: Clock, settings: Settings): Authorization {
  const assignments = assignmentsOf(store);
  const customRoles = customRolesOf(store);
  /** For each assignment, how many requests it did not allow because it was not in effect yet. */
  const deniedRequests = new Map<string, number>();

  const roleDefinition = (name: string) => builtInRoles.get(name) ?? customRoles.get(name);

  function* rolesOf(caller: Caller, scope: string): Generator<[RoleAssignment, RoleDefinition]> {
    for (const assignment of assignments.values()) {
      const isCallers =
        assignment.principalId === caller.objectId || caller.groups.includes(assignment.principalId);
      const role =
        isCallers && scopeCovers(assignment.scope, scope) ? roleDefinition(assignment.role) : undefined;
      if (role) {
        yield [assignment, role];
      }
    }
  }

  /** On Azure a new role assignment takes up to 10 minutes to be in effect on the data plane; here the settings specify it. */
  function isInEffect(assignment: RoleAssignment): boolean {
    const { seconds, checks } = settings.current.propagation;
    if (clock.now() < assignment.createdAt + seconds * 1000) {
      return false;
    }
    const count = deniedRequests.get(assignment.name) ?? 0;
    if (count >= checks) {
      return true;
    }
    deniedRequests.set(assignment.name, count + 1);
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
        if (allows(role.dataActions, role.notDataActions, dataAction) && isInEffect(assignment)) {
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
