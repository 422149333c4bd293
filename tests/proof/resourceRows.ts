/** The resources of the fault matrix, as data: how each operation is done on each of them alone. */

export const operations = ["create", "read", "update", "delete"] as const;
export type Operation = (typeof operations)[number];

/** Arguments of the program (`faultProject.ts`): those of the component, and some of its own. */
export interface ProgramArgs {
  [argument: string]: unknown;
  /** Properties that override a resource's own, by its logical name. */
  override?: Record<string, object>;
  /** Whether there is a second integration, on an existing vault with access policies. */
  shared?: boolean;
  /** Whether there is a second integration, with a secret of its own in an existing vault. */
  ownSecret?: boolean;
}

/** One resource of the stack, and how each operation is done on it alone. */
export interface ResourceRow {
  name: string;
  /** Its Pulumi name. */
  logicalName: string;
  /** The arguments with and without it; left out: every stack has it, and `pulumi destroy` deletes it. */
  option?: { off: ProgramArgs; on: ProgramArgs };
  /** How many resources of azure-native the stack has with it and without it. */
  resources: { present: number; absent: number };
  /** Properties that update it in place; each number gives another value. */
  change: (number: number) => object;
  /** Whether Azure changes another resource by itself: an endpoint's DNS records, once it has a zone group. */
  isChangedByAzure?: boolean;
  /** The requests that are the operation at Azure. */
  requests: Record<Operation, { service: string; method: string; path: string }>;
  /** Long-running operations, and the path of the resource that they run on where it is another. */
  longRunning?: { operations: readonly Operation[]; path?: string };
}

const arm = (path: string) => ({
  create: { service: "arm", method: "PUT", path },
  read: { service: "arm", method: "GET", path },
  update: { service: "arm", method: "PUT", path },
  delete: { service: "arm", method: "DELETE", path },
});

const tags = (number: number) => ({ tags: { change: String(number) } });
const description = (number: number) => ({ description: `change ${number}` });

const vault = "/vaults/wandb-vault[0-9a-f]{8}";
const account = "/accounts/wandb-[a-z0-9]{8}";
const assignment = "/providers/Microsoft.Authorization/roleAssignments/[^/]+$";

const network = (subscription: string) =>
  `${subscription}/resourceGroups/rg-network/providers/Microsoft.Network`;
/** Number 0 is deployed first. Changes alternate between 1 and 2, so that each differs from what is deployed. */
const alternating = (number: number) => (number === 0 ? 0 : 1 + (number % 2));
const zone = (subscription: string, number: number) => ({
  name: "zone-0",
  privateDnsZoneId: `${network(subscription)}/privateDnsZones/zone-${alternating(number)}.example`,
});
const workspace = (subscription: string, number: number) =>
  `${subscription}/resourceGroups/rg-network/providers/Microsoft.OperationalInsights/workspaces/workspace-${alternating(number)}`;

/** Every stack of the matrix has a group, account, vault, secret, and three role assignments. */
const base = { present: 7, absent: 0 };

