/** Cognitive Services accounts, of which Azure OpenAI is a kind (Microsoft.CognitiveServices). */
import { route } from "../../service";
import type { Route } from "../../service";
import { pageQuery } from "../lists";
import { resourceGroupPath, subscriptionPath, subscriptionScope } from "../paths";
import {
  deleteAccount,
  getAccount,
  listAccounts,
  listAccountsByResourceGroup,
  putAccount,
  updateAccount,
} from "./handlers/accounts";
import { getDeletedAccount, listDeletedAccounts, purgeDeletedAccount } from "./handlers/deletedAccounts";
import { deleteDeployment, getDeployment, listDeployments, putDeployment } from "./handlers/deployments";
import { checkDomainAvailability } from "./handlers/domainAvailability";
import {
  deleteFoundryResource,
  getFoundryResource,
  listFoundryResources,
  putFoundryResource,
} from "./handlers/foundryResources";
import { listKeys, regenerateKey } from "./handlers/keys";
import { listAccountModels, listLocationModels } from "./handlers/models";
import { getAccountOperation } from "./handlers/operations";
import { checkSkuAvailability, listAccountSkus, listSkus } from "./handlers/skus";
import { listAccountUsages, listUsages } from "./handlers/usages";
import { accountType } from "./model/accounts";
import { deploymentType } from "./model/deployments";
import { connectionType, projectType } from "./model/foundryResources";
import { locationResponse } from "./model/operations";
import { accountPatch, accountPut, foundryUpgradeVersions } from "./wire/accounts";
import { deploymentPut } from "./wire/deployments";
import { domainAvailabilityBody } from "./wire/domainAvailability";
import { foundryResourceBody } from "./wire/foundryResources";
import { regenerateKeyBody } from "./wire/keys";
import { skuAvailabilityBody } from "./wire/skus";

export const apiVersions = [
  "2021-10-01",
  "2022-10-01",
  "2022-12-01",
  "2023-05-01",
  "2024-10-01",
  "2025-06-01",
  "2025-09-01",
  "2025-12-01",
  "2026-03-01",
  "2026-05-01",
  ...foundryUpgradeVersions,
];

const provider = `${subscriptionPath}/providers/Microsoft.CognitiveServices` as const;
const location = `${provider}/locations/{location}` as const;
const deletedAccount =
  `${location}/resourceGroups/{resourceGroupName}/deletedAccounts/{accountName}` as const;
const deletedAccountType = "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts";
const accounts = `${resourceGroupPath}/providers/Microsoft.CognitiveServices/accounts` as const;
const account = `${accounts}/{accountName}` as const;
const deployment = `${account}/deployments/{deploymentName}` as const;

/** @param listQuery Query parameters of the list, which select nothing here. */
const foundryRoutes = (
  path: `${typeof account}/${"projects" | "connections"}`,
  type: string,
  listQuery: readonly string[] = [],
): Route[] => [
  route({
    method: "GET",
    path,
    apiVersions,
    query: [...pageQuery, ...listQuery],
    action: `${type}/read`,
    handle: listFoundryResources(type),
  }),
  route({
    method: "GET",
    path: `${path}/{name}`,
    apiVersions,
    action: `${type}/read`,
    handle: getFoundryResource(type),
  }),
  route({
    method: "PUT",
    path: `${path}/{name}`,
    apiVersions,
    action: `${type}/write`,
    body: foundryResourceBody,
    handle: putFoundryResource(type),
  }),
  route({
    method: "DELETE",
    path: `${path}/{name}`,
    apiVersions,
    action: `${type}/delete`,
    handle: deleteFoundryResource(type),
  }),
];

