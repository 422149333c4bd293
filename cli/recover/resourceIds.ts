/** IDs of the resources of the stack and the component, which follow from their inputs before Azure has created them. */
import { encrypted, propertyOf, unknownText } from "../pulumi/stateValues";
import type { Inputs } from "../pulumi/state";

interface ResourceIdRule {
  /** ARM ID. Names in braces are inputs, with a dot before an input's property. */
  path: string;
  apiVersion: string;
}

const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const vault = `${group}/providers/Microsoft.KeyVault/vaults/{vaultName}`;
const account = `${group}/providers/Microsoft.CognitiveServices/accounts/{accountName}`;
const endpoint = `${group}/providers/Microsoft.Network/privateEndpoints/{privateEndpointName}`;

/** By Pulumi type. */
export const resourceIdRules: Readonly<Record<string, ResourceIdRule>> = {
  "azure-native:resources:ResourceGroup": { path: group, apiVersion: "2024-03-01" },
  "azure-native:cognitiveservices:Account": { path: account, apiVersion: "2024-10-01" },
  "azure-native:cognitiveservices:Deployment": {
    path: `${account}/deployments/{deploymentName}`,
    apiVersion: "2024-10-01",
  },
  "azure-native:keyvault:Vault": { path: vault, apiVersion: "2023-07-01" },
  "azure-native:keyvault:Secret": { path: `${vault}/secrets/{secretName}`, apiVersion: "2023-07-01" },
  // Not an ARM resource, but an entry of the vault; azure-native gives it this ID.
  "azure-native:keyvault:AccessPolicy": {
    path: `${vault}/accessPolicy/{policy.objectId}`,
    apiVersion: "2023-07-01",
  },
  "azure-native:authorization:RoleAssignment": {
    path: "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    apiVersion: "2022-04-01",
  },
  "azure-native:authorization:ManagementLockByScope": {
    path: "{scope}/providers/Microsoft.Authorization/locks/{lockName}",
    apiVersion: "2020-05-01",
  },
  "azure-native:network:PrivateEndpoint": { path: endpoint, apiVersion: "2024-05-01" },
  "azure-native:network:PrivateDnsZoneGroup": {
    path: `${endpoint}/privateDnsZoneGroups/{privateDnsZoneGroupName}`,
    apiVersion: "2024-05-01",
  },
  "azure-native:monitor:DiagnosticSetting": {
    path: "{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
    apiVersion: "2021-05-01-preview",
  },
};

/** Types whose names are new in each replacement. */
export const generatedNames: ReadonlySet<string> = new Set([
  "azure-native:cognitiveservices:Account",
  "azure-native:keyvault:Vault",
]);

/** The parts of a path that are inputs. */
const names = /\{([\w.]+)\}/g;

const inputOf = (inputs: Inputs, name: string): unknown =>
  name.split(".").reduce<unknown>((value, property) => propertyOf(value, property), inputs);

/** Fills a rule's path with inputs. What is not known stays unknown in the ID. */
export const resourceId = (path: string, inputs: Inputs): string =>
  path.replace(names, (_, name: string) => String(inputOf(inputs, name) ?? unknownText));

/** Tells whether an ID contains a secret that the state has encrypted, such as a vault's name. */
export const isEncryptedId = (path: string, inputs: Inputs): boolean =>
  [...path.matchAll(names)].some(([, name = ""]) => inputOf(inputs, name) === encrypted);
