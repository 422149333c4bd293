import { randomUUID } from "node:crypto";
import { AzureError } from "../../../error";
import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";
import { nameOf } from "./names";
import { requireReference } from "./references";
import { ownValue } from "../../../ownValue";

/** The group id that a private endpoint uses, by the type of the resource that it connects to. */
const groupIds: Readonly<Record<string, string>> = {
  "Microsoft.CognitiveServices/accounts": "account",
  "Microsoft.KeyVault/vaults": "vault",
};

interface Connection {
  properties: { privateLinkServiceId: string; groupIds: string[] };
}

/** @returns The properties that Azure adds to a private endpoint. @throws AzureError 400 where its subnet, target or group id does not exist. */
export function completePrivateEndpoint(
  platform: Platform,
  properties: Record<string, unknown>,
  id: string,
  before?: ArmResource,
): object {
  requireReference(platform, (properties.subnet as { id: string }).id, id);
  for (const { properties: connection } of properties.privateLinkServiceConnections as Connection[]) {
    const target = requireReference(platform, connection.privateLinkServiceId, id);
    const groupId = ownValue(groupIds, target.type);
    if (connection.groupIds.some((requested) => requested !== groupId)) {
      throw new AzureError(
        400,
        "InvalidGroupId",
        `The group ids ${connection.groupIds.join(", ").slice(0, 200)} are not offered by ${target.id}: it offers ${groupId}.`,
      );
    }
  }
  return { networkInterfaces: before?.properties.networkInterfaces ?? [{ id: networkInterfaceOf(id) }] };
}

/** The id of the network interface that Azure creates with a private endpoint, in its group. */
function networkInterfaceOf(id: string): string {
  return id.replace(/privateEndpoints\/[^/]+$/i, `networkInterfaces/${nameOf(id)}.nic.${randomUUID()}`);
}

/** The host names that a private endpoint resolves, until a DNS zone group registers them: then Azure empties the list. */
export function currentDnsConfigs(platform: Platform, { id, properties }: ArmResource): object {
  const zoneGroups = platform.resources.list("Microsoft.Network/privateEndpoints/privateDnsZoneGroups", id);
  if (zoneGroups.length > 0) {
    return { customDnsConfigs: [] };
  }
  const hosts = (properties.privateLinkServiceConnections as Connection[]).flatMap(
    ({ properties: connection }) => hostsOf(platform.resources.get(connection.privateLinkServiceId)),
  );
  return {
    // The first address of a subnet that Azure does not keep for itself is the fourth.
    customDnsConfigs: hosts.map((fqdn, index) => ({ fqdn, ipAddresses: [`10.0.0.${index + 4}`] })),
  };
}

function hostsOf(target: ArmResource | undefined): string[] {
  if (target?.type === "Microsoft.KeyVault/vaults") {
    return [`${target.name.toLowerCase()}.vault.azure.net`];
  }
  const subdomain = target?.properties.customSubDomainName as string | undefined;
  return subdomain === undefined
    ? []
    : [`${subdomain}.cognitiveservices.azure.com`, `${subdomain}.openai.azure.com`];
}

/** @throws AzureError 400 where a private DNS zone does not exist. */
export function completePrivateDnsZoneGroup(
  platform: Platform,
  { privateDnsZoneConfigs }: Record<string, unknown>,
  id: string,
): object {
  for (const { properties } of privateDnsZoneConfigs as { properties: { privateDnsZoneId: string } }[]) {
    requireReference(platform, properties.privateDnsZoneId, id);
  }
  return {};
}
