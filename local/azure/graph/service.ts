/** Microsoft Graph: looking up users, groups and service principals. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AzureError } from "../error";
import type { Call, Platform, Reply, Route, Service } from "../service";
import { parseFilter } from "./filter";

type Entity = Record<string, unknown> & { id: string };

const query = ["$filter", "$select", "$top", "$count", "$skiptoken", "$orderby", "$search"];

/** Collections of directory objects: how they look, and which properties a filter may use. */
const collections: Record<string, { entities: (platform: Platform) => Entity[]; filterable: string[] }> = {
  users: {
    entities: ({ directory }) =>
      directory.users().map(({ objectId, userPrincipalName, displayName }) => ({
        id: objectId,
        displayName,
        userPrincipalName,
        mail: userPrincipalName,
        mailNickname: userPrincipalName.split("@")[0],
        accountEnabled: true,
        userType: "Member",
      })),
    filterable: ["id", "userPrincipalName", "displayName", "mail", "mailNickname"],
  },
  groups: {
    entities: ({ directory }) =>
      directory.groups().map(({ objectId, displayName }) => ({
        id: objectId,
        displayName,
        description: null,
        mailEnabled: false,
        mailNickname: displayName.replace(/\W/g, ""),
        securityEnabled: true,
        groupTypes: [],
      })),
    filterable: ["id", "displayName", "mailNickname", "securityEnabled", "mailEnabled"],
  },
  servicePrincipals: {
    entities: ({ directory }) =>
      directory.servicePrincipals().map(({ objectId, appId, displayName, kind }) => ({
        id: objectId,
        appId,
        displayName,
        accountEnabled: true,
        servicePrincipalType: kind,
        servicePrincipalNames: [appId],
      })),
    filterable: ["id", "appId", "displayName", "servicePrincipalType"],
  },
};

const odataTypes: Record<string, string> = {
  users: "#microsoft.graph.user",
  groups: "#microsoft.graph.group",
  servicePrincipals: "#microsoft.graph.servicePrincipal",
};

const idsBody = z.strictObject({ ids: z.array(z.string()).max(1000), types: z.array(z.string()).nullish() });

export const graphService: Service = {
  name: "graph",
  host: (host) => (host === "graph.microsoft.com" ? {} : undefined),
  audiences: [
    "https://graph.microsoft.com",
    "https://graph.microsoft.com/",
    "00000003-0000-0000-c000-000000000000",
  ],
  errorBody: ({ code, message }) => ({
    error: {
      code,
      message,
      innerError: { date: new Date().toISOString().slice(0, 19), "request-id": randomUUID() },
    },
  }),
  routes: ["/v1.0", "/beta"].flatMap((version): Route[] => [
    ...Object.keys(collections).flatMap((name): Route[] => [
      {
        method: "GET",
        path: `${version}/${name}`,
        apiVersions: [],
        query,
        handle: (call) => list(call, name, collections[name]!.entities(call.platform)),
      },
      {
        method: "GET",
        path: `${version}/${name}/{id}`,
        apiVersions: [],
        query: ["$select"],
        handle: (call) => ({ status: 200, body: selected(call, name, requireEntity(call, name)) }),
      },
    ]),
    ...(["members", "transitiveMembers"] as const).map((kind): Route => ({
      method: "GET",
      path: `${version}/groups/{id}/${kind}`,
      apiVersions: [],
      query,
      handle: (call) => members(call, kind === "transitiveMembers"),
    })),
    { method: "GET", path: `${version}/me`, apiVersions: [], query: ["$select"], handle: me },
    {
      method: "GET",
      path: `${version}/organization`,
      apiVersions: [],
      query: ["$select"],
      handle: ({ platform }) => ({
        status: 200,
        body: { value: [{ id: platform.tenantId, displayName: "Contoso" }] },
      }),
    },
    {
      method: "POST",
      path: `${version}/directoryObjects/getByIds`,
      apiVersions: [],
      body: idsBody,
      handle: getByIds,
    },
    {
      method: "GET",
      path: `${version}/directoryObjects/{id}`,
      apiVersions: [],
      query: ["$select"],
      handle: directoryObject,
    },
  ]),
};

