/** The pictures of the architecture: which arguments each deploys, and who its principals are. */
import type { WandbIntegrationArgs } from "../../components/index";
import { deployerId, subscriptionId } from "../../tests/unit/component/recorder";

/** Object ids of the principals in the pictures, with their names there. */
export const principalTitles: Readonly<Record<string, string>> = {
  [deployerId]: "Deploying identity",
  "aaaaaaaa-0000-4000-8000-000000000001": "Fine-tuning principals",
  "aaaaaaaa-0000-4000-8000-000000000002": "Secret managers",
};
const [, fineTuning = "", secretManagers = ""] = Object.keys(principalTitles);

const group = `/subscriptions/${subscriptionId}/resourceGroups/network/providers`;
const endpointIn = (zone: string) => ({
  subnetId: `${group}/Microsoft.Network/virtualNetworks/vnet/subnets/endpoints`,
  privateDnsZoneIds: [`${group}/Microsoft.Network/privateDnsZones/${zone}`],
});

export interface Picture {
  /** Path in the repository. */
  file: string;
  title: string;
  args: Partial<WandbIntegrationArgs>;
}

const fineTuningPrincipals = [{ objectId: fineTuning, type: "Group" as const }];

export const pictures: readonly Picture[] = [
  {
    file: "docs/pictures/architecture.svg",
    title: "What WandbIntegration deploys by default",
    args: { access: { fineTuningPrincipals } },
  },
  {
    file: "docs/pictures/architecture-access-policies.svg",
    title: "The permission model with access policies",
    args: { access: { permissionModel: "AccessPolicy", fineTuningPrincipals } },
  },
  {
    file: "docs/pictures/architecture-existing.svg",
    title: "An existing account and an existing vault, with the narrowest access",
    args: {
      account: { existing: { name: "hand-made" } },
      vault: { existing: { name: "kv-hand-made" } },
      access: {
        identityRole: "SecretsUser",
        identityRoleScope: "Secret",
        keyVaultSecretsOfficers: [
          { objectId: deployerId, type: "ServicePrincipal" },
          { objectId: secretManagers, type: "Group" },
        ],
        fineTuningPrincipals,
      },
    },
  },
  {
    file: "docs/pictures/architecture-private-network.svg",
    title: "Private endpoints, audit logs, delete locks and a model deployment",
    args: {
      account: {
        publicNetworkAccess: false,
        privateEndpoint: endpointIn("privatelink.openai.azure.com"),
        deployments: [{ name: "chat", model: "gpt-4.1-mini" }],
      },
      // Azure OpenAI reads the key through the vault's public endpoint.
      vault: { privateEndpoint: endpointIn("privatelink.vaultcore.azure.net") },
      access: { fineTuningPrincipals },
      diagnostics: { workspaceId: `${group}/Microsoft.OperationalInsights/workspaces/logs` },
      deleteLock: true,
    },
  },
];
