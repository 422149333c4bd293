/** What is no part of a stack under test: a network, workspaces, a vault of each permission model. */
import type { AzureClient } from "../support/azureClient";
import type { StackProject } from "../support/stackProject";

/** A resource below a resource group. */
type ArmPut = readonly [path: string, apiVersion: string, body: object];

const vault = (location: string, tenantId: string, enableRbacAuthorization: boolean) => ({
  location,
  properties: {
    tenantId,
    sku: { family: "A", name: "standard" },
    enableRbacAuthorization,
    accessPolicies: [],
  },
});

/** Created in the resource group `rg-network`. */
export async function createSurroundings({ azure }: StackProject): Promise<void> {
  const group = `${azure.subscription}/resourceGroups/rg-network`;
  const location = "swedencentral";
  const { tenantId } = (await azure.control("GET", "/_local/seed")).body as { tenantId: string };
  await putAll(azure, group, [
    ["", "2024-03-01", { location }],
    [
      "/providers/Microsoft.Network/virtualNetworks/hub",
      "2024-05-01",
      { location, properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } } },
    ],
    [
      "/providers/Microsoft.Network/virtualNetworks/hub/subnets/endpoints",
      "2024-05-01",
      { properties: { addressPrefix: "10.0.1.0/24" } },
    ],
    ...[0, 1, 2].map((number): ArmPut => [
      `/providers/Microsoft.Network/privateDnsZones/zone-${number}.example`,
      "2024-06-01",
      { location: "global" },
    ]),
    ...[0, 1, 2].map((number): ArmPut => [
      `/providers/Microsoft.OperationalInsights/workspaces/workspace-${number}`,
      "2023-09-01",
      { location },
    ]),
    ["/providers/Microsoft.KeyVault/vaults/kv-policies", "2023-07-01", vault(location, tenantId, false)],
    ["/providers/Microsoft.KeyVault/vaults/kv-roles", "2023-07-01", vault(location, tenantId, true)],
    [
      "/providers/Microsoft.KeyVault/vaults/kv-policies/secrets/wandb-api-key",
      "2023-07-01",
      { properties: { value: "0123456789abcdef0123456789abcdef01234567" } },
    ],
  ]);
}

/** Created in the resource group `rg-existing`: what a stack can use instead of resources of its own. */
export async function createExisting({ azure }: StackProject): Promise<void> {
  const group = `${azure.subscription}/resourceGroups/rg-existing`;
  const location = "swedencentral";
  const { tenantId } = (await azure.control("GET", "/_local/seed")).body as { tenantId: string };
  await putAll(azure, group, [
    ["", "2024-03-01", { location }],
    ["/providers/Microsoft.ManagedIdentity/userAssignedIdentities/life", "2023-01-31", { location }],
    [
      "/providers/Microsoft.CognitiveServices/accounts/life-existing",
      "2024-10-01",
      {
        location,
        kind: "OpenAI",
        sku: { name: "S0" },
        identity: { type: "SystemAssigned" },
        properties: { customSubDomainName: "life-existing" },
      },
    ],
    ["/providers/Microsoft.KeyVault/vaults/kv-life-existing", "2023-07-01", vault(location, tenantId, true)],
    ["/providers/Microsoft.KeyVault/vaults/kv-life-policies", "2023-07-01", vault(location, tenantId, false)],
  ]);
}

async function putAll(azure: AzureClient, group: string, resources: readonly ArmPut[]): Promise<void> {
  for (const [path, apiVersion, body] of resources) {
    const response = await azure.arm("PUT", `${group}${path}?api-version=${apiVersion}`, body);
    if (response.status >= 300) {
      throw new Error(`PUT ${path} returned ${response.status}: ${JSON.stringify(response.body)}`);
    }
  }
}
