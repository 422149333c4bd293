import type { RoleDefinition } from "./roleDefinitions";

const management = [
  "Microsoft.Authorization/*/read",
  "Microsoft.Insights/alertRules/*",
  "Microsoft.Resources/deployments/*",
  "Microsoft.Resources/subscriptions/resourceGroups/read",
  "Microsoft.Support/*",
];

const vaultManagement = [
  "Microsoft.KeyVault/checkNameAvailability/read",
  "Microsoft.KeyVault/deletedVaults/read",
  "Microsoft.KeyVault/locations/*/read",
  "Microsoft.KeyVault/vaults/*/read",
  "Microsoft.KeyVault/operations/read",
];

const cryptography = ["encrypt", "decrypt", "wrap", "unwrap", "sign", "verify"].map(
  (operation) => `Microsoft.KeyVault/vaults/keys/${operation}/action`,
);

const diagnosticsReaders = [
  "Microsoft.Insights/logDefinitions/read",
  "Microsoft.Insights/metricdefinitions/read",
  "Microsoft.Insights/metrics/read",
  "Microsoft.ResourceHealth/availabilityStatuses/read",
];

/** What descriptions of Key Vault's roles on data end with. */
const rbacOnly = "Only works for key vaults that use the 'Azure role-based access control' permission model.";

type BuiltInRole = Pick<RoleDefinition, "name" | "roleName" | "description"> &
  Partial<Pick<RoleDefinition, "actions" | "notActions" | "dataActions" | "notDataActions">>;

