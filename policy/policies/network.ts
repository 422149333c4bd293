/** When a resource is closed to public networks: the same properties in accounts and in vaults. */
import type { SettingSchemas } from "../policy";
import { isText } from "../resources/values";

export interface NetworkSettings {
  allowIpRules: boolean;
}

export const networkSettings: SettingSchemas = {
  allowIpRules: {
    type: "boolean",
    default: true,
    description:
      "Whether a firewall that denies all but listed addresses is enough, or the public endpoint must be disabled",
  },
};

interface NetworkProperties {
  publicNetworkAccess?: unknown;
  networkAcls?: { defaultAction?: unknown };
}

/** Whether the public endpoint is disabled, or its firewall denies by default where that is enough. */
export const isClosed = (
  properties: NetworkProperties | undefined,
  { allowIpRules }: NetworkSettings,
): boolean =>
  isText(properties?.publicNetworkAccess, "Disabled") ||
  (allowIpRules && isText(properties?.networkAcls?.defaultAction, "Deny"));