/** @param subscription `/subscriptions/ID` */
export function resourceRows(subscription: string): ResourceRow[] {
  const subnetId = `${network(subscription)}/virtualNetworks/hub/subnets/endpoints`;
  const privateEndpoint = { account: { privateEndpoint: { subnetId } } };
  const withZones = {
    account: { privateEndpoint: { subnetId, privateDnsZoneIds: [zone(subscription, 0).privateDnsZoneId] } },
  };
  const sharedVault = "/vaults/kv-policies";
  return [
    {
      name: "resource group",
      logicalName: "group",
      resources: base,
      change: tags,
      requests: arm("^/subscriptions/[^/]+/resourceGroups/rg-proof$"),
      longRunning: { operations: ["delete"] },
    },
    {
      name: "account",
      logicalName: "wandb-account",
      resources: base,
      change: tags,
      requests: arm(`${account}$`),
      longRunning: { operations: ["create", "update", "delete"] },
    },
    { name: "vault", logicalName: "wandb-vault", resources: base, change: tags, requests: arm(`${vault}$`) },
    {
      name: "secret",
      // In an existing vault: that of a vault with a generated name is deleted with the vault, by no request of its own.
      logicalName: "named-secret",
      option: { off: {}, on: { ownSecret: true } },
      resources: { present: 10, absent: 7 },
      change: tags,
      requests: {
        ...arm("/vaults/kv-roles/secrets/wandb-api-key$"),
        // azure-native deletes secrets through the vault's data plane.
        delete: { service: "keyvault", method: "DELETE", path: "^/secrets/wandb-api-key$" },
      },
    },
    {
      name: "Key Vault Secrets Officer's role assignment",
      logicalName: "wandb-secrets-officer-deployer",
      resources: base,
      change: description,
      requests: arm(`${vault}${assignment}`),
    },
    {
      name: "identity's role assignment",
      logicalName: "wandb-identity",
      resources: base,
      change: description,
      requests: arm(`${vault}/secrets/wandb-api-key${assignment}`),
    },
    {
      name: "fine-tuning principal's role assignment",
      logicalName: "wandb-team-member-ada",
      resources: base,
      change: description,
      requests: arm(`${account}${assignment}`),
    },
    {
      name: "model deployment",
      logicalName: "wandb-deployment-one",
      option: {
        off: {},
        on: { account: { deployments: [{ name: "one", model: "gpt-4.1-mini", version: "2025-04-14" }] } },
      },
      resources: { present: 8, absent: 7 },
      change: (number) => ({ sku: { name: "Standard", capacity: (number % 50) + 1 } }),
      requests: arm(`${account}/deployments/one$`),
      longRunning: { operations: ["create", "update"], path: `${account}$` },
    },
    {
      name: "private endpoint",
      logicalName: "wandb-account-endpoint",
      option: { off: {}, on: privateEndpoint },
      resources: { present: 8, absent: 7 },
      change: tags,
      requests: arm("/privateEndpoints/[^/]+$"),
    },
    {
      name: "DNS zone group",
      logicalName: "wandb-account-dns",
      isChangedByAzure: true,
      option: { off: privateEndpoint, on: withZones },
      resources: { present: 9, absent: 8 },
      change: (number) => ({ privateDnsZoneConfigs: [zone(subscription, number)] }),
      requests: arm("/privateDnsZoneGroups/default$"),
    },
    {
      name: "diagnostic setting",
      logicalName: "wandb-account-diagnostics",
      // The vault has one too.
      option: { off: {}, on: { diagnostics: { workspaceId: workspace(subscription, 0) } } },
      resources: { present: 9, absent: 7 },
      change: (number) => ({ workspaceId: workspace(subscription, number) }),
      requests: arm(`${account}/providers/Microsoft.Insights/diagnosticSettings/[^/]+$`),
    },
    {
      name: "lock",
      logicalName: "wandb-account-lock",
      option: { off: {}, on: { deleteLock: true } },
      resources: { present: 9, absent: 7 },
      change: (number) => ({ notes: `change ${number}` }),
      requests: arm(`${account}/providers/Microsoft.Authorization/locks/[^/]+$`),
    },
    {
      name: "access policy",
      logicalName: "shared-identity",
      option: { off: {}, on: { shared: true } },
      resources: { present: 8, absent: 7 },
      // A change of its vault or principal replaces it; its permissions can be updated.
      change: (number) => ({ permissions: number % 2 === 0 ? ["get", "list"] : ["get"] }),
      requests: {
        create: { service: "arm", method: "PUT", path: `${sharedVault}/accessPolicies/replace$` },
        read: { service: "arm", method: "GET", path: `${sharedVault}$` },
        update: { service: "arm", method: "PUT", path: `${sharedVault}/accessPolicies/replace$` },
        delete: { service: "arm", method: "PUT", path: `${sharedVault}/accessPolicies/remove$` },
      },
    },
  ];
}
