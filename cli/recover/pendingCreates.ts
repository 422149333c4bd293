/** Creations that Pulumi began and does not know the end of: its process was killed while Azure was at work. */

/** A pending creation of a stack's state. */
export interface PendingCreate {
  urn: string;
  type: string;
  /** What would be the resource's id in Azure; undefined: it is of no cloud. */
  id: string | undefined;
  apiVersion: string | undefined;
}

export type Inputs = Record<string, unknown>;

interface Known {
  /** Path of the resource; names in braces are inputs, with dots between an input and what is in it. */
  path: string;
  apiVersion: string;
}

const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const vault = `${group}/providers/Microsoft.KeyVault/vaults/{vaultName}`;
const account = `${group}/providers/Microsoft.CognitiveServices/accounts/{accountName}`;
const endpoint = `${group}/providers/Microsoft.Network/privateEndpoints/{privateEndpointName}`;

/** Resources of the stack and the component, by type. Their names are inputs, so that their ids are known before they are made. */
export const known: Readonly<Record<string, Known>> = {
  "azure-native:resources:ResourceGroup": { path: group, apiVersion: "2024-03-01" },
  "azure-native:cognitiveservices:Account": { path: account, apiVersion: "2024-10-01" },
  "azure-native:cognitiveservices:Deployment": {
    path: `${account}/deployments/{deploymentName}`,
    apiVersion: "2024-10-01",
  },
  "azure-native:keyvault:Vault": { path: vault, apiVersion: "2023-07-01" },
  "azure-native:keyvault:Secret": { path: `${vault}/secrets/{secretName}`, apiVersion: "2023-07-01" },
  // An entry of the vault, and no resource of its own.
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

export interface StateResource {
  urn: string;
  type: string;
  custom?: boolean;
  id?: string;
  inputs?: Inputs;
  outputs?: Inputs;
  parent?: string;
  /** `URN::ID` */
  provider?: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
}

export interface State {
  deployment: {
    resources?: StateResource[];
    pending_operations?: { type: string; resource: StateResource }[];
  };
}

/** @param state What `pulumi stack export` prints. */
export function pendingCreates(state: string, subscriptionId: string): PendingCreate[] {
  const { deployment } = JSON.parse(state) as State;
  return (deployment.pending_operations ?? [])
    .filter(({ type }) => type === "creating")
    .map(({ resource: { urn, type, inputs = {} } }) => {
      const row = known[type];
      return {
        urn,
        type,
        id: row && idOf(row.path, { ...inputs, subscriptionId }),
        apiVersion: row?.apiVersion,
      };
    });
}

export const idOf = (path: string, inputs: Inputs): string =>
  path.replace(/\{([\w.]+)\}/g, (_, name: string) =>
    String(name.split(".").reduce<unknown>((value, part) => (value as Inputs | undefined)?.[part], inputs)),
  );

/**
 * The state with what was adopted as resources of it, and without pending creations. `pulumi refresh --import-pending-creates` is
 * meant for this and drops them instead (CLI 3.250: no step ever reads what it marks as importing).
 */
export function withAdopted(state: string, adopted: readonly PendingCreate[]): string {
  const read = JSON.parse(state) as State;
  const { pending_operations: operations = [], resources = [] } = read.deployment;
  const ids = new Map(adopted.map(({ urn, id }) => [urn, id!]));
  // A plain `up` in between has made it, or one like it: Pulumi keeps what was pending all the same.
  const there = new Set(resources.map(({ urn }) => urn));
  const made = operations
    .filter(({ type, resource: { urn } }) => type === "creating" && ids.has(urn) && !there.has(urn))
    // What it depends on was made before and is in the state. Its outputs come with the next refresh.
    .map(({ resource }) => ({ ...resource, id: ids.get(resource.urn), outputs: resource.inputs }));
  read.deployment.resources = [...resources, ...made];
  read.deployment.pending_operations = operations.filter(({ type }) => type !== "creating");
  return JSON.stringify(read);
}
