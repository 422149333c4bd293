/** Role definitions, role assignments and locks (Microsoft.Authorization). */
import { z } from "zod";
import { assignmentsOf, customRolesOf, scopeCovers } from "../authorization/evaluate";
import type { RoleAssignment } from "../authorization/evaluate";
import type { RoleDefinition } from "../authorization/roleDefinitions";
import { AzureError } from "../error";
import type { Call, Platform, Reply, Route } from "../service";
import { page, pageQuery, requireUnlocked } from "./resources";

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
const definitionVersions = [
  "2015-07-01",
  "2018-01-01-preview",
  "2018-07-01",
  "2022-04-01",
  "2022-05-01-preview",
];
const lockVersions = ["2016-09-01", "2017-04-01", "2020-05-01"];

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const provider = "{scope+}/providers/Microsoft.Authorization";
const atScope = ({ scope }: Readonly<Record<string, string>>) => scope!;

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

const permission = z.strictObject({
  actions: z.array(z.string()).default([]),
  notActions: z.array(z.string()).default([]),
  dataActions: z.array(z.string()).default([]),
  notDataActions: z.array(z.string()).default([]),
});
const definitionBody = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  type: z.string().optional(),
  properties: z.strictObject({
    roleName: z.string().min(1),
    description: z.string().optional(),
    type: z.string().optional(),
    permissions: z.array(permission).length(1),
    assignableScopes: z.array(z.string()).min(1),
  }),
});

const lockBody = z.strictObject({
  properties: z.strictObject({
    level: z.enum(["CanNotDelete", "ReadOnly"]),
    notes: z.string().max(512).optional(),
    owners: z.array(z.looseObject({})).optional(),
  }),
});

const assignments = `${provider}/roleAssignments`;
const definitions = `${provider}/roleDefinitions`;
const locks = `${provider}/locks`;

export const authorizationRoutes: Route[] = [
  {
    method: "GET",
    path: `${assignments}/{name}`,
    apiVersions: assignmentVersions,
    query: ["tenantId"],
    action: "Microsoft.Authorization/roleAssignments/read",
    scope: atScope,
    handle: (call) => ({ status: 200, body: shownAssignment(call.platform, requireAssignment(call)) }),
  },
  {
    method: "PUT",
    path: `${assignments}/{name}`,
    apiVersions: assignmentVersions,
    action: "Microsoft.Authorization/roleAssignments/write",
    scope: atScope,
    body: assignmentBody,
    handle: putAssignment,
  },
  {
    method: "DELETE",
    path: `${assignments}/{name}`,
    apiVersions: assignmentVersions,
    query: ["tenantId"],
    action: "Microsoft.Authorization/roleAssignments/delete",
    scope: atScope,
    handle: deleteAssignment,
  },
  {
    method: "GET",
    path: assignments,
    apiVersions: assignmentVersions,
    query: ["$filter", "tenantId", ...pageQuery],
    action: "Microsoft.Authorization/roleAssignments/read",
    scope: atScope,
    handle: listAssignments,
  },
  {
    method: "GET",
    path: `${definitions}/{name}`,
    apiVersions: definitionVersions,
    action: "Microsoft.Authorization/roleDefinitions/read",
    scope: atScope,
    handle: (call) => ({
      status: 200,
      body: shownDefinition(call, requireDefinition(call, call.params.name!)),
    }),
  },
  {
    method: "PUT",
    path: `${definitions}/{name}`,
    apiVersions: definitionVersions,
    action: "Microsoft.Authorization/roleDefinitions/write",
    scope: atScope,
    body: definitionBody,
    handle: putDefinition,
  },
  {
    method: "DELETE",
    path: `${definitions}/{name}`,
    apiVersions: definitionVersions,
    action: "Microsoft.Authorization/roleDefinitions/delete",
    scope: atScope,
    handle: deleteDefinition,
  },
  {
    method: "GET",
    path: definitions,
    apiVersions: definitionVersions,
    query: ["$filter", ...pageQuery],
    action: "Microsoft.Authorization/roleDefinitions/read",
    scope: atScope,
    handle: listDefinitions,
  },
  {
    method: "GET",
    path: `${locks}/{name}`,
    apiVersions: lockVersions,
    action: "Microsoft.Authorization/locks/read",
    scope: atScope,
    handle: (call) => ({ status: 200, body: shownLock(requireLock(call)) }),
  },
  {
    method: "PUT",
    path: `${locks}/{name}`,
    apiVersions: lockVersions,
    action: "Microsoft.Authorization/locks/write",
    scope: atScope,
    body: lockBody,
    handle: putLock,
  },
  {
    method: "DELETE",
    path: `${locks}/{name}`,
    apiVersions: lockVersions,
    action: "Microsoft.Authorization/locks/delete",
    scope: atScope,
    handle: deleteLock,
  },
  {
    method: "GET",
    path: locks,
    apiVersions: lockVersions,
    query: ["$filter"],
    action: "Microsoft.Authorization/locks/read",
    scope: atScope,
    handle: listLocks,
  },
];

