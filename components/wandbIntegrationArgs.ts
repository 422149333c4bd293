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

/** Where the account's identity gets its role. */
export const IdentityGrantScope = {
  /** The vault: every secret in it. */
  Vault: "Vault",
  /** The one secret that holds the W&B key (least privilege; Azure RBAC only). */
  Secret: "Secret",
} as const;
export type IdentityGrantScope = (typeof IdentityGrantScope)[keyof typeof IdentityGrantScope];

/** What happens where a name that is given is held by a deleted account or vault (soft delete). */
export const OnSoftDeleted = {
  /** Azure refuses, and says which name is held. */
  Fail: "Fail",
  /**
   * What was deleted is recovered with what was in it. For the one deployment that needs it: Azure refuses it where there is
   * nothing to recover.
   */
  Recover: "Recover",
  /** No name is given: each is made up with a suffix, so that none is ever held. */
  NewName: "NewName",
} as const;
export type OnSoftDeleted = (typeof OnSoftDeleted)[keyof typeof OnSoftDeleted];

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
  /** Optional. What the role assignments say of themselves in Azure. */
  description?: string;
  /** Optional. Condition of the role assignments (Azure ABAC, version 2.0). */
  condition?: string;
}

/** A resource that is there already. */
export interface ExistingResource {
  /** Required. Its name. */
  name: pulumi.Input<string>;
  /** Optional. Its resource group. Default: the integration's. */
  resourceGroupName?: pulumi.Input<string>;
}

/** A private endpoint in a virtual network. */
export interface PrivateEndpointOptions {
  /** Required. ARM id of the subnet that the endpoint gets its address in. */
  subnetId: pulumi.Input<string>;
  /**
   * Optional. ARM ids of the private DNS zones that get the address: `privatelink.openai.azure.com` for the account,
   * `privatelink.vaultcore.azure.net` for the vault. Default: none, for networks whose DNS is managed elsewhere.
   */
  privateDnsZoneIds?: pulumi.Input<string>[];
}

/** A model that is deployed on the account. */
export interface ModelDeployment {
  /** Required. Name that clients call it by, unique on the account. */
  name: string;
  /** Required. Model, such as `gpt-4.1-mini`, or a tuned model. */
  model: pulumi.Input<string>;
  /** Optional. Version of the model. Default: Azure's default version. */
  version?: pulumi.Input<string>;
  /** Optional. How it is hosted: `Standard`, `GlobalStandard`, `DeveloperTier`. Default: `Standard`. */
  sku?: pulumi.Input<string>;
  /** Optional. Capacity, in thousands of tokens a minute. Default: 1. */
  capacity?: pulumi.Input<number>;
}

/** A key of one's own that encrypts the account's data. */
export interface CustomerManagedKey {
  /** Required. Address of the vault that has the key; not the vault of the W&B key. */
  keyVaultUri: pulumi.Input<string>;
  /** Required. Name of the key. */
  keyName: pulumi.Input<string>;
  /** Required. Version of the key. */
  keyVersion: pulumi.Input<string>;
  /** Required. Client id of the user-assigned identity that may use the key; the identity is among `userAssignedIdentityIds`. */
  identityClientId: pulumi.Input<string>;
}

/** The Azure OpenAI account. */
export interface AccountOptions {
  /** Optional. An account that is there: kind OpenAI, with a system-assigned identity. Then only what is missing is added. */
  existing?: ExistingResource;
  /** Optional. `false` closes the public endpoint. Default: open. */
  publicNetworkAccess?: boolean;
  /** Optional. IPv4 addresses and ranges that may use the public endpoint; all others may not. Default: everybody may. */
  allowedIpRanges?: string[];
  /** Optional. A private endpoint. Default: none. */
  privateEndpoint?: PrivateEndpointOptions;
  /** Optional. `true` switches the account's keys off; the portal's step may need them on. Default: on. */
  disableLocalAuth?: boolean;
  /**
   * Optional. Hosts that the account may reach; all others it may not. The vault's host and `api.wandb.ai` are added.
   * Default: not restricted.
   */
  allowedOutboundHosts?: string[];
  /** Optional. ARM ids of identities that the account has besides its own. */
  userAssignedIdentityIds?: pulumi.Input<string>[];
  /** Optional. A key of one's own. Default: Microsoft's. */
  customerManagedKey?: CustomerManagedKey;
  /** Optional. Models that are deployed, one after the other. Default: none. */
  deployments?: ModelDeployment[];
  /** Optional. Tags besides the common ones, which they override. */
  tags?: Record<string, string>;
}

/** The vault that holds the W&B key. */
export interface VaultOptions {
  /** Optional. A vault that is there. Its permission model must be the one that `permissionModel` says. */
  existing?: ExistingResource;
  /** Optional. `false` closes the public endpoint. Azure OpenAI then cannot read the key: see the warning. Default: open. */
  publicNetworkAccess?: boolean;
  /** Optional. IPv4 addresses and ranges that are let in; Azure OpenAI is not among them: see the warning. Default: all. */
  allowedIpRanges?: string[];
  /** Optional. A private endpoint. Default: none. */
  privateEndpoint?: PrivateEndpointOptions;
  /** Optional. Days that deleted secrets, and the vault itself, are kept: 7 to 90, never changed later. Default: Azure's, 90. */
  softDeleteRetentionInDays?: number;
  /** Optional. Tags besides the common ones, which they override. */
  tags?: Record<string, string>;
}

/** The secret that holds the W&B key. */
export interface SecretOptions {
  /** Optional. `true` takes the secret `secretName` that is in the existing vault already; then there is no `wandbApiKey`. */
  existing?: boolean;
  /** Optional. What the secret says of itself. Default: `W&B API key`. */
  contentType?: string;
  /** Optional. When the key is to be rotated: a date and time such as `2027-01-31T00:00:00Z`. Default: never. */
  expiresOn?: string;
  /** Optional. Tags besides the common ones, which they override. */
  tags?: Record<string, string>;
}

/** Arguments of WandbIntegration. */
export interface WandbIntegrationArgs {
  /** Required. Name of the resource group that the account and the vault go into. */
  resourceGroupName: pulumi.Input<string>;
  /**
   * Required, unless `secret.existing`. The Weights & Biases API key (https://wandb.ai/authorize): at least 40 letters,
   * digits, `_` or `-`. It is made secret at once, whatever comes in, and goes nowhere but into the vault's secret.
   */
  wandbApiKey?: pulumi.Input<string>;
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
   * the default's grant follows each deployer in turn. With an existing vault: nobody.
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
  /** `Vault` or `Secret`. Default: `Vault`. */
  identityGrantScope?: IdentityGrantScope;
  /** `Fail`, `Recover` or `NewName`. Default: `Fail` for names that are given. */
  onSoftDeleted?: OnSoftDeleted;
  /** The account: an existing one, its network, keys, identities and models. Default: a new one that is open. */
  account?: AccountOptions;
  /** The vault: an existing one, its network and retention. Default: a new one that is open. */
  vault?: VaultOptions;
  /** The secret: an existing one, its expiry. Default: a new one that does not expire. */
  secret?: SecretOptions;
  /** ARM id of a Log Analytics workspace that gets the audit logs of what is made here: who read the key? Default: none. */
  diagnosticsWorkspaceId?: pulumi.Input<string>;
  /**
   * `true` keeps the account and the vault that are made here from being deleted. Azure then refuses to take grants away too,
   * so it has to be switched off first. Default: false.
   */
  deleteLock?: boolean;
}
