/**
 * The resource types of azure-native that are here. API versions and properties are those of azure-native 3.28.0; every
 * path parameter replaces when it changes, as there.
 */
import { unknown } from "../protocol/values";

/** Inputs by name: `true`, or the inputs below. What is not named is output alone. */
export type InputTree = true | { [name: string]: InputTree };

/** A rule on one input. */
export interface InputRule {
  path: string;
  min?: number;
  max?: number;
  pattern?: RegExp;
  oneOf?: readonly string[];
}

export interface ResourceType {
  /** Path of the ARM resource; `{scope}` stands for a path of its own. */
  path: string;
  apiVersion: string;
  /** The input that is the resource's name, and how it is made up where it is left out. */
  name: { input: string; auto: "random" | "copy" | "uuid" };
  /** Inputs that are sent at the top of ARM's body. */
  body: { [name: string]: InputTree };
  /** Inputs that are sent under `properties` of ARM's body but stand at the top in Pulumi. */
  flattened?: { [name: string]: InputTree };
  /** Of lists in `flattened`: what of their items ARM wants under the item's own `properties`. */
  nested?: Readonly<Record<string, readonly string[]>>;
  required: readonly string[];
  rules?: readonly InputRule[];
  /** Inputs besides the path's that replace. */
  replaces?: readonly string[];
  /** Whether location defaults to the provider's or the resource group's. */
  located?: boolean;
  /** What Azure adds, for previews: the outputs that are not known before. */
  outputs: Readonly<Record<string, unknown>>;
  /** How it is deleted where that is not through ARM. */
  deletion?: "data plane" | "never";
  /** Inputs that ARM never returns. */
  writeOnly?: readonly string[];
}

const everyOutput = { name: unknown, type: unknown, azureApiVersion: unknown };
const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const sku = { name: true, tier: true, size: true, family: true, capacity: true } as const;

