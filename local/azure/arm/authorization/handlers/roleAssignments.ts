import { assignmentsOf } from "../../../authorization/assignments";
import { scopeCovers } from "../../../authorization/matching";
import type { RoleAssignment } from "../../../authorization/assignments";
import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { requireUnlocked } from "../../checks";
import { page } from "../../lists";
import {
  requireNoDuplicate,
  requirePrincipalType,
  requireRoleAssignmentQuota,
  requireUnchanged,
} from "../model/roleAssignmentRules";
import { parseFilter } from "../model/roleAssignmentFilter";
import { requireGuid, requireScope } from "../model/scope";
import { toResponseRoleAssignment } from "../wire/roleAssignments";
import type { RoleAssignmentBody } from "../wire/roleAssignments";

type RoleAssignmentCall<Body = unknown> = Call<Body, "scope" | "name">;

export function getRoleAssignment(call: RoleAssignmentCall): Reply {
  const assignment = findRoleAssignment(call);
  if (!assignment) {
    throw new AzureError(
      404,
      "RoleAssignmentNotFound",
      `The role assignment '${call.params.name}' is not found.`,
    );
  }
  return { status: 200, body: toResponseRoleAssignment(call.platform, assignment) };
}

export function putRoleAssignment(call: RoleAssignmentCall<RoleAssignmentBody>): Reply {
  const { platform, params, body, caller } = call;
  const name = requireGuid(params.name, "RoleAssignment");
  requireScope(platform, params.scope);
  const { roleDefinitionId, principalType, condition, conditionVersion, description } = body.properties;
  const role = roleDefinitionId.toLowerCase().split("/").pop() ?? "";
  if (!platform.authorization.roleDefinition(role)) {
    throw new AzureError(
      400,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${role.slice(0, 80)}' does not exist.`,
    );
  }
  const assignments = assignmentsOf(platform.store);
  const before = assignments.get(name);
  const requested = {
    name,
    scope: params.scope,
    principalId: body.properties.principalId.toLowerCase(),
    role,
  };
  requireUnchanged(before, requested);
  requireNoDuplicate(platform, requested);
  if (!before) {
    requireRoleAssignmentQuota(platform);
  }
  const assignment: RoleAssignment = {
    ...requested,
    scope: before?.scope ?? params.scope,
    principalType: requirePrincipalType(platform, requested.principalId, principalType),
    condition,
    conditionVersion,
    description,
    createdBy: before?.createdBy ?? caller.objectId,
    createdAt: before?.createdAt ?? platform.clock.now(),
  };
  assignments.put(name, assignment);
  return { status: before ? 200 : 201, body: toResponseRoleAssignment(platform, assignment, !before) };
}

export function deleteRoleAssignment(call: RoleAssignmentCall): Reply {
  const { platform } = call;
  const assignment = findRoleAssignment(call);
  if (!assignment) {
    return { status: 204 };
  }
  requireUnlocked(platform, assignment.scope, "delete");
  assignmentsOf(platform.store).delete(assignment.name);
  return { status: 200, body: toResponseRoleAssignment(platform, assignment) };
}

/** Lists the role assignments at, above and below a scope. */
export function listRoleAssignments(call: Call<unknown, "scope">): Reply {
  const { platform, params, url } = call;
  const matches = parseFilter(platform, params.scope, url.searchParams.get("$filter") ?? "");
  const assignments = platform.authorization
    .assignments()
    .filter(({ scope }) => scopeCovers(scope, params.scope) || scopeCovers(params.scope, scope))
    .filter(matches)
    .map((assignment) => toResponseRoleAssignment(platform, assignment));
  return { status: 200, body: page(call, assignments) };
}

function findRoleAssignment({ platform, params }: RoleAssignmentCall): RoleAssignment | undefined {
  const assignment = assignmentsOf(platform.store).get(requireGuid(params.name, "RoleAssignment"));
  return assignment?.scope.toLowerCase() === params.scope.toLowerCase() ? assignment : undefined;
}
