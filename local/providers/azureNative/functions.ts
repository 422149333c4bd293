import type { ProviderFunction } from "../protocol/provider";
import type { Properties } from "../protocol/values";
import { resourcePath, toOutputs } from "./arm";
import type { AzureNativeClient } from "./resource";
import { resourceTypes } from "./resourceTypes";

const arm = "https://management.azure.com";

type Function = ProviderFunction<AzureNativeClient>;

/** Functions that read a resource of the table, by token. */
const reads: Record<string, string> = {
  "azure-native:resources:getResourceGroup": "azure-native:resources:ResourceGroup",
  "azure-native:keyvault:getVault": "azure-native:keyvault:Vault",
  "azure-native:keyvault:getSecret": "azure-native:keyvault:Secret",
  "azure-native:cognitiveservices:getAccount": "azure-native:cognitiveservices:Account",
  "azure-native:cognitiveservices:getDeployment": "azure-native:cognitiveservices:Deployment",
  "azure-native:authorization:getRoleAssignment": "azure-native:authorization:RoleAssignment",
  "azure-native:authorization:getManagementLockByScope": "azure-native:authorization:ManagementLockByScope",
};

function read(token: string): Function {
  const type = resourceTypes[token]!;
  return async ({ azure }, args, signal) => {
    const path = resourcePath(type, azure.connection.subscriptionId, args);
    const { body } = await azure.call("GET", `${arm}${path}?api-version=${type.apiVersion}`, {
      resource: arm,
      signal,
    });
    return { ...toOutputs(type, body as Properties), id: (body as Properties).id as string };
  };
}

export const functions: Readonly<Record<string, Function>> = {
  ...Object.fromEntries(Object.entries(reads).map(([name, token]) => [name, read(token)])),

  "azure-native:authorization:getClientConfig": async ({ azure }) => {
    const { clientId, subscriptionId, tenantId } = azure.connection;
    const claims = JSON.parse(
      Buffer.from((await azure.token(arm)).split(".")[1]!, "base64url").toString("utf8"),
    ) as { oid: string };
    return { clientId, objectId: claims.oid, subscriptionId, tenantId };
  },

  "azure-native:authorization:getClientToken": async ({ azure }, { endpoint }) => ({
    token: await azure.token(((endpoint as string | undefined) ?? arm).replace(/\/$/, "")),
  }),

  "azure-native:authorization:getRoleDefinition": async ({ azure }, { scope, roleDefinitionId }, signal) => {
    const url = `${arm}${String(scope)}/providers/Microsoft.Authorization/roleDefinitions/${String(roleDefinitionId)}?api-version=2022-04-01`;
    const { body } = await azure.call("GET", url, { resource: arm, signal });
    const { properties, ...top } = body as Properties & { properties: Properties };
    return { ...top, ...properties, roleType: properties.type as string };
  },

  "azure-native:cognitiveservices:listAccountKeys": async ({ azure }, args, signal) => {
    const type = resourceTypes["azure-native:cognitiveservices:Account"]!;
    const path = resourcePath(type, azure.connection.subscriptionId, args);
    const { body } = await azure.call("POST", `${arm}${path}/listKeys?api-version=${type.apiVersion}`, {
      resource: arm,
      signal,
    });
    return body as Properties;
  },
};
