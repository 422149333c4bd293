/**
 * Resource types that are written, read, listed and deleted, and nothing more: what private endpoints, diagnostic settings and
 * the identities of a platform team refer to. No traffic flows through their networks, and no log is written.
 */
import { z } from "zod";
import { AzureError } from "../../../error";
import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";
import { completePrivateDnsZoneGroup, completePrivateEndpoint, currentDnsConfigs } from "./privateEndpoints";
import { requireReference } from "./references";

export interface GenericType {
  /** `Microsoft.Network/privateEndpoints` */
  type: string;
  apiVersions: readonly string[];
  properties: z.ZodType<Record<string, unknown>>;
  /** Whether the type extends other resources: its path then begins with the id of one. */
  isExtension?: boolean;
  /** Whether the type is a child of another, whose location it has. */
  isNested?: boolean;
  /** Returns the properties that Azure adds. @throws AzureError 400 where the properties name a resource that does not exist. */
  complete?: (
    platform: Platform,
    properties: Record<string, unknown>,
    id: string,
    before?: ArmResource,
  ) => object;
  /** Returns the properties that depend on other resources at the time of the response. */
  current?: (platform: Platform, resource: ArmResource) => object;
}

/** The last segment of an ARM id. */
export const nameOf = (id: string): string => id.slice(id.lastIndexOf("/") + 1);

const reference = z.looseObject({ id: z.string().startsWith("/subscriptions/") });

export const genericTypes: readonly GenericType[] = [
  {
    type: "Microsoft.Network/virtualNetworks",
    apiVersions: ["2024-05-01"],
    properties: z.looseObject({ addressSpace: z.looseObject({ addressPrefixes: z.array(z.string()) }) }),
  },
  {
    type: "Microsoft.Network/virtualNetworks/subnets",
    apiVersions: ["2024-05-01"],
    isNested: true,
    properties: z.looseObject({ addressPrefix: z.string() }),
  },
  {
    type: "Microsoft.Network/privateDnsZones",
    apiVersions: ["2020-06-01", "2024-06-01"],
    properties: z.looseObject({}),
  },
  {
    type: "Microsoft.Network/privateEndpoints",
    apiVersions: ["2024-05-01"],
    properties: z.looseObject({
      subnet: reference,
      privateLinkServiceConnections: z
        .array(
          z.looseObject({
            name: z.string(),
            properties: z.looseObject({
              privateLinkServiceId: z.string(),
              groupIds: z.array(z.string()).min(1),
            }),
          }),
        )
        .min(1),
    }),
    complete: completePrivateEndpoint,
    current: currentDnsConfigs,
  },
  {
    type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    apiVersions: ["2024-05-01"],
    isNested: true,
    properties: z.looseObject({
      privateDnsZoneConfigs: z.array(
        z.looseObject({ name: z.string(), properties: z.looseObject({ privateDnsZoneId: z.string() }) }),
      ),
    }),
    complete: completePrivateDnsZoneGroup,
  },
  {
    type: "Microsoft.OperationalInsights/workspaces",
    apiVersions: ["2023-09-01", "2025-02-01"],
    properties: z.looseObject({}),
  },
  {
    type: "Microsoft.ManagedIdentity/userAssignedIdentities",
    apiVersions: ["2023-01-31", "2024-11-30"],
    properties: z.looseObject({}),
    complete(platform, _properties, id, before) {
      if (before) {
        return before.properties;
      }
      const { objectId, appId } = platform.directory.createManagedIdentity(id, nameOf(id));
      return { principalId: objectId, clientId: appId, tenantId: platform.tenantId };
    },
  },
  {
    type: "Microsoft.Insights/diagnosticSettings",
    apiVersions: ["2021-05-01-preview"],
    isExtension: true,
    properties: z.looseObject({
      workspaceId: z.string().optional(),
      logs: z.array(z.looseObject({ enabled: z.boolean() })).optional(),
      metrics: z.array(z.looseObject({ enabled: z.boolean() })).optional(),
    }),
    complete(platform, { workspaceId }, id) {
      if (workspaceId === undefined) {
        throw new AzureError(400, "BadRequest", "At least one data sink needs to be specified.");
      }
      requireReference(platform, workspaceId, id);
      return {};
    },
  },
];
