import { z } from "zod";
import { AzureError } from "../error";
import { route } from "../service";
import type { Call as AnyCall, Platform, Reply, Route } from "../service";
import { requireUnlocked } from "./checks";
import { page, pageQuery } from "./lists";
import { regionName } from "./resources";
import type { ArmResource } from "./resources";
import { resourceTypes } from "./resourceTypes";

type Call<Body = unknown> = AnyCall<Body, "resourceGroupName">;

export const resourcesApiVersions = [
  // What Key Vault's client lists vaults with.
  "2015-11-01",
  "2019-05-10",
  "2019-10-01",
  "2020-06-01",
  "2020-10-01",
  "2021-01-01",
  "2021-04-01",
  "2022-09-01",
  "2023-07-01",
  "2024-03-01",
  "2024-07-01",
  "2024-11-01",
  "2025-03-01",
  "2025-04-01",
];

const type = "Microsoft.Resources/resourceGroups";
const path = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const action = "Microsoft.Resources/subscriptions/resourceGroups";

const tags = z.record(z.string().min(1).max(512), z.string().max(256));
const readOnly = {
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  properties: z.looseObject({}).optional(),
};
const putBody = z.strictObject({
  location: z.string().min(1),
  tags: tags.nullish(),
  managedBy: z.string().nullish(),
  ...readOnly,
});
const patchBody = z.strictObject({ tags: tags.nullish(), managedBy: z.string().nullish(), ...readOnly });

export const groupId = (platform: Platform, name: string) =>
  `/subscriptions/${platform.subscriptionId}/resourceGroups/${name}`;

/** @throws AzureError 404 `ResourceGroupNotFound` */
export function requireResourceGroup({ platform, params }: Call): ArmResource {
  const group = platform.resources.get(groupId(platform, params.resourceGroupName));
  if (!group) {
    throw new AzureError(
      404,
      "ResourceGroupNotFound",
      `Resource group '${params.resourceGroupName}' could not be found.`,
    );
  }
  return group;
}

export const resourceGroupRoutes: Route[] = [
  route({
    method: "GET",
    path,
    apiVersions: resourcesApiVersions,
    action: `${action}/read`,
    handle: (call) => ({ status: 200, body: shown(requireResourceGroup(call)) }),
  }),
  route({
    method: "HEAD",
    path,
    apiVersions: resourcesApiVersions,
    action: `${action}/read`,
    handle: ({ platform, params }) => ({
      status: platform.resources.get(groupId(platform, params.resourceGroupName)) ? 204 : 404,
    }),
  }),
  route({
    method: "PUT",
    path,
    apiVersions: resourcesApiVersions,
    action: `${action}/write`,
    body: putBody,
    handle: put,
  }),
  route({
    method: "PATCH",
    path,
    apiVersions: resourcesApiVersions,
    action: `${action}/write`,
    body: patchBody,
    handle: patch,
  }),
  route({
    method: "DELETE",
    path,
    apiVersions: resourcesApiVersions,
    action: `${action}/delete`,
    query: ["forceDeletionTypes"],
    handle: remove,
  }),
  route({
    method: "GET",
    path: "/subscriptions/{subscriptionId}/resourceGroups",
    apiVersions: resourcesApiVersions,
    action: `${action}/read`,
    scope: ({ subscriptionId }) => `/subscriptions/${subscriptionId}`,
    query: pageQuery,
    handle: (call) => ({ status: 200, body: page(call, call.platform.resources.list(type).map(shown)) }),
  }),
  ...(
    [
      "/subscriptions/{subscriptionId}/resources",
      "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/resources",
    ] as const
  ).map((resourcesPath) =>
    route({
      method: "GET",
      path: resourcesPath,
      apiVersions: resourcesApiVersions,
      action: "Microsoft.Resources/subscriptions/resources/read",
      query: [...pageQuery, "$filter", "$expand"],
      handle: listResources,
    }),
  ),
];

function shown(group: ArmResource): Record<string, unknown> {
  const { id, name, location, tags: shownTags, properties } = group;
  return { id, name, type, location, tags: shownTags, properties };
}