function requireGuid(name: string, what: string): string {
  if (!guid.test(name)) {
    throw new AzureError(
      400,
      `Invalid${what}Id`,
      `The ${what} ID '${name.slice(0, 80)}' is not valid. The ${what} ID must be a GUID.`,
    );
  }
  return name.toLowerCase();
}

function definitionId(platform: Platform, role: string): string {
  return `/subscriptions/${platform.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}

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
  const assignment = assignmentsOf(platform.store).get(requireGuid(params.name!, "RoleAssignment"));
  return assignment && assignment.scope.toLowerCase() === params.scope!.toLowerCase()
    ? assignment
    : undefined;
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
  const name = requireGuid(params.name!, "RoleAssignment");
  requireScope(platform, params.scope!);
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
    (before.principalId !== principalId || before.scope.toLowerCase() !== params.scope!.toLowerCase())
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
      other.scope.toLowerCase() === params.scope!.toLowerCase()
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
    scope: before?.scope ?? params.scope!,
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
  const found = platform.directory.principalType(principalId);
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

/** @throws AzureError 404 where the resource or the resource group that a scope names is not there. */
function requireScope(platform: Platform, scope: string): void {
  const group = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(scope);
  if (group && !platform.resources.get(group[0])) {
    throw new AzureError(404, "ResourceGroupNotFound", `Resource group '${group[1]}' could not be found.`);
  }
  // Types that are not kept as resources of their own (a secret as a scope) are checked by the resource above them.
  const top = /^(.*?\/providers\/[^/]+\/[^/]+\/[^/]+)/i.exec(scope)?.[1];
  if (top && !platform.resources.get(top)) {
    throw new AzureError(
      404,
      "ResourceNotFound",
      `The Resource '${top.split("/providers/")[1]}' was not found.`,
    );
  }
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

function listAssignments(call: Call): Reply {
  const scope = call.params.scope!;
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

function shownDefinition({ platform }: Call, role: RoleDefinition): Record<string, unknown> {
  const {
    name,
    roleName,
    description,
    type,
    actions,
    notActions,
    dataActions,
    notDataActions,
    assignableScopes,
  } = role;
  return {
    id: definitionId(platform, name),
    name,
    type: "Microsoft.Authorization/roleDefinitions",
    properties: {
      roleName,
      type,
      description,
      assignableScopes,
      permissions: [{ actions, notActions, dataActions, notDataActions }],
    },
  };
}

function requireDefinition({ platform }: Call, name: string): RoleDefinition {
  const role = platform.authorization.roleDefinition(requireGuid(name, "RoleDefinition"));
  if (!role) {
    throw new AzureError(
      404,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${name}' does not exist.`,
    );
  }
  return role;
}