export const cognitiveServicesRoutes: Route[] = [
  route({ method: "GET", path: account, apiVersions, action: `${accountType}/read`, handle: getAccount }),
  route({
    method: "PUT",
    path: account,
    apiVersions,
    action: `${accountType}/write`,
    body: accountPut,
    handle: putAccount,
  }),
  route({
    method: "PATCH",
    path: account,
    apiVersions,
    action: `${accountType}/write`,
    body: accountPatch,
    handle: updateAccount,
  }),
  route({
    method: "DELETE",
    path: account,
    apiVersions,
    action: `${accountType}/delete`,
    handle: deleteAccount,
  }),
  route({
    method: "GET",
    path: accounts,
    apiVersions,
    query: pageQuery,
    action: `${accountType}/read`,
    handle: listAccountsByResourceGroup,
  }),
  route({
    method: "GET",
    path: `${provider}/accounts`,
    apiVersions,
    query: pageQuery,
    action: `${accountType}/read`,
    handle: listAccounts,
  }),
  route({
    method: "POST",
    path: `${account}/listKeys`,
    apiVersions,
    action: `${accountType}/listKeys/action`,
    handle: listKeys,
  }),
  route({
    method: "POST",
    path: `${account}/regenerateKey`,
    apiVersions,
    action: `${accountType}/regenerateKey/action`,
    body: regenerateKeyBody,
    handle: regenerateKey,
  }),
  route({
    method: "GET",
    path: `${account}/models`,
    apiVersions,
    action: `${accountType}/models/read`,
    handle: listAccountModels,
  }),
  route({
    method: "GET",
    path: `${location}/models`,
    apiVersions,
    action: "Microsoft.CognitiveServices/locations/models/read",
    handle: listLocationModels,
  }),
  route({
    method: "GET",
    path: `${location}/usages`,
    apiVersions,
    query: ["$filter"],
    action: "Microsoft.CognitiveServices/locations/usages/read",
    handle: listUsages,
  }),
  route({
    method: "GET",
    path: `${account}/usages`,
    apiVersions,
    query: ["$filter"],
    action: `${accountType}/usages/read`,
    handle: listAccountUsages,
  }),
  route({
    method: "GET",
    path: `${account}/skus`,
    apiVersions,
    action: `${accountType}/skus/read`,
    handle: listAccountSkus,
  }),
  route({
    method: "GET",
    path: `${provider}/skus`,
    apiVersions,
    action: "Microsoft.CognitiveServices/skus/read",
    scope: subscriptionScope,
    handle: listSkus,
  }),
  route({
    method: "POST",
    path: `${location}/checkSkuAvailability`,
    apiVersions,
    action: "Microsoft.CognitiveServices/locations/checkSkuAvailability/action",
    scope: subscriptionScope,
    body: skuAvailabilityBody,
    handle: checkSkuAvailability,
  }),
  route({
    method: "GET",
    path: `${location}/operationResults/{operationId}`,
    apiVersions,
    query: [locationResponse.name],
    handle: getAccountOperation,
  }),
  route({
    method: "POST",
    path: `${provider}/checkDomainAvailability`,
    apiVersions,
    action: "Microsoft.CognitiveServices/checkDomainAvailability/action",
    scope: subscriptionScope,
    body: domainAvailabilityBody,
    handle: checkDomainAvailability,
  }),
  route({
    method: "GET",
    path: `${provider}/deletedAccounts`,
    apiVersions,
    query: pageQuery,
    action: "Microsoft.CognitiveServices/deletedAccounts/read",
    handle: listDeletedAccounts,
  }),
  route({
    method: "GET",
    path: deletedAccount,
    apiVersions,
    action: `${deletedAccountType}/read`,
    scope: subscriptionScope,
    handle: getDeletedAccount,
  }),
  route({
    method: "DELETE",
    path: deletedAccount,
    apiVersions,
    action: `${deletedAccountType}/delete`,
    scope: subscriptionScope,
    handle: purgeDeletedAccount,
  }),
  route({
    method: "GET",
    path: deployment,
    apiVersions,
    action: `${deploymentType}/read`,
    handle: getDeployment,
  }),
  route({
    method: "PUT",
    path: deployment,
    apiVersions,
    action: `${deploymentType}/write`,
    body: deploymentPut,
    handle: putDeployment,
  }),
  route({
    method: "DELETE",
    path: deployment,
    apiVersions,
    action: `${deploymentType}/delete`,
    handle: deleteDeployment,
  }),
  route({
    method: "GET",
    path: `${account}/deployments`,
    apiVersions,
    query: pageQuery,
    action: `${deploymentType}/read`,
    handle: listDeployments,
  }),
  ...foundryRoutes(`${account}/projects`, projectType),
  ...foundryRoutes(`${account}/connections`, connectionType, ["includeAll", "category", "target"]),
];