function put(call: Call<z.infer<typeof putBody>>): Reply {
  const { platform, params, body } = call;
  const name = params.resourceGroupName;
  if (!/^[-\w.()]{0,89}[-\w()]$/u.test(name)) {
    throw new AzureError(
      400,
      "InvalidResourceGroup",
      `The provided resource group name '${name.slice(0, 100)}' has these invalid characters or is too long, or ends in '.'.`,
    );
  }
  const before = platform.resources.get(groupId(platform, name));
  if (before && regionName(before.location) !== regionName(body.location)) {
    throw new AzureError(
      409,
      "InvalidResourceGroupLocation",
      `Invalid resource group location '${body.location}'. The Resource group already exists in location '${before.location}'.`,
    );
  }
  const group: ArmResource = {
    id: before?.id ?? groupId(platform, name),
    name: before?.name ?? name,
    type,
    location: regionName(body.location),
    tags: body.tags ?? undefined,
    properties: { provisioningState: "Succeeded" },
    systemData: {},
  };
  platform.resources.put(group);
  return { status: before ? 200 : 201, body: shown(group) };
}

function patch(call: Call<z.infer<typeof patchBody>>): Reply {
  const group = requireResourceGroup(call);
  const changed = { ...group, tags: call.body.tags ?? group.tags };
  call.platform.resources.put(changed);
  return { status: 200, body: shown(changed) };
}

function remove(call: Call): Reply {
  const group = requireResourceGroup(call);
  requireUnlocked(call.platform, group.id, "delete");
  const content = call.platform.resources.list(undefined, group.id);
  content.forEach((resource) => requireUnlocked(call.platform, resource.id, "delete"));
  const headers = call.platform.operations.start({
    kind: "deleteResourceGroup",
    method: call.method,
    resourceId: group.id,
    location: group.location,
    provider: "Microsoft.Resources",
    apiVersion: call.apiVersion,
  });
  return { status: headers ? 202 : 200, headers };
}

/** Ends the deletion of a resource group: what is in it goes as it would by itself (vaults and accounts into soft delete). */
export function completeResourceGroupDeletion(platform: Platform, id: string, succeeded: boolean): void {
  if (!succeeded) {
    return;
  }
  for (const resource of platform.resources.list(undefined, id)) {
    (resourceTypes[resource.type]?.remove ?? removePlain)(platform, resource);
  }
  platform.resources.delete(id);
}

function removePlain(platform: Platform, resource: ArmResource): void {
  platform.resources.delete(resource.id);
}

function listResources(call: AnyCall): Reply {
  const { resourceGroupName } = call.params;
  const scope =
    resourceGroupName === undefined
      ? `/subscriptions/${call.platform.subscriptionId}`
      : requireResourceGroup({ ...call, params: { resourceGroupName } }).id;
  const filter = call.url.searchParams.get("$filter");
  const [, wanted] = /^resourceType eq '([^']+)'$/i.exec(filter ?? "") ?? [];
  if (filter && !wanted) {
    throw new AzureError(
      400,
      "InvalidFilterInQueryString",
      "Only the filter resourceType eq '…' is supported.",
    );
  }
  const expand = call.url.searchParams.get("$expand");
  if (expand && expand !== "createdTime") {
    throw new AzureError(400, "InvalidExpandInQueryString", "Only $expand=createdTime is supported.");
  }
  const found = call.platform.resources
    .list(undefined, scope)
    .filter(
      (resource) =>
        resource.type !== type &&
        resource.type !== "Microsoft.Authorization/locks" &&
        resource.type.split("/").length === 2,
    )
    .filter((resource) => !wanted || resource.type.toLowerCase() === wanted.toLowerCase())
    .map(({ id, name, type: resourceType, location, tags: shownTags, kind, sku, identity, systemData }) => ({
      id,
      name,
      type: resourceType,
      location,
      tags: shownTags,
      kind,
      sku,
      identity,
      ...(expand ? { createdTime: systemData.createdAt } : {}),
    }));
  return { status: 200, body: page(call, found) };
}
