/** Role assignments, role definitions and locks (Microsoft.Authorization). */
import { route } from "../../service";
import type { Route } from "../../service";
import { pageQuery } from "../lists";
import { deleteLock, getLock, listLocks, putLock } from "./handlers/locks";
import {
  deleteRoleAssignment,
  getRoleAssignment,
  listRoleAssignments,
  putRoleAssignment,
} from "./handlers/roleAssignments";
import {
  deleteRoleDefinition,
  getRoleDefinition,
  listRoleDefinitions,
  putRoleDefinition,
} from "./handlers/roleDefinitions";
import { requestedScope as scope } from "./model/scope";
import { lockBody, lockType } from "./wire/locks";
import { roleAssignmentBody, roleAssignmentType } from "./wire/roleAssignments";
import { roleDefinitionBody, roleDefinitionType } from "./wire/roleDefinitions";

const roleAssignmentVersions = [
  "2015-07-01",
  "2018-01-01-preview",
  "2018-07-01",
  "2018-09-01-preview",
  "2020-04-01-preview",
  "2020-08-01-preview",
  "2020-10-01-preview",
  "2022-04-01",
];

const roleDefinitionVersions = [
  "2015-07-01",
  "2018-01-01-preview",
  "2018-07-01",
  "2022-04-01",
  "2022-05-01-preview",
];

const lockVersions = ["2016-09-01", "2017-04-01", "2020-05-01"];

// Resources of this provider extend others, whose path they begin with.
const provider = "{scope+}/providers/Microsoft.Authorization";
const roleAssignments = `${provider}/roleAssignments` as const;
const roleDefinitions = `${provider}/roleDefinitions` as const;
const locks = `${provider}/locks` as const;

export const authorizationRoutes: Route[] = [
  route({
    method: "GET",
    path: `${roleAssignments}/{name}`,
    apiVersions: roleAssignmentVersions,
    query: ["tenantId"],
    action: `${roleAssignmentType}/read`,
    scope,
    handle: getRoleAssignment,
  }),
  route({
    method: "PUT",
    path: `${roleAssignments}/{name}`,
    apiVersions: roleAssignmentVersions,
    action: `${roleAssignmentType}/write`,
    scope,
    body: roleAssignmentBody,
    handle: putRoleAssignment,
  }),
  route({
    method: "DELETE",
    path: `${roleAssignments}/{name}`,
    apiVersions: roleAssignmentVersions,
    query: ["tenantId"],
    action: `${roleAssignmentType}/delete`,
    scope,
    handle: deleteRoleAssignment,
  }),
  route({
    method: "GET",
    path: roleAssignments,
    apiVersions: roleAssignmentVersions,
    query: ["$filter", "tenantId", ...pageQuery],
    action: `${roleAssignmentType}/read`,
    scope,
    handle: listRoleAssignments,
  }),
  route({
    method: "GET",
    path: `${roleDefinitions}/{name}`,
    apiVersions: roleDefinitionVersions,
    action: `${roleDefinitionType}/read`,
    scope,
    handle: getRoleDefinition,
  }),
  route({
    method: "PUT",
    path: `${roleDefinitions}/{name}`,
    apiVersions: roleDefinitionVersions,
    action: `${roleDefinitionType}/write`,
    scope,
    body: roleDefinitionBody,
    handle: putRoleDefinition,
  }),
  route({
    method: "DELETE",
    path: `${roleDefinitions}/{name}`,
    apiVersions: roleDefinitionVersions,
    action: `${roleDefinitionType}/delete`,
    scope,
    handle: deleteRoleDefinition,
  }),
  route({
    method: "GET",
    path: roleDefinitions,
    apiVersions: roleDefinitionVersions,
    query: ["$filter", ...pageQuery],
    action: `${roleDefinitionType}/read`,
    scope,
    handle: listRoleDefinitions,
  }),
  route({
    method: "GET",
    path: `${locks}/{name}`,
    apiVersions: lockVersions,
    action: `${lockType}/read`,
    scope,
    handle: getLock,
  }),
  route({
    method: "PUT",
    path: `${locks}/{name}`,
    apiVersions: lockVersions,
    action: `${lockType}/write`,
    scope,
    body: lockBody,
    handle: putLock,
  }),
  route({
    method: "DELETE",
    path: `${locks}/{name}`,
    apiVersions: lockVersions,
    action: `${lockType}/delete`,
    scope,
    handle: deleteLock,
  }),
  route({
    method: "GET",
    path: locks,
    apiVersions: lockVersions,
    query: ["$filter"],
    action: `${lockType}/read`,
    scope,
    handle: listLocks,
  }),
];
