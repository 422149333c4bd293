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

export function putRoleDefinition({ platform, params, body }: RoleDefinitionCall<RoleDefinitionBody>): Reply {
  const { authorization, store } = platform;
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
  const role: RoleDefinition = {
    name,
    roleName,
    description: description ?? "",
    type: "CustomRole",
    ...permissions[0],
    assignableScopes,
  };
  customRolesOf(store).put(name, role);
  return { status: 201, body: toResponseRoleDefinition(platform, role) };
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
  const filter = url.searchParams.get("$filter") ?? "";
  const [, roleName] = /^roleName eq '([^']+)'$/i.exec(filter) ?? [];
  if (filter && !roleName && !/^(atScopeAndBelow\(\)|type eq '\w+')$/i.test(filter)) {
    throw new AzureError(
      400,
      "UnsupportedQuery",
      "The filter is not supported. Supported are roleName eq '{value}', type eq '{value}' and atScopeAndBelow().",
    );
  }
  const roles = platform.authorization
    .roleDefinitions()
    .filter((role) => !roleName || role.roleName === roleName)
    .map((role) => toResponseRoleDefinition(platform, role));
  return { status: 200, body: page(call, roles) };
}
