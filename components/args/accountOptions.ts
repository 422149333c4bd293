import type * as pulumi from "@pulumi/pulumi";
import type { ExistingResource } from "./existingResource";
import type { PrivateEndpointOptions } from "./privateEndpointOptions";

/** A model deployment on the account. */
export interface ModelDeployment {
  /** Required. Name that clients call the deployment by, unique on the account. Plain: it is part of a Pulumi name. */
  name: string;
  /** Required. Model, such as `gpt-4.1-mini`, or a fine-tuned model. */
  model: pulumi.Input<string>;
  /** Optional. Version of the model. Default: Azure's default version. */
  version?: pulumi.Input<string>;
  /** Optional. SKU of the deployment: `Standard`, `GlobalStandard`, `DeveloperTier`. Default: `Standard`. */
  sku?: pulumi.Input<string>;
  /** Optional. Capacity in thousands of tokens per minute. Default: 1. */
  capacity?: pulumi.Input<number>;
}

/** A customer-managed key that encrypts the account's data. */
export interface CustomerManagedKey {
  /** Required. URI of the vault that holds the key, `https://NAME.vault.azure.net/`; not the vault of the W&B API key. */
  keyVaultUri: pulumi.Input<string>;
  /** Required. Name of the key. */
  keyName: pulumi.Input<string>;
  /** Required. Version of the key. */
  keyVersion: pulumi.Input<string>;
  /** Required. Client id of the user-assigned identity that may use the key; the identity is one of `userAssignedIdentities`. */
  identityClientId: pulumi.Input<string>;
}

/** The Azure OpenAI account. */
export interface AccountOptions {
  /**
   * Optional. An existing account: kind OpenAI, with a system-assigned identity. The integration adds role assignments,
   * deployments and a private endpoint to it, and does not change the account itself. Default: a new account.
   */
  existing?: ExistingResource;
  /** Optional. Name of a new account, 2 to 64 characters. Default: the component's name and a stable random suffix. */
  accountName?: pulumi.Input<string>;
  /** Optional. First label of the endpoint, unique in all of Azure and immutable. Default: the account's name. */
  customSubDomainName?: pulumi.Input<string>;
  /** Optional. `false` disables the public endpoint. Default: `true`. */
  publicNetworkAccess?: pulumi.Input<boolean>;
  /** Optional. IPv4 addresses and ranges (CIDR) that may use the public endpoint; all others are denied. Default: all are allowed. */
  ipRules?: pulumi.Input<pulumi.Input<string>[]>;
  /** Optional. A private endpoint. Default: none. */
  privateEndpoint?: PrivateEndpointOptions;
  /** Optional. `true` disables the account's access keys; the portal's Manage integrations may need them. Default: `false`. */
  disableLocalAuth?: pulumi.Input<boolean>;
  /**
   * Optional. Host names (FQDN) that the account may reach; outbound network access to all others is denied. The vault's host
   * and both of W&B's API, `api.wandb.ai` and `api.forge.coreweave.com`, are added. Needs `vault.vaultName` or `vault.existing`. Default: outbound network access is not restricted.
   */
  allowedFqdnList?: pulumi.Input<pulumi.Input<string>[]>;
  /** Optional. ARM ids of user-assigned identities that the account has besides its system-assigned one. Default: none. */
  userAssignedIdentities?: pulumi.Input<pulumi.Input<string>[]>;
  /** Optional. A customer-managed key. Default: a key that Microsoft manages. */
  customerManagedKey?: CustomerManagedKey;
  /** Optional. Model deployments, created one after the other. Plain: each is a resource. Default: none. */
  deployments?: ModelDeployment[];
  /** Optional. Tags of the account; they override common tags of the same name. Default: none. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