export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "azure-native:resources:ResourceGroup": {
    path: group,
    apiVersion: "2024-03-01",
    name: { input: "resourceGroupName", auto: "random" },
    body: { location: true, managedBy: true, tags: true },
    required: [],
    rules: [{ path: "resourceGroupName", min: 1, max: 90 }],
    replaces: ["location"],
    located: true,
    outputs: { ...everyOutput, properties: unknown },
  },
  "azure-native:cognitiveservices:Account": {
    path: `${group}/providers/Microsoft.CognitiveServices/accounts/{accountName}`,
    apiVersion: "2025-06-01",
    name: { input: "accountName", auto: "random" },
    body: {
      location: true,
      kind: true,
      sku,
      identity: { type: true, userAssignedIdentities: true },
      tags: true,
      properties: {
        allowProjectManagement: true,
        allowedFqdnList: true,
        amlWorkspace: true,
        apiProperties: true,
        associatedProjects: true,
        customSubDomainName: true,
        defaultProject: true,
        disableLocalAuth: true,
        dynamicThrottlingEnabled: true,
        encryption: true,
        locations: true,
        migrationToken: true,
        networkAcls: true,
        networkInjections: true,
        publicNetworkAccess: true,
        raiMonitorConfig: true,
        restore: true,
        restrictOutboundNetworkAccess: true,
        userOwnedStorage: true,
      },
    },
    required: ["resourceGroupName"],
    rules: [{ path: "accountName", min: 2, max: 64, pattern: /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/ }],
    located: true,
    outputs: {
      ...everyOutput,
      etag: unknown,
      systemData: unknown,
      identity: { principalId: unknown, tenantId: unknown },
      properties: { endpoint: unknown, provisioningState: unknown },
    },
    writeOnly: ["properties.restore", "properties.migrationToken"],
  },
  "azure-native:cognitiveservices:Deployment": {
    path: `${group}/providers/Microsoft.CognitiveServices/accounts/{accountName}/deployments/{deploymentName}`,
    apiVersion: "2025-06-01",
    name: { input: "deploymentName", auto: "copy" },
    body: {
      sku,
      tags: true,
      properties: { model: true, raiPolicyName: true, scaleSettings: true, versionUpgradeOption: true },
    },
    required: ["accountName", "resourceGroupName"],
    outputs: {
      ...everyOutput,
      etag: unknown,
      systemData: unknown,
      properties: { provisioningState: unknown },
    },
  },
  "azure-native:keyvault:Vault": {
    path: `${group}/providers/Microsoft.KeyVault/vaults/{vaultName}`,
    apiVersion: "2024-11-01",
    name: { input: "vaultName", auto: "random" },
    body: {
      location: true,
      tags: true,
      properties: {
        accessPolicies: true,
        createMode: true,
        enablePurgeProtection: true,
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        enabledForDeployment: true,
        enabledForDiskEncryption: true,
        enabledForTemplateDeployment: true,
        networkAcls: true,
        provisioningState: true,
        publicNetworkAccess: true,
        sku: { family: true, name: true },
        softDeleteRetentionInDays: true,
        tenantId: true,
        vaultUri: true,
      },
    },
    required: ["resourceGroupName", "properties", "properties.sku", "properties.tenantId"],
    rules: [
      { path: "vaultName", min: 3, max: 24, pattern: /^[a-zA-Z0-9-]{3,24}$/ },
      { path: "properties.tenantId", pattern: guid },
      { path: "properties.sku.name", oneOf: ["standard", "premium"] },
    ],
    located: true,
    outputs: {
      ...everyOutput,
      systemData: unknown,
      properties: { hsmPoolResourceId: unknown, provisioningState: unknown, vaultUri: unknown },
    },
    writeOnly: ["properties.createMode"],
  },
  "azure-native:keyvault:Secret": {
    path: `${group}/providers/Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}`,
    apiVersion: "2024-11-01",
    name: { input: "secretName", auto: "copy" },
    body: {
      tags: true,
      properties: {
        value: true,
        contentType: true,
        attributes: { enabled: true, expires: true, notBefore: true },
      },
    },
    required: ["resourceGroupName", "vaultName", "properties"],
    rules: [{ path: "secretName", pattern: /^[a-zA-Z0-9-]{1,127}$/ }],
    outputs: {
      ...everyOutput,
      location: unknown,
      properties: {
        secretUri: unknown,
        secretUriWithVersion: unknown,
        attributes: { created: unknown, updated: unknown },
      },
    },
    // ARM has no DELETE for secrets (pulumi-azure-native#354).
    deletion: "data plane",
    writeOnly: ["properties.value"],
  },
  "azure-native:authorization:RoleAssignment": {
    path: "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    apiVersion: "2022-04-01",
    name: { input: "roleAssignmentName", auto: "uuid" },
    body: {},
    flattened: {
      principalId: true,
      principalType: true,
      roleDefinitionId: true,
      condition: true,
      conditionVersion: true,
      delegatedManagedIdentityResourceId: true,
      description: true,
    },
    required: ["principalId", "roleDefinitionId", "scope"],
    rules: [
      { path: "principalType", oneOf: ["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"] },
    ],
    replaces: ["principalId"],
    outputs: {
      ...everyOutput,
      createdBy: unknown,
      createdOn: unknown,
      updatedBy: unknown,
      updatedOn: unknown,
    },
  },
  "azure-native:authorization:ManagementLockByScope": {
    path: "{scope}/providers/Microsoft.Authorization/locks/{lockName}",
    apiVersion: "2020-05-01",
    name: { input: "lockName", auto: "random" },
    body: {},
    flattened: { level: true, notes: true, owners: true },
    required: ["level", "scope"],
    rules: [{ path: "level", oneOf: ["NotSpecified", "CanNotDelete", "ReadOnly"] }],
    outputs: { ...everyOutput, systemData: unknown },
  },
  "azure-native:network:PrivateEndpoint": {
    path: `${group}/providers/Microsoft.Network/privateEndpoints/{privateEndpointName}`,
    apiVersion: "2024-05-01",
    name: { input: "privateEndpointName", auto: "random" },
    body: { location: true, tags: true, extendedLocation: true },
    flattened: {
      subnet: true,
      privateLinkServiceConnections: true,
      manualPrivateLinkServiceConnections: true,
      applicationSecurityGroups: true,
      customDnsConfigs: true,
      customNetworkInterfaceName: true,
      ipConfigurations: true,
    },
    nested: {
      privateLinkServiceConnections: ["privateLinkServiceId", "groupIds", "requestMessage"],
      manualPrivateLinkServiceConnections: ["privateLinkServiceId", "groupIds", "requestMessage"],
    },
    required: ["resourceGroupName"],
    located: true,
    outputs: { ...everyOutput, etag: unknown, provisioningState: unknown, networkInterfaces: unknown },
    // Azure fills it in from the zones.
    writeOnly: ["customDnsConfigs"],
  },
  "azure-native:network:PrivateDnsZoneGroup": {
    path: `${group}/providers/Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}`,
    apiVersion: "2024-05-01",
    name: { input: "privateDnsZoneGroupName", auto: "copy" },
    body: {},
    flattened: { privateDnsZoneConfigs: true },
    nested: { privateDnsZoneConfigs: ["privateDnsZoneId"] },
    required: ["resourceGroupName", "privateEndpointName"],
    outputs: { ...everyOutput, etag: unknown, provisioningState: unknown },
  },
  "azure-native:monitor:DiagnosticSetting": {
    path: "{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
    apiVersion: "2021-05-01-preview",
    name: { input: "name", auto: "copy" },
    body: {},
    flattened: {
      eventHubAuthorizationRuleId: true,
      eventHubName: true,
      logAnalyticsDestinationType: true,
      logs: true,
      marketplacePartnerId: true,
      metrics: true,
      serviceBusRuleId: true,
      storageAccountId: true,
      workspaceId: true,
    },
    required: ["resourceUri"],
    outputs: { ...everyOutput, systemData: unknown },
  },
  "azure-native:managedidentity:UserAssignedIdentity": {
    path: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}`,
    apiVersion: "2024-11-30",
    name: { input: "resourceName", auto: "random" },
    body: { location: true, tags: true },
    flattened: { isolationScope: true },
    required: ["resourceGroupName"],
    located: true,
    outputs: { ...everyOutput, principalId: unknown, clientId: unknown, tenantId: unknown },
  },
};

/** Names of the parameters of a path, without the subscription's, which is the provider's. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name!)
    .filter((name) => name !== "subscriptionId");
}

/** Everything that can be said of a resource: what its path is made of, and what its body has. */
export function inputTree({ path, body, flattened }: ResourceType): { [name: string]: InputTree } {
  return {
    ...Object.fromEntries(pathParameters(path).map((name) => [name, true as const])),
    ...body,
    ...flattened,
  };
}
