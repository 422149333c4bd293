import type * as pulumi from "@pulumi/pulumi";
import { PrivateDnsZoneGroup, PrivateEndpoint } from "@pulumi/azure-native/network";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";

/** The resource that an endpoint connects to. */
export interface PrivateEndpointTarget {
  id: pulumi.Input<string>;
  location: pulumi.Input<string>;
  resourceGroupName: pulumi.Input<string>;
}

/**
 * Declares a private endpoint, where there is to be one, and its records in private DNS zones.
 * @param groupId Azure's name of the sub-resource, and the name of the arguments.
 */
export function createPrivateEndpoint(
  name: string,
  groupId: "account" | "vault",
  args: WandbIntegrationArgs,
  { id, location, resourceGroupName }: PrivateEndpointTarget,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const options = args[groupId]?.privateEndpoint;
  if (!options) {
    return [];
  }
  const { subnetId, privateDnsZoneIds = [] } = options;
  const endpoint = new PrivateEndpoint(
    `${name}-${groupId}-endpoint`,
    {
      resourceGroupName,
      location,
      subnet: { id: subnetId },
      privateLinkServiceConnections: [{ name: groupId, privateLinkServiceId: id, groupIds: [groupId] }],
      tags: args.tags,
    },
    // An input to azure-native that Azure fills until a DNS zone group exists and then empties: no drift of the program's.
    { ...opts, ignoreChanges: [...(opts.ignoreChanges ?? []), "customDnsConfigs"] },
  );
  if (privateDnsZoneIds.length === 0) {
    return [endpoint];
  }
  const zoneGroup = new PrivateDnsZoneGroup(
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
  return [endpoint, zoneGroup];
}
