import type * as pulumi from "@pulumi/pulumi";
import { PrivateDnsZoneGroup, PrivateEndpoint } from "@pulumi/azure-native/network";
import type { PrivateEndpointOptions } from "./wandbIntegrationArgs";

/** What an endpoint leads to. */
export interface PrivateEndpointTarget {
  id: pulumi.Input<string>;
  location: pulumi.Input<string>;
  resourceGroupName: pulumi.Input<string>;
  /** Azure's name of the sub-resource: `account` or `vault`. */
  groupId: "account" | "vault";
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** Declares a private endpoint, and its entries in private DNS zones. */
export function createPrivateEndpoint(
  name: string,
  { subnetId, privateDnsZoneIds = [] }: PrivateEndpointOptions,
  { id, location, resourceGroupName, groupId, tags }: PrivateEndpointTarget,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const endpoint = new PrivateEndpoint(
    `${name}-${groupId}-endpoint`,
    {
      resourceGroupName,
      location,
      subnet: { id: subnetId },
      privateLinkServiceConnections: [{ name: groupId, privateLinkServiceId: id, groupIds: [groupId] }],
      tags,
    },
    opts,
  );
  if (privateDnsZoneIds.length === 0) {
    return [endpoint];
  }
  const zones = new PrivateDnsZoneGroup(
    `${name}-${groupId}-dns`,
    {
      resourceGroupName,
      privateEndpointName: endpoint.name,
      privateDnsZoneGroupName: "default",
      privateDnsZoneConfigs: privateDnsZoneIds.map((privateDnsZoneId, index) => ({
        name: `zone-${index}`,
        privateDnsZoneId,
      })),
    },
    opts,
  );
  return [endpoint, zones];
}
