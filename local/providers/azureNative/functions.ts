import { decodeJwt } from "jose";
import { AzureCallError } from "../azureCallError";
import type { ProviderFunction } from "../protocol/provider";
import type { Properties } from "../protocol/values";
import { resourcePath, toOutputs } from "./arm";
import { armEndpoint, callArm } from "./client";
import type { AzureNativeClient } from "./client";
import type { ResourceType } from "./resourceType";
import { resourceTypes } from "./resourceTypes";
import type { ResourceToken } from "./resourceTypes";

type Function = ProviderFunction<AzureNativeClient>;

/** Functions that read a resource, by token. */
const reads: Record<string, ResourceToken> = {
  "azure-native:resources:getResourceGroup": "azure-native:resources:ResourceGroup",
  "azure-native:keyvault:getVault": "azure-native:keyvault:Vault",
  "azure-native:keyvault:getSecret": "azure-native:keyvault:Secret",
  "azure-native:cognitiveservices:getAccount": "azure-native:cognitiveservices:Account",
  "azure-native:cognitiveservices:getDeployment": "azure-native:cognitiveservices:Deployment",
  "azure-native:authorization:getRoleAssignment": "azure-native:authorization:RoleAssignment",
  "azure-native:authorization:getManagementLockByScope": "azure-native:authorization:ManagementLockByScope",
};

const read =
  (type: ResourceType): Function =>
  async ({ azure }, args, signal) => {
    const path = resourcePath(type, azure.connection.subscriptionId, args);
    const { body } = await callArm(azure, "GET", path, type.apiVersion, { signal }).catch(
      failedRequest(path),
    );
    return toOutputs(type, body as Properties);
  };

/** azure-native begins the error of a function with the path of its request. */
const failedRequest = (path: string) => (error: unknown) => {
  throw error instanceof AzureCallError ? new Error(`request failed ${path}: ${error.message}`) : error;
};

/** The functions of the emulated azure-native, by token. */
export const functions: Readonly<Record<string, Function>> = {
  ...Object.fromEntries(Object.entries(reads).map(([name, token]) => [name, read(resourceTypes[token])])),

  "azure-native:authorization:getClientConfig": async ({ azure }) => {
    // The token's claims: by managed identity or the Azure CLI the settings name no application.
    const { appid, oid, tid } = decodeJwt<Record<"appid" | "oid" | "tid", string>>(
      await azure.token(armEndpoint),
    );
    return { clientId: appid, objectId: oid, subscriptionId: azure.connection.subscriptionId, tenantId: tid };
  },

  "azure-native:authorization:getClientToken": async ({ azure }, { endpoint }) => ({
    token: await azure.token(((endpoint as string | undefined) ?? armEndpoint).replace(/\/$/, "")),
  }),

  "azure-native:authorization:getRoleDefinition": async ({ azure }, { scope, roleDefinitionId }, signal) => {
    const path = `${String(scope)}/providers/Microsoft.Authorization/roleDefinitions/${String(roleDefinitionId)}`;
    const { body } = await callArm(azure, "GET", path, "2022-04-01", { signal }).catch(failedRequest(path));
    const { properties, ...top } = body as Properties & { properties: Properties };
    return { ...top, ...properties, roleType: properties.type as string };
  },

  "azure-native:cognitiveservices:listAccountKeys": async ({ azure }, args, signal) => {
    const type = resourceTypes["azure-native:cognitiveservices:Account"];
    const path = resourcePath(type, azure.connection.subscriptionId, args);
    const url = `${path}/listKeys`;
    const { body } = await callArm(azure, "POST", url, type.apiVersion, { signal }).catch(failedRequest(url));
    return body as Properties;
  },
};
