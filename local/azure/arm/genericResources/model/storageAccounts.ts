import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";
import { nameOf } from "./names";

/** The properties that Azure adds to a storage account. No data is stored in it. Recorded, ASO, Mar 2026. */
export function completeStorageAccount(
  { clock }: Platform,
  properties: Record<string, unknown>,
  id: string,
  before?: ArmResource,
): object {
  const now = new Date(clock.now()).toISOString();
  const created = (before?.properties.creationTime as string | undefined) ?? now;
  const service = { keyType: "Account", enabled: true, lastEnabledTime: created };
  const endpoint = (subdomain: string) => `https://${nameOf(id)}.${subdomain}.core.windows.net/`;
  return {
    keyCreationTime: { key1: created, key2: created },
    allowCrossTenantReplication: false,
    privateEndpointConnections: [],
    minimumTlsVersion: "TLS1_2",
    networkAcls: { bypass: "AzureServices", virtualNetworkRules: [], ipRules: [], defaultAction: "Allow" },
    supportsHttpsTrafficOnly: true,
    encryption: { services: { file: service, blob: service }, keySource: "Microsoft.Storage" },
    accessTier: "Hot",
    ...properties,
    creationTime: created,
    primaryEndpoints: {
      dfs: endpoint("dfs"),
      web: endpoint("z5.web"),
      blob: endpoint("blob"),
      queue: endpoint("queue"),
      table: endpoint("table"),
      file: endpoint("file"),
    },
    statusOfPrimary: "available",
  };
}

/** What depends on the account's own location. */
export const currentStorageAccount = (_platform: Platform, { location }: ArmResource): object => ({
  primaryLocation: location,
});
