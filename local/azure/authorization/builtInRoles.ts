import type { RoleDefinition } from "./roleDefinitions";

const readers = ["Microsoft.Authorization/*/read", "Microsoft.Resources/subscriptions/resourceGroups/read"];

const vaultManagement = [
  "Microsoft.KeyVault/checkNameAvailability/read",
  "Microsoft.KeyVault/deletedVaults/read",
  "Microsoft.KeyVault/locations/*/read",
  "Microsoft.KeyVault/vaults/*/read",
  "Microsoft.KeyVault/operations/read",
];

const keyActions = "Microsoft.KeyVault/vaults/keys";
const cryptography = ["encrypt", "decrypt", "wrap", "unwrap", "sign", "verify"].map(
  (operation) => `${operation}/action`,
);

type BuiltInRole = Pick<RoleDefinition, "name" | "roleName"> &
  Partial<Pick<RoleDefinition, "actions" | "notActions" | "dataActions">>;

/** Source: Azure's list of built-in roles. */
const roles: readonly BuiltInRole[] = [
  { name: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", roleName: "Owner", actions: ["*"] },
  {
    name: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    roleName: "Contributor",
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
    ],
  },
  { name: "acdd72a7-3385-48ef-bd42-f606fba81ae7", roleName: "Reader", actions: ["*/read"] },
  {
    name: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    roleName: "User Access Administrator",
    actions: ["*/read", "Microsoft.Authorization/*"],
  },
  {
    name: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    roleName: "Role Based Access Control Administrator",
    actions: [
      "Microsoft.Authorization/roleAssignments/write",
      "Microsoft.Authorization/roleAssignments/delete",
      "*/read",
    ],
  },
  {
    name: "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    roleName: "Key Vault Administrator",
    actions: [...readers, ...vaultManagement],
    dataActions: ["Microsoft.KeyVault/vaults/*"],
  },
  {
    name: "f25e0fa2-a7c8-4377-a976-54943a77a395",
    roleName: "Key Vault Contributor",
    actions: [...readers, "Microsoft.KeyVault/*"],
  },
  {
    name: "21090545-7ca7-4776-b22c-e363652d74d2",
    roleName: "Key Vault Reader",
    actions: [...readers, ...vaultManagement],
    dataActions: [
      "Microsoft.KeyVault/vaults/*/read",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    ],
  },
  {
    name: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    roleName: "Key Vault Secrets Officer",
    actions: [...readers, ...vaultManagement],
    dataActions: ["Microsoft.KeyVault/vaults/secrets/*"],
  },
  {
    name: "4633458b-17de-408a-b874-0445c86b69e6",
    roleName: "Key Vault Secrets User",
    dataActions: [
      "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    ],
  },
  {
    name: "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
    roleName: "Key Vault Crypto Officer",
    actions: [...readers, ...vaultManagement],
    dataActions: ["Microsoft.KeyVault/vaults/keys/*", "Microsoft.KeyVault/vaults/keyrotationpolicies/*"],
  },
  {
    name: "12338af0-0e69-4776-bea7-57ae8d297424",
    roleName: "Key Vault Crypto User",
    dataActions: ["read", "update/action", "backup/action", ...cryptography].map(
      (action) => `${keyActions}/${action}`,
    ),
  },
  {
    name: "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    roleName: "Key Vault Crypto Service Encryption User",
    dataActions: ["read", "wrap/action", "unwrap/action"].map((action) => `${keyActions}/${action}`),
  },
  {
    name: "53ca6127-db72-4b80-b1b0-d745d6d5456d",
    roleName: "Azure AI User",
    actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.CognitiveServices/accounts/listkeys/action"],
    dataActions: ["Microsoft.CognitiveServices/*"],
  },
  {
    name: "a001fd3d-188f-4b5d-821b-7da978bf7442",
    roleName: "Cognitive Services OpenAI Contributor",
    actions: [
      ...readers,
      "Microsoft.CognitiveServices/*/read",
      "Microsoft.CognitiveServices/accounts/deployments/write",
      "Microsoft.CognitiveServices/accounts/deployments/delete",
    ],
    dataActions: ["Microsoft.CognitiveServices/accounts/OpenAI/*"],
  },
  {
    name: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
    roleName: "Cognitive Services OpenAI User",
    actions: [...readers, "Microsoft.CognitiveServices/*/read"],
    dataActions: [
      "Microsoft.CognitiveServices/accounts/OpenAI/*/read",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/completions/action",
      "Microsoft.CognitiveServices/accounts/OpenAI/deployments/embeddings/action",
    ],
  },
  {
    name: "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68",
    roleName: "Cognitive Services Contributor",
    actions: [...readers, "Microsoft.CognitiveServices/*", "Microsoft.Resources/deployments/*"],
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
      description: "",
      type: "BuiltInRole" as const,
      assignableScopes: ["/"],
    },
  ]),
);
