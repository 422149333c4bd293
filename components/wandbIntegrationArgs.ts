import type * as pulumi from "@pulumi/pulumi";

/** How the vault decides who may read its secrets. */
export const PermissionModel = {
  /** Azure role assignments (recommended, and what the article describes first). */
  Rbac: "Rbac",
  /** The vault's own access policies: the article's fallback. */
  AccessPolicy: "AccessPolicy",
} as const;
export type PermissionModel = (typeof PermissionModel)[keyof typeof PermissionModel];

/** What the account's identity may do with the vault's secrets. */
export const IdentityRole = {
  /** Key Vault Secrets Officer: what Microsoft's article says. */
  SecretsOfficer: "SecretsOfficer",
  /** Key Vault Secrets User: read only. Least privilege; Microsoft does not document it for this integration. */
  SecretsUser: "SecretsUser",
} as const;
export type IdentityRole = (typeof IdentityRole)[keyof typeof IdentityRole];

/** What kind of directory object a principal is; Azure refuses a grant whose type is wrong (UnmatchedPrincipalType). */
export const PrincipalType = {
  User: "User",
  Group: "Group",
  ServicePrincipal: "ServicePrincipal",
} as const;
export type PrincipalType = (typeof PrincipalType)[keyof typeof PrincipalType];

/** A person, group or application of the Microsoft Entra tenant. */
export interface Principal {
  /** Object id (a GUID) of the directory object; for an application, of its service principal. */
  objectId: pulumi.Input<string>;
  /** `User`, `Group` or `ServicePrincipal`. */
  type: PrincipalType;
  /**
   * Part of the names of this principal's grants in Pulumi. Default: the object id.
   * Required where the object id is another resource's output, because a name must be known in advance.
   */
  key?: string;
}

/** Arguments of WandbIntegration. */
export interface WandbIntegrationArgs {
  /** Required. Name of the resource group that the account and the vault go into. */
  resourceGroupName: pulumi.Input<string>;
  /**
   * Required. The Weights & Biases API key (https://wandb.ai/authorize): at least 40 letters, digits, `_` or `-`.
   * It is made secret at once, whatever comes in, and goes nowhere but into the vault's secret.
   */
  wandbApiKey: pulumi.Input<string>;
  /** Azure region of the account and the vault, such as `swedencentral`. Default: the resource group's. */
  location?: pulumi.Input<string>;
  /** Accept a location that is not known to fine-tune Azure OpenAI models. Default: false. */
  skipLocationCheck?: boolean;
  /** Name of the Azure OpenAI account, 2 to 64 characters. Default: the component's name and a stable random suffix. */
  accountName?: pulumi.Input<string>;
  /** First label of the account's endpoint, unique in all of Azure, never changed later. Default: the account's name. */
  customSubDomainName?: pulumi.Input<string>;
  /**
   * Name of the vault, unique in all of Azure, 3 to 24 characters. Default: the component's name and a suffix by
   * azure-native's autonaming; a vault that was deleted behind Pulumi's back then comes back under a new name,
   * as soft delete holds the old one.
   */
  vaultName?: pulumi.Input<string>;
  /** Name of the secret that holds the key, 1 to 127 letters, digits and hyphens. Default: `wandb-api-key`. */
  secretName?: pulumi.Input<string>;
  /**
   * Who manages the vault's secrets (Key Vault Secrets Officer, or the like access policy).
   * Default: whoever deploys. Set it where more than one person or pipeline deploys the same stack:
   * the default's grant follows each deployer in turn.
   */
  secretsOfficers?: Principal[];
  /** Who may fine-tune (Azure AI User on the account). Default: nobody beyond those who already may. */
  teamMembers?: Principal[];
  /** `Rbac` or `AccessPolicy`. Default: `Rbac`. */
  permissionModel?: PermissionModel;
  /** `SecretsOfficer` or `SecretsUser`. Default: `SecretsOfficer`. */
  identityRole?: IdentityRole;
  /** `true` forbids purging the vault, for ever. Azure refuses `false` (pulumi-azure-native#4742): leave it out. */
  enablePurgeProtection?: boolean;
  /** Tags of the account, the vault and the secret. Default: none. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