function putDefinition(call: Call<z.infer<typeof definitionBody>>): Reply {
  const name = requireGuid(call.params.name!, "RoleDefinition");
  const { roleName, description, permissions, assignableScopes } = call.body.properties;
  const before = call.platform.authorization.roleDefinition(name);
  if (before?.type === "BuiltInRole") {
    throw new AzureError(400, "RoleDefinitionCannotBeChanged", "Built-in roles cannot be changed.");
  }
  if (
    call.platform.authorization
      .roleDefinitions()
      .some((one) => one.roleName === roleName && one.name !== name)
  ) {
    throw new AzureError(
      409,
      "RoleDefinitionWithSameNameExists",
      `A custom role with the name '${roleName.slice(0, 100)}' exists.`,
    );
  }
  const role: RoleDefinition = {
    name,
    roleName,
    description: description ?? "",
    type: "CustomRole",
    ...permissions[0]!,
    assignableScopes,
  };
  customRolesOf(call.platform.store).put(name, role);
  return { status: 201, body: shownDefinition(call, role) };
}

function deleteDefinition(call: Call): Reply {
  const name = requireGuid(call.params.name!, "RoleDefinition");
  const role = customRolesOf(call.platform.store).get(name);
  if (!role) {
    return { status: 204 };
  }
  if (call.platform.authorization.assignments().some((one) => one.role === name)) {
    throw new AzureError(
      400,
      "RoleDefinitionHasAssignments",
      "There are existing role assignments referencing role.",
    );
  }
  customRolesOf(call.platform.store).delete(name);
  return { status: 200, body: shownDefinition(call, role) };
}

function listDefinitions(call: Call): Reply {
  const filter = call.url.searchParams.get("$filter") ?? "";
  const [, roleName] = /^roleName eq '([^']+)'$/i.exec(filter) ?? [];
  if (filter && !roleName && !/^(atScopeAndBelow\(\)|type eq '\w+')$/i.test(filter)) {
    throw new AzureError(
      400,
      "UnsupportedQuery",
      "The filter is not supported. Supported are roleName eq '{value}', type eq '{value}' and atScopeAndBelow().",
    );
  }
  const listed = call.platform.authorization
    .roleDefinitions()
    .filter((role) => !roleName || role.roleName === roleName)
    .map((role) => shownDefinition(call, role));
  return { status: 200, body: page(call, listed) };
}

const lockType = "Microsoft.Authorization/locks";
const lockId = ({ params }: Call) => `${params.scope}/providers/${lockType}/${params.name}`;

function shownLock({
  id,
  name,
  properties,
}: {
  id: string;
  name: string;
  properties: object;
}): Record<string, unknown> {
  return { id, name, type: lockType, properties };
}

function requireLock(call: Call) {
  const lock = call.platform.resources.get(lockId(call));
  if (!lock) {
    throw new AzureError(404, "LockNotFound", `The lock '${call.params.name}' could not be found.`);
  }
  return lock;
}

function putLock(call: Call<z.infer<typeof lockBody>>): Reply {
  requireScope(call.platform, call.params.scope!);
  const before = call.platform.resources.get(lockId(call));
  const lock = {
    id: lockId(call),
    name: call.params.name!,
    type: lockType,
    location: "",
    properties: call.body.properties,
    systemData: {},
  };
  call.platform.resources.put(lock);
  return { status: before ? 200 : 201, body: shownLock(lock) };
}

function deleteLock(call: Call): Reply {
  const before = call.platform.resources.get(lockId(call));
  call.platform.resources.delete(lockId(call));
  return { status: before ? 200 : 204 };
}

function listLocks(call: Call): Reply {
  const listed = call.platform.resources
    .list(lockType)
    .filter(({ id }) => {
      const scope = id.slice(0, id.toLowerCase().indexOf("/providers/microsoft.authorization/locks/"));
      return scopeCovers(scope, call.params.scope!) || scopeCovers(call.params.scope!, scope);
    })
    .map(shownLock);
  return { status: 200, body: { value: listed } };
}

/** Role assignments at a resource go with it (Key Vault's recovery guide: they have to be made anew after a recovery). */
export function removeAssignmentsUnder(platform: Platform, resourceId: string): void {
  for (const { name, scope } of platform.authorization.assignments()) {
    if (scopeCovers(resourceId, scope)) {
      assignmentsOf(platform.store).delete(name);
    }
  }
}