/** Azure's built-in roles as Azure returns them: recorded, ASO and Azure Developer CLI, Mar 2026. */
const roles: readonly BuiltInRole[] = [
  {
    name: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    roleName: "Owner",
    description:
      "Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.",
    actions: ["*"],
  },
  {
    name: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    roleName: "Contributor",
    description:
      "Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC, manage assignments in Azure Blueprints, or share image galleries.",
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
      "Microsoft.Blueprint/blueprintAssignments/write",
      "Microsoft.Blueprint/blueprintAssignments/delete",
      "Microsoft.Compute/galleries/share/action",
      "Microsoft.Purview/consents/write",
      "Microsoft.Purview/consents/delete",
      "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
      "Microsoft.Subscription/cancel/action",
      "Microsoft.Subscription/enable/action",
    ],
  },
  {
    name: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    roleName: "Reader",
    description: "View all resources, but does not allow you to make any changes.",
    actions: ["*/read"],
  },
  {
    name: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    roleName: "User Access Administrator",
    description: "Lets you manage user access to Azure resources.",
    actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
  },
  {
    name: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    roleName: "Role Based Access Control Administrator",
    description:
      "Manage access to Azure resources by assigning roles using Azure RBAC. This role does not allow you to manage access using other ways, such as Azure Policy.",
    actions: [
      "Microsoft.Authorization/roleAssignments/write",
      "Microsoft.Authorization/roleAssignments/delete",
      "*/read",
      "Microsoft.Support/*",
    ],
  },
  {
    name: "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    roleName: "Key Vault Administrator",
    description: `Perform all data plane operations on a key vault and all objects in it, including certificates, keys, and secrets. Cannot manage key vault resources or manage role assignments. ${rbacOnly}`,
    actions: [...management, ...vaultManagement],
    dataActions: ["Microsoft.KeyVault/vaults/*"],
  },
  {
    name: "f25e0fa2-a7c8-4377-a976-54943a77a395",
    roleName: "Key Vault Contributor",
    description: "Lets you manage key vaults, but not access to them.",
    actions: [
      "Microsoft.Authorization/*/read",
      "Microsoft.Insights/alertRules/*",
      "Microsoft.KeyVault/*",
      "Microsoft.Resources/deployments/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Support/*",
    ],
    notActions: [
      "Microsoft.KeyVault/locations/deletedVaults/purge/action",
      "Microsoft.KeyVault/hsmPools/*",
      "Microsoft.KeyVault/managedHsms/*",
    ],
  },
  {
    name: "21090545-7ca7-4776-b22c-e363652d74d2",
    roleName: "Key Vault Reader",
    description: `Read metadata of key vaults and its certificates, keys, and secrets. Cannot read sensitive values such as secret contents or key material. ${rbacOnly}`,
    actions: [
      "Microsoft.Authorization/*/read",
      "Microsoft.Insights/alertRules/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Support/*",
      ...vaultManagement,
    ],
    dataActions: [
      "Microsoft.KeyVault/vaults/*/read",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    ],
  },
  {
    name: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    roleName: "Key Vault Secrets Officer",
    description: `Perform any action on the secrets of a key vault, except manage permissions. ${rbacOnly}`,
    actions: [...management, ...vaultManagement],
    dataActions: ["Microsoft.KeyVault/vaults/secrets/*"],
  },
  {
    name: "4633458b-17de-408a-b874-0445c86b69e6",
    roleName: "Key Vault Secrets User",
    description: `Read secret contents. ${rbacOnly}`,
    dataActions: [
      "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    ],
  },
  {
    name: "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
    roleName: "Key Vault Crypto Officer",
    description: `Perform any action on the keys of a key vault, except manage permissions. ${rbacOnly}`,
    actions: [...management, ...vaultManagement],
    dataActions: ["Microsoft.KeyVault/vaults/keys/*", "Microsoft.KeyVault/vaults/keyrotationpolicies/*"],
  },
  {
    name: "12338af0-0e69-4776-bea7-57ae8d297424",
    roleName: "Key Vault Crypto User",
    description: `Perform cryptographic operations using keys. ${rbacOnly}`,
    dataActions: [
      "Microsoft.KeyVault/vaults/keys/read",
      "Microsoft.KeyVault/vaults/keys/update/action",
      "Microsoft.KeyVault/vaults/keys/backup/action",
      ...cryptography,
    ],
  },
  {
    name: "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    roleName: "Key Vault Crypto Service Encryption User",
    description: `Read metadata of keys and perform wrap/unwrap operations. ${rbacOnly}`,
    actions: [
      "Microsoft.EventGrid/eventSubscriptions/write",
      "Microsoft.EventGrid/eventSubscriptions/read",
      "Microsoft.EventGrid/eventSubscriptions/delete",
    ],
    dataActions: [
      "Microsoft.KeyVault/vaults/keys/read",
      "Microsoft.KeyVault/vaults/keys/wrap/action",
      "Microsoft.KeyVault/vaults/keys/unwrap/action",
    ],
  },
  {
    name: "53ca6127-db72-4b80-b1b0-d745d6d5456d",
    roleName: "Azure AI User",
    description:
      "Grants reader access to AI projects, reader access to AI accounts, and data actions for an AI project.",
    actions: [
      "Microsoft.Authorization/*/read",
      "Microsoft.CognitiveServices/*/read",
      "Microsoft.CognitiveServices/accounts/listkeys/action",
      "Microsoft.Insights/alertRules/read",
      "Microsoft.Insights/diagnosticSettings/read",
      ...diagnosticsReaders,
      "Microsoft.Resources/deployments/*",
      "Microsoft.Resources/subscriptions/operationresults/read",
      "Microsoft.Resources/subscriptions/read",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Support/*",
    ],
    dataActions: ["Microsoft.CognitiveServices/*"],
  },
  {
    name: "a001fd3d-188f-4b5d-821b-7da978bf7442",
    roleName: "Cognitive Services OpenAI Contributor",
    description: "Full access including the ability to fine-tune, deploy and generate text",
    actions: [
      "Microsoft.CognitiveServices/*/read",
      "Microsoft.CognitiveServices/accounts/deployments/write",
      "Microsoft.CognitiveServices/accounts/deployments/delete",
      "Microsoft.CognitiveServices/accounts/raiPolicies/read",
      "Microsoft.CognitiveServices/accounts/raiPolicies/write",
      "Microsoft.CognitiveServices/accounts/raiPolicies/delete",
      "Microsoft.CognitiveServices/accounts/commitmentplans/read",
      "Microsoft.CognitiveServices/accounts/commitmentplans/write",
      "Microsoft.CognitiveServices/accounts/commitmentplans/delete",
      "Microsoft.Authorization/roleAssignments/read",
      "Microsoft.Authorization/roleDefinitions/read",
    ],
    dataActions: ["Microsoft.CognitiveServices/accounts/OpenAI/*"],
  },
  {
    name: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
    roleName: "Cognitive Services OpenAI User",
    description:
      "Ability to view files, models, deployments. Readers can't make any changes They can inference and create images",
    actions: [
      "Microsoft.CognitiveServices/*/read",
      "Microsoft.Authorization/roleAssignments/read",
      "Microsoft.Authorization/roleDefinitions/read",
    ],
    dataActions: [
      "Microsoft.CognitiveServices/accounts/OpenAI/*/read",
      "Microsoft.CognitiveServices/accounts/OpenAI/engines/completions/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/engines/search/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/engines/generate/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/audio/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/search/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/completions/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/realtime/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/extensions/chat/completions/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/embeddings/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/images/generations/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/video/generations/*/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/video/generations/*/delete",
      "Microsoft.CognitiveServices/accounts/OpenAI/assistants/*",
      "Microsoft.CognitiveServices/accounts/OpenAI/responses/*",
    ],
    notDataActions: ["Microsoft.CognitiveServices/accounts/OpenAI/stored-completions/read"],
  },
  {
    name: "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68",
    roleName: "Cognitive Services Contributor",
    description: "Lets you create, read, update, delete and manage keys of Cognitive Services.",
    actions: [
      "Microsoft.Authorization/*/read",
      "Microsoft.CognitiveServices/*",
      "Microsoft.Features/features/read",
      "Microsoft.Features/providers/features/read",
      "Microsoft.Features/providers/features/register/action",
      "Microsoft.Insights/alertRules/*",
      "Microsoft.Insights/diagnosticSettings/*",
      ...diagnosticsReaders,
      "Microsoft.Resources/deployments/*",
      "Microsoft.Resources/deployments/operations/read",
      "Microsoft.Resources/subscriptions/operationresults/read",
      "Microsoft.Resources/subscriptions/read",
      "Microsoft.Resources/subscriptions/resourcegroups/deployments/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Support/*",
    ],
    notActions: [
      "Microsoft.CognitiveServices/raiPolicy/write",
      "Microsoft.CognitiveServices/raiPolicy/delete",
      "Microsoft.CognitiveServices/raiExternalSafetyProviders/write",
      "Microsoft.CognitiveServices/raiExternalSafetyProviders/delete",
    ],
  },
];

/** The built-in roles of the local Azure, by name. */
export const builtInRoles: ReadonlyMap<string, RoleDefinition> = new Map(
  roles.map((role) => [
    role.name,
    {
      actions: [],
      notActions: [],
      dataActions: [],
      notDataActions: [],
      ...role,
      type: "BuiltInRole" as const,
      assignableScopes: ["/"],
    },
  ]),
);
