/** The routes of Microsoft Graph. */
import { route } from "../service";
import type { Route } from "../service";
import { getEntities, getEntity } from "./handlers/collections";
import { getDirectoryObject, postGetByIds } from "./handlers/directoryObjects";
import { getMembers, getTransitiveMembers } from "./handlers/groups";
import { getMe } from "./handlers/me";
import { getOrganization } from "./handlers/organization";
import { getByIdsBody } from "./wire/getByIds";
import { listQuery } from "./wire/list";

const selectQuery = ["$select"];

const names = ["users", "groups", "servicePrincipals"] as const;

/** Graph has its version in the path, and no api-version. */
const apiVersions: readonly string[] = [];

const versionRoutes = (version: "/v1.0" | "/beta"): Route[] => [
  ...names.flatMap((name): Route[] => [
    route({
      method: "GET",
      path: `${version}/${name}`,
      apiVersions,
      query: listQuery,
      handle: getEntities(name),
    }),
    route({
      method: "GET",
      path: `${version}/${name}/{id}`,
      apiVersions,
      query: selectQuery,
      handle: getEntity(name),
    }),
  ]),
  route({
    method: "GET",
    path: `${version}/groups/{id}/members`,
    apiVersions,
    query: listQuery,
    handle: getMembers,
  }),
  route({
    method: "GET",
    path: `${version}/groups/{id}/transitiveMembers`,
    apiVersions,
    query: listQuery,
    handle: getTransitiveMembers,
  }),
  route({ method: "GET", path: `${version}/me`, apiVersions, query: selectQuery, handle: getMe }),
  route({
    method: "GET",
    path: `${version}/organization`,
    apiVersions,
    query: selectQuery,
    handle: getOrganization,
  }),
  route({
    method: "POST",
    path: `${version}/directoryObjects/getByIds`,
    apiVersions,
    body: getByIdsBody,
    handle: postGetByIds,
  }),
  route({
    method: "GET",
    path: `${version}/directoryObjects/{id}`,
    apiVersions,
    query: selectQuery,
    handle: getDirectoryObject,
  }),
];

export const graphRoutes: readonly Route[] = [...versionRoutes("/v1.0"), ...versionRoutes("/beta")];
