import { customRolesOf } from "../../../authorization/roleDefinitions";
import type { RoleDefinition } from "../../../authorization/roleDefinitions";
import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { page } from "../../lists";
import { requireGuid } from "../model/scope";
import { toResponseRoleDefinition } from "../wire/roleDefinitions";
import type { RoleDefinitionBody } from "../wire/roleDefinitions";

type RoleDefinitionCall<Body = unknown> = Call<Body, "scope" | "name">;

export function getRoleDefinition({ platform, params }: RoleDefinitionCall): Reply {
  const role = platform.authorization.roleDefinition(requireGuid(params.name, "RoleDefinition"));
  if (!role) {
    throw new AzureError(
      404,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${params.name}' does not exist.`,
    );
  }
  return { status: 200, body: toResponseRoleDefinition(platform, role) };
}

export function putRoleDefinition(call: RoleDefinitionCall<RoleDefinitionBody>): Reply {
  const { platform, params, body, caller } = call;
  const { authorization, store, clock } = platform;
  const name = requireGuid(params.name, "RoleDefinition");
  const { roleName, description, permissions, assignableScopes } = body.properties;
  if (authorization.roleDefinition(name)?.type === "BuiltInRole") {
    throw new AzureError(400, "RoleDefinitionCannotBeChanged", "Built-in roles cannot be changed.");
  }
  if (authorization.roleDefinitions().some((role) => role.roleName === roleName && role.name !== name)) {
    throw new AzureError(
      409,
      "RoleDefinitionWithSameNameExists",
      `A custom role with the name '${roleName.slice(0, 100)}' exists.`,
    );
  }
  const before = customRolesOf(store).get(name);
  const role: RoleDefinition = {
    name,
    roleName,
    description: description ?? null,
    type: "CustomRole",
    ...permissions[0],
    assignableScopes,
    createdAt: before?.createdAt ?? clock.now(),
    createdBy: before?.createdBy ?? caller.objectId,
    updatedAt: clock.now(),
    updatedBy: caller.objectId,
  };
  customRolesOf(store).put(name, role);
  return { status: 201, body: toResponseRoleDefinition(platform, role, !before) };
}

export function deleteRoleDefinition({ platform, params }: RoleDefinitionCall): Reply {
  const { authorization, store } = platform;
  const name = requireGuid(params.name, "RoleDefinition");
  const role = customRolesOf(store).get(name);
  if (!role) {
    return { status: 204 };
  }
  if (authorization.assignments().some((assignment) => assignment.role === name)) {
    throw new AzureError(
      400,
      "RoleDefinitionHasAssignments",
      "There are existing role assignments referencing role.",
    );
  }
  customRolesOf(store).delete(name);
  return { status: 200, body: toResponseRoleDefinition(platform, role) };
}

export function listRoleDefinitions(call: Call<unknown, "scope">): Reply {
  const { platform, url } = call;
  const roles = platform.authorization
    .roleDefinitions()
    .filter(roleFilter(url.searchParams.get("$filter") ?? ""))
    .map((role) => toResponseRoleDefinition(platform, role));
  return { status: 200, body: page(call, roles) };
}

/** Names and types of roles compare in any case: recorded, Azure CLI, Jun 2019. @throws AzureError 400 `UnsupportedQuery` */
function roleFilter(filter: string): (role: RoleDefinition) => boolean {
  const parts = filter.split(/ and /i).filter(Boolean).map(rolePart);
  return (role) => parts.every((matches) => matches(role));
}

function rolePart(part: string): (role: RoleDefinition) => boolean {
  if (/^\s*atScopeAndBelow\(\)\s*$/i.test(part)) {
    return () => true;
  }
  const [, name, value = ""] = /^\s*(roleName|type) eq '([^']+)'\s*$/i.exec(part) ?? [];
  if (name === undefined) {
    throw new AzureError(
      400,
      "UnsupportedQuery",
      "The filter is not supported. Supported are roleName eq '{value}', type eq '{value}' and atScopeAndBelow().",
    );
  }
  return ({ roleName, type }) =>
    (name.toLowerCase() === "rolename" ? roleName : type).toLowerCase() === value.toLowerCase();
}
