/** Role definitions, built in and custom (Microsoft.Authorization/roleDefinitions). */
import { z } from "zod";
import { customRolesOf } from "../../authorization/evaluate";
import type { RoleDefinition } from "../../authorization/roleDefinitions";
import { AzureError } from "../../error";
import { route } from "../../service";
import type { Call as AnyCall, Reply, Route } from "../../service";
import { page, pageQuery } from "../lists";
import { atScope, definitionId, provider, requireGuid } from "./scope";

type Call<Body = unknown> = AnyCall<Body, "scope" | "name">;

const definitionVersions = [
  "2015-07-01",
  "2018-01-01-preview",
  "2018-07-01",
  "2022-04-01",
  "2022-05-01-preview",
];

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

const definitions = `${provider}/roleDefinitions`;

export const roleDefinitionRoutes: Route[] = [
  route({
    method: "GET",
    path: `${definitions}/{name}`,
    apiVersions: definitionVersions,
    action: "Microsoft.Authorization/roleDefinitions/read",
    scope: atScope,
    handle: (call) => ({
      status: 200,
      body: shownDefinition(call, requireDefinition(call, call.params.name)),
    }),
  }),
  route({
    method: "PUT",
    path: `${definitions}/{name}`,
    apiVersions: definitionVersions,
    action: "Microsoft.Authorization/roleDefinitions/write",
    scope: atScope,
    body: definitionBody,
    handle: putDefinition,
  }),
  route({
    method: "DELETE",
    path: `${definitions}/{name}`,
    apiVersions: definitionVersions,
    action: "Microsoft.Authorization/roleDefinitions/delete",
    scope: atScope,
    handle: deleteDefinition,
  }),
  route({
    method: "GET",
    path: definitions,
    apiVersions: definitionVersions,
    query: ["$filter", ...pageQuery],
    action: "Microsoft.Authorization/roleDefinitions/read",
    scope: atScope,
    handle: listDefinitions,
  }),
];

function shownDefinition(
  { platform }: Pick<Call, "platform">,
  role: RoleDefinition,
): Record<string, unknown> {
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
  const name = requireGuid(call.params.name, "RoleDefinition");
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
  const name = requireGuid(call.params.name, "RoleDefinition");
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

function listDefinitions(call: AnyCall<unknown, "scope">): Reply {
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
