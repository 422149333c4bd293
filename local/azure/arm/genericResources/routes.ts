/** Resource types that the local Azure stores and nothing more: one set of routes for each type of the table. */
import { route } from "../../service";
import type { Route } from "../../service";
import { requestedScope } from "../authorization/model/scope";
import { pageQuery } from "../lists";
import {
  deleteGenericResource,
  getGenericResource,
  listGenericResources,
  putGenericResource,
} from "./handlers/genericResources";
import { genericPath } from "./model/paths";
import { genericTypes } from "./model/types";
import type { GenericType } from "./model/types";
import { genericBody } from "./wire/genericResources";

function routesOf(type: GenericType): Route[] {
  const { apiVersions } = type;
  const path = genericPath(type);
  const scope = type.isExtension ? requestedScope : undefined;
  return [
    route({
      method: "GET",
      path,
      apiVersions,
      scope,
      action: `${type.type}/read`,
      handle: (call) => getGenericResource(call, type),
    }),
    route({
      method: "PUT",
      path,
      apiVersions,
      scope,
      action: `${type.type}/write`,
      body: genericBody(type),
      handle: (call) => putGenericResource(call, type),
    }),
    route({
      method: "DELETE",
      path,
      apiVersions,
      scope,
      action: `${type.type}/delete`,
      handle: (call) => deleteGenericResource(call, type),
    }),
    route({
      method: "GET",
      path: path.replace(/\/\{\w+\}$/, ""),
      apiVersions,
      scope,
      query: pageQuery,
      action: `${type.type}/read`,
      handle: (call) => listGenericResources(call, type),
    }),
  ];
}

export const genericResourceRoutes: readonly Route[] = genericTypes.flatMap(routesOf);
