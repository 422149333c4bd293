/** Role assignments (Microsoft.Authorization/roleAssignments). */
import { z } from "zod";
import { assignmentsOf, scopeCovers } from "../../authorization/evaluate";
import type { RoleAssignment } from "../../authorization/evaluate";
import { AzureError } from "../../error";
import { route } from "../../service";
import type { Call as AnyCall, Platform, Reply, Route } from "../../service";
import { requireUnlocked } from "../checks";
import { page, pageQuery } from "../lists";
import { atScope, definitionId, guid, provider, requireGuid, requireScope } from "./scope";

type Call<Body = unknown> = AnyCall<Body, "scope" | "name">;

const assignmentVersions = [
  "2015-07-01",
  "2018-01-01-preview",
  "2018-07-01",
  "2018-09-01-preview",
  "2020-04-01-preview",
  "2020-08-01-preview",
  "2020-10-01-preview",
  "2022-04-01",
];

const assignmentProperties = z.strictObject({
  roleDefinitionId: z.string().min(1),
  principalId: z.string().regex(guid, "must be a GUID"),
  principalType: z.enum(["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"]).nullish(),
  condition: z.string().nullish(),
  conditionVersion: z.literal("2.0").nullish(),
  description: z.string().max(1024).nullish(),
  delegatedManagedIdentityResourceId: z.string().nullish(),
  scope: z.string().nullish(),
});
const assignmentBody = z.strictObject({
  properties: assignmentProperties,
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
});
type AssignmentBody = z.infer<typeof assignmentBody>;

const assignments = `${provider}/roleAssignments`;

export const roleAssignmentRoutes: Route[] = [
  route({
    method: "GET",
    path: `${assignments}/{name}`,
    apiVersions: assignmentVersions,
    query: ["tenantId"],
    action: "Microsoft.Authorization/roleAssignments/read",
    scope: atScope,
    handle: (call) => ({ status: 200, body: shownAssignment(call.platform, requireAssignment(call)) }),
  }),
  route({
    method: "PUT",
    path: `${assignments}/{name}`,
    apiVersions: assignmentVersions,
    action: "Microsoft.Authorization/roleAssignments/write",
    scope: atScope,
    body: assignmentBody,
    handle: putAssignment,
  }),
  route({
    method: "DELETE",
    path: `${assignments}/{name}`,
    apiVersions: assignmentVersions,
    query: ["tenantId"],
    action: "Microsoft.Authorization/roleAssignments/delete",
    scope: atScope,
    handle: deleteAssignment,
  }),
  route({
    method: "GET",
    path: assignments,
    apiVersions: assignmentVersions,
    query: ["$filter", "tenantId", ...pageQuery],
    action: "Microsoft.Authorization/roleAssignments/read",
    scope: atScope,
    handle: listAssignments,
  }),
];

function shownAssignment(platform: Platform, assignment: RoleAssignment): Record<string, unknown> {
  const { name, scope, principalId, principalType, role, condition, conditionVersion, description } =
    assignment;
  const at = new Date(assignment.createdAt).toISOString();
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: "Microsoft.Authorization/roleAssignments",
    properties: {
      roleDefinitionId: definitionId(platform, role),
      principalId,
      principalType,
      scope,
      condition: condition ?? null,
      conditionVersion: conditionVersion ?? null,
      description: description ?? null,
      delegatedManagedIdentityResourceId: null,
      createdOn: at,
      updatedOn: at,
      createdBy: assignment.createdBy,
      updatedBy: assignment.createdBy,
    },
  };
}

function findAssignment({ platform, params }: Call): RoleAssignment | undefined {
  const assignment = assignmentsOf(platform.store).get(requireGuid(params.name, "RoleAssignment"));
  return assignment && assignment.scope.toLowerCase() === params.scope.toLowerCase() ? assignment : undefined;
}

function requireAssignment(call: Call): RoleAssignment {
  const assignment = findAssignment(call);
  if (!assignment) {
    throw new AzureError(
      404,
      "RoleAssignmentNotFound",
      `The role assignment '${call.params.name}' is not found.`,
    );
  }
  return assignment;
}

