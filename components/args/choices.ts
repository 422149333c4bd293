/** How the vault decides who may read its secrets. */
export const PermissionModel = {
  /** Azure role assignments: recommended, and Microsoft's first choice. */
  Rbac: "Rbac",
  /** The vault's own access policies: the fallback that Microsoft documents. */
  AccessPolicy: "AccessPolicy",
} as const;
export type PermissionModel = (typeof PermissionModel)[keyof typeof PermissionModel];

/** What the account's identity may do with the vault's secrets. */
export const IdentityRole = {
  /** Key Vault Secrets Officer: the role that Microsoft documents for the integration. */
  SecretsOfficer: "SecretsOfficer",
  /** Key Vault Secrets User: read only. Least privilege; Microsoft does not document it for the integration. */
  SecretsUser: "SecretsUser",
} as const;
export type IdentityRole = (typeof IdentityRole)[keyof typeof IdentityRole];

/** Scope of the role of the account's identity. */
export const IdentityRoleScope = {
  /** The vault: every secret in it. */
  Vault: "Vault",
  /** The secret that holds the W&B API key (least privilege; Azure RBAC only). */
  Secret: "Secret",
} as const;
export type IdentityRoleScope = (typeof IdentityRoleScope)[keyof typeof IdentityRoleScope];

/** What happens where a soft-deleted account or vault reserves a name. */
export const OnSoftDeleted = {
  /** Azure rejects the deployment and names the reserved name, where you specify it. A generated name is a new one. */
  Fail: "Fail",
  /**
   * Azure recovers the soft-deleted resource with its content: by the specified name, or by the generated one of the last deployment.
   * Set it for the one deployment that needs it: Azure rejects it where there is nothing to recover.
   */
  Recover: "Recover",
  /** No name is specified: each is generated with a suffix, so that no soft-deleted resource reserves it. */
  NewName: "NewName",
} as const;
export type OnSoftDeleted = (typeof OnSoftDeleted)[keyof typeof OnSoftDeleted];

/** Type of a principal. Azure rejects a role assignment with the wrong type (UnmatchedPrincipalType). */
export const PrincipalType = {
  User: "User",
  Group: "Group",
  ServicePrincipal: "ServicePrincipal",
} as const;
export type PrincipalType = (typeof PrincipalType)[keyof typeof PrincipalType];

/** Pricing tier of a vault. */
export const VaultSku = {
  /** Keys protected by software. */
  Standard: "standard",
  /** Keys protected by hardware security modules, besides those protected by software. */
  Premium: "premium",
} as const;
export type VaultSku = (typeof VaultSku)[keyof typeof VaultSku];
