import { IdentityRole } from "../args/choices";

/** Source: Azure's list of built-in roles. */
export const roles = {
  keyVaultSecretsOfficer: {
    id: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    secretPermissions: ["get", "list", "set", "delete", "recover", "backup", "restore", "purge"],
  },
  keyVaultSecretsUser: {
    id: "4633458b-17de-408a-b874-0445c86b69e6",
    secretPermissions: ["get", "list"],
  },
  /** Renamed to Foundry User in 2026; the id is the same. */
  azureAiUser: {
    id: "53ca6127-db72-4b80-b1b0-d745d6d5456d",
    secretPermissions: [],
  },
} as const satisfies Record<string, { id: string; secretPermissions: readonly string[] }>;

export type RoleName = keyof typeof roles;

/** The role that each choice of `identityRole` stands for. */
export const identityRoles: Record<IdentityRole, RoleName> = {
  [IdentityRole.SecretsOfficer]: "keyVaultSecretsOfficer",
  [IdentityRole.SecretsUser]: "keyVaultSecretsUser",
};

/**
 * ARM id of a role definition.
 * @param subscriptionId The subscription of the scope that the role is assigned at.
 */
export function roleDefinitionId(subscriptionId: string, role: RoleName): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roles[role].id}`;
}