function putAssignment(call: Call<AssignmentBody>): Reply {
  const { platform, params, body, caller } = call;
  const kept = assignmentsOf(platform.store);
  const name = requireGuid(params.name, "RoleAssignment");
  requireScope(platform, params.scope);
  const { roleDefinitionId, condition, conditionVersion, description } = body.properties;
  const role = roleDefinitionId.split("/").pop()!.toLowerCase();
  if (!platform.authorization.roleDefinition(role)) {
    throw new AzureError(
      400,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${role.slice(0, 80)}' does not exist.`,
    );
  }
  const principalId = body.properties.principalId.toLowerCase();
  const before = kept.get(name);
  if (
    before &&
    (before.principalId !== principalId || before.scope.toLowerCase() !== params.scope.toLowerCase())
  ) {
    throw new AzureError(
      409,
      "RoleAssignmentUpdateNotPermitted",
      "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    );
  }
  for (const other of kept.values()) {
    if (
      other.name !== name &&
      other.principalId === principalId &&
      other.role === role &&
      other.scope.toLowerCase() === params.scope.toLowerCase()
    ) {
      throw new AzureError(
        409,
        "RoleAssignmentExists",
        `The role assignment already exists. The ID of the existing role assignment is ${other.name.replace(/-/g, "")}.`,
      );
    }
  }
  if (!before && [...kept.values()].length >= platform.settings.current.roleAssignmentLimit) {
    throw new AzureError(400, "RoleAssignmentLimitExceeded", "No more role assignments can be created.");
  }
  const assignment: RoleAssignment = {
    name,
    scope: before?.scope ?? params.scope,
    principalId,
    principalType: checkedPrincipalType(platform, principalId, body.properties.principalType),
    role,
    condition,
    conditionVersion,
    description,
    createdBy: before?.createdBy ?? caller.objectId,
    createdAt: before?.createdAt ?? platform.clock.now(),
  };
  kept.put(name, assignment);
  return { status: before ? 200 : 201, body: shownAssignment(platform, assignment) };
}

/** The principal's type. Said by the caller, a principal that has not been replicated yet is taken on trust. */
function checkedPrincipalType(
  platform: Platform,
  principalId: string,
  said: string | null | undefined,
): string {
  const found = replicated(platform, principalId) ? platform.directory.principalType(principalId) : undefined;
  if (!found && !said) {
    throw new AzureError(
      400,
      "PrincipalNotFound",
      `Principal ${principalId.replace(/-/g, "")} does not exist in the directory ${platform.tenantId}. Check that you have the correct principal ID. ` +
        "If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. " +
        "In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.",
    );
  }
  if (found && said && found !== said) {
    throw new AzureError(
      400,
      "UnmatchedPrincipalType",
      `The PrincipalId '${principalId.replace(/-/g, "")}' has type '${found}', which is different from specified PrincipalType '${said}'.`,
    );
  }
  return found ?? said!;
}

/** Whether a principal has been there for long enough that everybody knows it. */
function replicated({ directory, clock, settings }: Platform, principalId: string): boolean {
  const since = directory.servicePrincipal(principalId)?.createdAt ?? 0;
  return clock.now() >= since + settings.current.replication.seconds * 1000;
}

function deleteAssignment(call: Call): Reply {
  const assignment = findAssignment(call);
  if (!assignment) {
    return { status: 204 };
  }
  requireUnlocked(call.platform, assignment.scope, "delete");
  assignmentsOf(call.platform.store).delete(assignment.name);
  return { status: 200, body: shownAssignment(call.platform, assignment) };
}

/** Filters of the list of assignments, by their text. */
const assignmentFilters: [
  RegExp,
  (platform: Platform, scope: string, match: string) => (one: RoleAssignment) => boolean,
][] = [
  [/^atScope\(\)$/i, (_platform, scope) => (one) => scopeCovers(one.scope, scope)],
  [/^principalId eq '([0-9a-f-]{36})'$/i, (_platform, _scope, id) => (one) => one.principalId === id],
  [
    /^assignedTo\('([0-9a-f-]{36})'\)$/i,
    (platform, _scope, id) => {
      const principals = [id, ...platform.directory.groupsOf(id)];
      return (one) => principals.includes(one.principalId);
    },
  ],
];

function listAssignments(call: AnyCall<unknown, "scope">): Reply {
  const scope = call.params.scope;
  const parts = (call.url.searchParams.get("$filter") ?? "")
    .split(/ and /i)
    .map((part) => part.trim())
    .filter(Boolean);
  const filters = parts.map((part) => {
    for (const [expression, make] of assignmentFilters) {
      const match = expression.exec(part);
      if (match) {
        return make(call.platform, scope, (match[1] ?? "").toLowerCase());
      }
    }
    throw new AzureError(
      400,
      "UnsupportedQuery",
      `The filter '${part.slice(0, 100)}' is not supported. Supported are atScope(), principalId eq '{value}' and assignedTo('{value}').`,
    );
  });
  const listed = call.platform.authorization
    .assignments()
    .filter((one) => scopeCovers(one.scope, scope) || scopeCovers(scope, one.scope))
    .filter((one) => filters.every((filter) => filter(one)))
    .map((one) => shownAssignment(call.platform, one));
  return { status: 200, body: page(call, listed) };
}

/** Role assignments at a resource go with it (Key Vault's recovery guide: they have to be made anew after a recovery). */
export function removeAssignmentsUnder(platform: Platform, resourceId: string): void {
  for (const { name, scope } of platform.authorization.assignments()) {
    if (scopeCovers(resourceId, scope)) {
      assignmentsOf(platform.store).delete(name);
    }
  }
}
