import type * as pulumi from "@pulumi/pulumi";
import type { VaultSku } from "./choices";
import type { ExistingResource } from "./existingResource";
import type { PrivateEndpointOptions } from "./privateEndpointOptions";

/** The key vault that holds the W&B API key. */
export interface VaultOptions {
  /** Optional. An existing vault. Its permission model must be `access.permissionModel`. Default: a new vault. */
  existing?: ExistingResource;
  /**
   * Optional. Name of a new vault, unique in all of Azure, 3 to 24 characters. Default: the component's name and a suffix by
   * azure-native's autonaming, so that a vault that was deleted out of band is created again under a new name.
   */
  vaultName?: pulumi.Input<string>;
  /** Optional. Pricing tier, `standard` or `premium`. Default: `standard`. */
  sku?: pulumi.Input<VaultSku>;
  /** Optional. `true` permanently forbids purging the vault. Azure rejects `false` (pulumi-azure-native#4742). Default: not set. */
  enablePurgeProtection?: pulumi.Input<boolean>;
  /** Optional. Days that Azure keeps deleted secrets and the deleted vault, 7 to 90; immutable. Default: 90. */
  softDeleteRetentionInDays?: pulumi.Input<number>;
  /** Optional. `false` disables the public endpoint. Azure OpenAI then cannot read the key. Default: `true`. */
  publicNetworkAccess?: pulumi.Input<boolean>;
  /**
   * Optional. IPv4 addresses and ranges (CIDR) that may use the public endpoint; all others are denied, Azure OpenAI among them.
   * Default: all are allowed.
   */
  ipRules?: pulumi.Input<pulumi.Input<string>[]>;
  /** Optional. A private endpoint. Default: none. */
  privateEndpoint?: PrivateEndpointOptions;
  /** Optional. Tags of the vault; they override common tags of the same name. Default: none. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
