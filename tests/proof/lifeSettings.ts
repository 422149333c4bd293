/** Right values of every setting, for sequences of a stack's life. */
import type { SettingName } from "../../stack/settingsTable";
import type { StoredValue } from "./lifeModel";

const network = "SUBSCRIPTION/resourceGroups/rg-network/providers";
const subnetId = `${network}/Microsoft.Network/virtualNetworks/hub/subnets/endpoints`;
const zone = (number: number) => `${network}/Microsoft.Network/privateDnsZones/zone-${number}.example`;
const workspace = (number: number) =>
  `${network}/Microsoft.OperationalInsights/workspaces/workspace-${number}`;
const existing = "SUBSCRIPTION/resourceGroups/rg-existing/providers";
const identity = `${existing}/Microsoft.ManagedIdentity/userAssignedIdentities/life`;

const deployment = (name: string, capacity?: number) => ({
  name,
  model: "gpt-4.1-mini",
  version: "2025-04-14",
  ...(capacity === undefined ? {} : { capacity }),
});

const [ada, grace] = ["ada@contoso.example", "grace@contoso.example"] as const;

/** `SUBSCRIPTION`, `NUMBER` (of the sequence), `FIRST` and `SECOND` (the deployers) are filled in when the stack's file is written. */
export const settingValues: Record<SettingName, readonly StoredValue[]> = {
  // Rotated by a change of its own.
  wandbApiKey: [],
  location: ["swedencentral", "northcentralus", "Sweden Central"],
  skipLocationCheck: ["true", "false"],
  resourceGroupName: ["", "rg-life-a", "rg-life-b"],
  createResourceGroup: ["true", "false"],
  existingAccountId: ["", `${existing}/Microsoft.CognitiveServices/accounts/life-existing`],
  accountName: ["", "life-a-NUMBER", "life-b-NUMBER"],
  customSubDomainName: ["", "life-domain-NUMBER"],
  accountPublicNetworkAccess: ["true", "false"],
  accountIpRules: [[], ["203.0.113.0/24"], ["203.0.113.7", "198.51.100.0/24"]],
  accountPrivateEndpoint: [{}, { subnetId }, { subnetId, privateDnsZoneIds: [zone(0)] }],
  disableLocalAuth: ["true", "false"],
  allowedFqdnList: [[], ["data.contoso.example"]],
  userAssignedIdentities: [[], [identity]],
  // Its key would have to be in a vault that the identity may read, which the local Azure does not check.
  customerManagedKey: [
    {},
    {
      keyVaultUri: "https://kv-life-existing.vault.azure.net/",
      keyName: "life",
      keyVersion: "00000000000000000000000000000001",
      identityClientId: "11111111-1111-4111-8111-111111111111",
    },
  ],
  deployments: [[], [deployment("one")], [deployment("one", 2), deployment("two")], [deployment("two")]],
  accountTags: [[], ["tier=gold"]],
  existingVaultId: [
    "",
    `${existing}/Microsoft.KeyVault/vaults/kv-life-existing`,
    `${existing}/Microsoft.KeyVault/vaults/kv-life-policies`,
  ],
  vaultName: ["", "kv-life-a-NUMBER", "kv-life-b-NUMBER"],
  vaultSku: ["standard", "premium"],
  enablePurgeProtection: ["", "true"],
  softDeleteRetentionInDays: ["", "7", "90"],
  vaultPublicNetworkAccess: ["true", "false"],
  vaultIpRules: [[], ["203.0.113.0/24"]],
  vaultPrivateEndpoint: [{}, { subnetId }, { subnetId, privateDnsZoneIds: [zone(1), zone(2)] }],
  vaultTags: [[], ["tier=silver"]],
  existingSecret: ["true", "false"],
  secretName: ["wandb-api-key", "wandb-key-b"],
  secretContentType: ["", "text/plain"],
  secretExpiresOn: ["", "2030-01-31T00:00:00Z"],
  secretTags: [[], ["owner=ml"]],
  permissionModel: ["Rbac", "AccessPolicy"],
  keyVaultSecretsOfficers: [
    [],
    ["ServicePrincipal:FIRST"],
    ["ServicePrincipal:FIRST", "ServicePrincipal:SECOND"],
    [grace],
  ],
  fineTuningPrincipals: [[], [ada], [grace, ada], ["ML Engineers"], [ada, "ML Engineers"]],
  identityRole: ["SecretsOfficer", "SecretsUser"],
  identityRoleScope: ["Vault", "Secret"],
  diagnosticsWorkspaceId: ["", workspace(0), workspace(1)],
  deleteLock: ["true", "false"],
  onSoftDeleted: ["Fail", "Recover", "NewName"],
  tags: [[], ["environment=dev"], ["environment=test", "team=ml"]],
  ignoreTags: [[], ["costCenter"]],
};
