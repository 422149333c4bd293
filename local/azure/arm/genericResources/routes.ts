/** Resource types that the local Azure stores and nothing more: one set of routes for each type of the table. */
import { route } from "../../service";
import type { Route } from "../../service";
import { pageQuery } from "../lists";
import { subscriptionPath } from "../paths";
import {
  deleteGenericResource,
  getGenericOperation,
  getGenericResource,
  getMonitoredResource,
  listGenericResources,
  putGenericResource,
} from "./handlers/genericResources";
import { genericPath } from "./model/paths";
import { genericTypes, storageAccountType } from "./model/types";
import type { GenericType } from "./model/types";
import { genericBody } from "./wire/genericResources";

function routesOf(type: GenericType): Route[] {
  const { apiVersions } = type;
  const path = genericPath(type);
  return [
    route({
      method: "GET",
      path,
      apiVersions,
      action: `${type.type}/read`,
      handle: (call) => getGenericResource(call, type),
    }),
    route({
      method: "PUT",
      path,
      apiVersions,
      action: `${type.type}/write`,
      body: genericBody(type),
      handle: (call) => putGenericResource(call, type),
    }),
    route({
      method: "DELETE",
      path,
      apiVersions,
      action: `${type.type}/delete`,
      handle: (call) => deleteGenericResource(call, type),
    }),
    route({
      method: "GET",
      path: path.replace(/\/\{\w+\}$/, ""),
      apiVersions,
      query: pageQuery,
      action: `${type.type}/read`,
      handle: (call) => listGenericResources(call, type),
    }),
  ];
}

const networkVersions = [
  ...new Set(genericTypes.filter(isNetwork).flatMap(({ apiVersions }) => apiVersions)),
];

const storageVersions = genericTypes.find(({ type }) => type === storageAccountType)?.apiVersions ?? [];

export const genericResourceRoutes: readonly Route[] = [
  ...genericTypes.flatMap(routesOf),
  route({
    method: "GET",
    path: `${subscriptionPath}/providers/Microsoft.Network/locations/{location}/operations/{operationId}`,
    apiVersions: networkVersions,
    handle: getGenericOperation,
  }),
  route({
    method: "GET",
    path: `${subscriptionPath}/providers/Microsoft.Storage/locations/{location}/asyncoperations/{token}`,
    apiVersions: storageVersions,
    query: ["monitor", "t", "c", "s", "h"],
    handle: getMonitoredResource,
  }),
];

function isNetwork({ type }: GenericType): boolean {
  return type.startsWith("Microsoft.Network/");
}