function notFound(id: string): AzureError {
  return new AzureError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id.slice(0, 100)}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** By id, or by a user's principal name. */
function requireEntity({ platform, params }: Call, name: string): Entity {
  const id = params.id!.toLowerCase();
  const found = collections[name]!.entities(platform).find(
    (entity) => entity.id === id || String(entity.userPrincipalName ?? "").toLowerCase() === id,
  );
  if (!found) {
    throw notFound(params.id!);
  }
  return found;
}

function list(call: Call, name: string, entities: Entity[]): Reply {
  const { url } = call;
  for (const option of ["$orderby", "$search"]) {
    if (url.searchParams.has(option)) {
      throw new AzureError(400, "Request_UnsupportedQuery", `Unsupported query option '${option}'.`);
    }
  }
  const matches = parseFilter(url.searchParams.get("$filter"), collections[name]!.filterable);
  const found = entities.filter(matches);
  const top = Number(url.searchParams.get("$top") ?? 100);
  const from = Number(url.searchParams.get("$skiptoken") ?? 0);
  if (!Number.isInteger(top) || top < 1 || top > 999 || !Number.isInteger(from) || from < 0) {
    throw new AzureError(400, "Request_UnsupportedQuery", "Invalid value of $top or $skiptoken.");
  }
  const next = new URL(url);
  next.searchParams.set("$skiptoken", String(from + top));
  return {
    status: 200,
    body: {
      "@odata.context": `https://graph.microsoft.com/v1.0/$metadata#${name}`,
      ...(url.searchParams.get("$count") === "true" ? { "@odata.count": found.length } : {}),
      ...(from + top < found.length ? { "@odata.nextLink": next.href } : {}),
      value: found.slice(from, from + top).map((entity) => selected(call, undefined, entity)),
    },
  };
}

function selected({ url }: Call, context: string | undefined, entity: Entity): Record<string, unknown> {
  const wanted = url.searchParams
    .get("$select")
    ?.split(",")
    .map((name) => name.trim());
  const shown = wanted
    ? Object.fromEntries(
        Object.entries(entity).filter(([name]) => wanted.includes(name) || name === "@odata.type"),
      )
    : entity;
  return context
    ? { "@odata.context": `https://graph.microsoft.com/v1.0/$metadata#${context}/$entity`, ...shown }
    : shown;
}

/** Every directory object with its type, for lists that mix them. */
function everything(platform: Platform): Entity[] {
  return Object.entries(collections).flatMap(([name, { entities }]) =>
    entities(platform).map((entity) => ({ "@odata.type": odataTypes[name], ...entity })),
  );
}

function members(call: Call, nested: boolean): Reply {
  const { platform } = call;
  const group = requireEntity(call, "groups");
  const found = everything(platform).filter(({ id }) =>
    nested
      ? platform.directory.groupsOf(id).includes(group.id)
      : platform.directory
          .groups()
          .some(({ objectId, members: direct }) => objectId === group.id && direct.includes(id)),
  );
  return { status: 200, body: { value: found.map((entity) => selected(call, undefined, entity)) } };
}

function me(call: Call): Reply {
  const user = collections.users!.entities(call.platform).find(({ id }) => id === call.caller.objectId);
  if (!user) {
    throw new AzureError(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
  }
  return { status: 200, body: selected(call, "users", user) };
}

function getByIds(call: Call<z.infer<typeof idsBody>>): Reply {
  const ids = call.body.ids.map((id) => id.toLowerCase());
  return { status: 200, body: { value: everything(call.platform).filter(({ id }) => ids.includes(id)) } };
}

function directoryObject(call: Call): Reply {
  const found = everything(call.platform).find(({ id }) => id === call.params.id!.toLowerCase());
  if (!found) {
    throw notFound(call.params.id!);
  }
  return { status: 200, body: selected(call, "directoryObjects", found) };
}
