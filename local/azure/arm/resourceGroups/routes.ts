/** Resource groups, and the resources in them (Microsoft.Resources). */
import { route } from "../../service";
import type { Route } from "../../service";
import { pageQuery } from "../lists";
import { resourceGroupPath, subscriptionPath, subscriptionScope } from "../paths";
import { resourcesApiVersions as apiVersions } from "../resourcesApiVersions";
import {
  deleteResourceGroup,
  getDeletionResult,
  getResourceGroup,
  listResourceGroups,
  putResourceGroup,
  resourceGroupExists,
  updateResourceGroup,
} from "./handlers/resourceGroups";
import { listResources, listResourcesByResourceGroup } from "./handlers/resources";
import { resourceGroupPatch, resourceGroupPut } from "./wire/resourceGroups";

const groupAction = "Microsoft.Resources/subscriptions/resourceGroups";
const resourcesAction = "Microsoft.Resources/subscriptions/resources/read";
const resourcesQuery = [...pageQuery, "$filter", "$expand"];

export const resourceGroupRoutes: Route[] = [
  route({
    method: "GET",
    path: resourceGroupPath,
    apiVersions,
    action: `${groupAction}/read`,
    handle: getResourceGroup,
  }),
  route({
    method: "HEAD",
    path: resourceGroupPath,
    apiVersions,
    action: `${groupAction}/read`,
    handle: resourceGroupExists,
  }),
  route({
    method: "PUT",
    path: resourceGroupPath,
    apiVersions,
    action: `${groupAction}/write`,
    body: resourceGroupPut,
    handle: putResourceGroup,
  }),
  route({
    method: "PATCH",
    path: resourceGroupPath,
    apiVersions,
    action: `${groupAction}/write`,
    body: resourceGroupPatch,
    handle: updateResourceGroup,
  }),
  route({
    method: "DELETE",
    path: resourceGroupPath,
    apiVersions,
    action: `${groupAction}/delete`,
    query: ["forceDeletionTypes"],
    handle: deleteResourceGroup,
  }),
  route({
    method: "GET",
    path: `${subscriptionPath}/resourceGroups`,
    apiVersions,
    action: `${groupAction}/read`,
    scope: subscriptionScope,
    query: [...pageQuery, "$filter"],
    handle: listResourceGroups,
  }),
  route({
    method: "GET",
    path: `${subscriptionPath}/operationresults/{token}`,
    apiVersions,
    query: ["t", "c", "s", "h"],
    handle: getDeletionResult,
  }),
  route({
    method: "GET",
    path: `${subscriptionPath}/resources`,
    apiVersions,
    action: resourcesAction,
    query: resourcesQuery,
    handle: listResources,
  }),
  route({
    method: "GET",
    path: `${resourceGroupPath}/resources`,
    apiVersions,
    action: resourcesAction,
    query: resourcesQuery,
    handle: listResourcesByResourceGroup,
  }),
];
