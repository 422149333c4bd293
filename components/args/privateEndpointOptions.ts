import type * as pulumi from "@pulumi/pulumi";

/** A private endpoint in a virtual network. */
export interface PrivateEndpointOptions {
  /** Required. ARM id of the subnet that the endpoint is created in. */
  subnetId: pulumi.Input<string>;
  /**
   * Optional. ARM ids of the private DNS zones that resolve the endpoint: `privatelink.openai.azure.com` for the account,
   * `privatelink.vaultcore.azure.net` for the vault (in Azure US Government `privatelink.openai.azure.us` and
   * `privatelink.vaultcore.usgovcloudapi.net`). The list itself is plain, since an empty one creates no zone group.
   * Default: none, for networks whose DNS is managed elsewhere.
   */
  privateDnsZoneIds?: pulumi.Input<string>[];
}
