/** Built-in roles that matter here, with their permissions. Source: Azure's list of built-in roles. */
export interface RoleDefinition {
  /** GUID. */
  name: string;
  roleName: string;
  description: string;
  type: "BuiltInRole" | "CustomRole";
  actions: readonly string[];
  notActions: readonly string[];
  dataActions: readonly string[];
  notDataActions: readonly string[];
  assignableScopes: readonly string[];
}

const readers = ["Microsoft.Authorization/*/read", "Microsoft.Resources/subscriptions/resourceGroups/read"];

const vaultManagement = [
  "Microsoft.KeyVault/checkNameAvailability/read",
  "Microsoft.KeyVault/deletedVaults/read",
  "Microsoft.KeyVault/locations/*/read",
  "Microsoft.KeyVault/vaults/*/read",
  "Microsoft.KeyVault/operations/read",
];

const keyActions = "Microsoft.KeyVault/vaults/keys";
const cryptography = ["encrypt", "decrypt", "wrap", "unwrap", "sign", "verify"].map((one) => `${one}/action`);

type Row = [name: string, roleName: string, actions: string[], notActions?: string[], dataActions?: string[]];

const rows: Row[] = [
  ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", ["*"]],
  [
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Contributor",
    ["*"],
    [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
    ],
  ],
  ["acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", ["*/read"]],
  [
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "User Access Administrator",
    ["*/read", "Microsoft.Authorization/*"],
  ],
  [
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "Role Based Access Control Administrator",
    [
      "Microsoft.Authorization/roleAssignments/write",
      "Microsoft.Authorization/roleAssignments/delete",
      "*/read",
    ],
  ],
  [
    "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Administrator",
    [...readers, ...vaultManagement],
    [],
    ["Microsoft.KeyVault/vaults/*"],
  ],
  ["f25e0fa2-a7c8-4377-a976-54943a77a395", "Key Vault Contributor", [...readers, "Microsoft.KeyVault/*"]],
  [
    "21090545-7ca7-4776-b22c-e363652d74d2",
    "Key Vault Reader",
    [...readers, ...vaultManagement],
    [],
    ["Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/secrets/readMetadata/action"],
  ],
  [
    "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "Key Vault Secrets Officer",
    [...readers, ...vaultManagement],
    [],
    ["Microsoft.KeyVault/vaults/secrets/*"],
  ],
  [
    "4633458b-17de-408a-b874-0445c86b69e6",
    "Key Vault Secrets User",
    [],
    [],
    [
      "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    ],
  ],
  [
    "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
    "Key Vault Crypto Officer",
    [...readers, ...vaultManagement],
    [],
    ["Microsoft.KeyVault/vaults/keys/*", "Microsoft.KeyVault/vaults/keyrotationpolicies/*"],
  ],
  [
    "12338af0-0e69-4776-bea7-57ae8d297424",
    "Key Vault Crypto User",
    [],
    [],
    ["read", "update/action", "backup/action", ...cryptography].map((action) => `${keyActions}/${action}`),
  ],
  [
    "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    "Key Vault Crypto Service Encryption User",
    [],
    [],
    ["read", "wrap/action", "unwrap/action"].map((action) => `${keyActions}/${action}`),
  ],
  [
    "53ca6127-db72-4b80-b1b0-d745d6d5456d",
    "Azure AI User",
    ["Microsoft.CognitiveServices/*/read", "Microsoft.CognitiveServices/accounts/listkeys/action"],
    [],
    ["Microsoft.CognitiveServices/*"],
  ],
  [
    "a001fd3d-188f-4b5d-821b-7da978bf7442",
    "Cognitive Services OpenAI Contributor",
    [
      ...readers,
      "Microsoft.CognitiveServices/*/read",
      "Microsoft.CognitiveServices/accounts/deployments/write",
      "Microsoft.CognitiveServices/accounts/deployments/delete",
    ],
    [],
    ["Microsoft.CognitiveServices/accounts/OpenAI/*"],
  ],
  [
    "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
    "Cognitive Services OpenAI User",
    [...readers, "Microsoft.CognitiveServices/*/read"],
    [],
    [
      "Microsoft.CognitiveServices/accounts/OpenAI/*/read",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/completions/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/embeddings/action",
    ],
  ],
  [
    "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68",
    "Cognitive Services Contributor",
    [...readers, "Microsoft.CognitiveServices/*", "Microsoft.Resources/deployments/*"],
  ],
];

export const builtInRoles: ReadonlyMap<string, RoleDefinition> = new Map(
  rows.map(([name, roleName, actions, notActions = [], dataActions = []]) => [
    name,
    {
      name,
      roleName,
      description: "",
      type: "BuiltInRole" as const,
      actions,
      notActions,
      dataActions,
      notDataActions: [],
      assignableScopes: ["/"],
    },
  ]),
);
