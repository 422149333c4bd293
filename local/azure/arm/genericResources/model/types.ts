/**
 * Resource types that are written, read, listed and deleted, and nothing more: what private endpoints, diagnostic settings and
 * the identities of a platform team refer to. No traffic flows through their networks, and no log is written.
 */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";
import { nameOf } from "./names";
import { completePrivateDnsZoneGroup, completePrivateEndpoint, currentDnsConfigs } from "./privateEndpoints";
import { completeStorageAccount, currentStorageAccount } from "./storageAccounts";
import { completeWorkspace } from "./workspaces";

export interface GenericType {
  /** `Microsoft.Network/privateEndpoints` */
  type: string;
  apiVersions: readonly string[];
  properties: z.ZodType<Record<string, unknown>>;
  /** Whether the type is a child of another, whose location it has. */
  isNested?: boolean;
  /** How the type's responses differ from the properties as they are stored. */
  response?: ResponseShape;
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

/** A resource in a response: by default its tags are an object, and its properties have a `provisioningState`. */
export interface ResponseShape {
  /** Status of the response to the PUT that creates the resource. @default 201 */
  statusWhenCreated?: number;
  /** `provisioningState` in the response to the PUT that creates the resource. @default "Succeeded" */
  stateWhenCreated?: string;
  /** Whether creating and changing it is an operation with an `Azure-AsyncOperation` URL, which ends with the first poll. */
  isOperation?: boolean;
  /** Whether creating it is answered with 202 and a Location, at which the resource is read when it is finished. */
  isMonitored?: boolean;
  /** Whether responses have an ETag, in the body and as a header. @default true */
  hasEtag?: boolean;
  /** Whether the properties have a `provisioningState`. @default true */
  hasState?: boolean;
  /** Whether resource groups are `resourcegroups` in the id, and a PUT that creates the resource returns a Location with it. */
  hasLowerCaseId?: boolean;
  /** Whether a resource without tags has none in the response. @default false: it has an empty object */
  omitsTags?: boolean;
}

/** Networks. Recorded, Azure CLI, Mar 2023; ASO, Mar 2026. */
const networkResponse: ResponseShape = {
  stateWhenCreated: "Updating",
  isOperation: true,
  omitsTags: true,
};

/** API versions of Microsoft.Network that clients ask for. */
const networkVersions = ["2024-05-01", "2020-11-01", "2021-08-01", "2022-01-01", "2022-11-01", "2023-04-01"];

const subnetType = "Microsoft.Network/virtualNetworks/subnets";

/** A destination of diagnostic settings, and a scope of role assignments. */
export const storageAccountType = "Microsoft.Storage/storageAccounts";

/** A subnet as its network shows it. */
const subnetOf = ({ id, name, etag, type, properties }: ArmResource) => ({
  name,
  id,
  etag,
  properties,
  type,
});

const reference = z.looseObject({ id: z.string().startsWith("/subscriptions/") });

export const genericTypes: readonly GenericType[] = [
  {
    type: "Microsoft.Network/virtualNetworks",
    apiVersions: networkVersions,
    properties: z.looseObject({ addressSpace: z.looseObject({ addressPrefixes: z.array(z.string()) }) }),
    response: networkResponse,
    current: (platform, { id }) => ({
      subnets: platform.resources.list(subnetType, id).map(subnetOf),
    }),
    complete: (_platform, { enableVmProtection: _, enableDdosProtection = false }, _id, before) => ({
      // Recorded, Azure CLI, Mar 2023: what the CLI sends to its default is dropped.
      enableVmProtection: undefined,
      resourceGuid: before?.properties.resourceGuid ?? randomUUID(),
      virtualNetworkPeerings: [],
      enableDdosProtection,
    }),
  },
  {
    type: subnetType,
    apiVersions: networkVersions,
    isNested: true,
    // Terraform's azurerm sends a list of prefixes, also of one.
    properties: z
      .looseObject({ addressPrefix: z.string().optional(), addressPrefixes: z.array(z.string()).optional() })
      .refine(
        ({ addressPrefix, addressPrefixes = [] }) =>
          addressPrefix !== undefined || addressPrefixes.length > 0,
        { error: "addressPrefix or addressPrefixes is required" },
      ),
    response: networkResponse,
    complete: (_platform, { serviceEndpoints, ...properties }) => ({
      ...(Array.isArray(serviceEndpoints)
        ? {
            serviceEndpoints: (serviceEndpoints as object[]).map((endpoint) => ({
              provisioningState: "Succeeded",
              locations: ["*"],
              ...endpoint,
            })),
          }
        : {}),
      delegations: properties.delegations ?? [],
      privateEndpointNetworkPolicies: properties.privateEndpointNetworkPolicies ?? "Disabled",
      privateLinkServiceNetworkPolicies: properties.privateLinkServiceNetworkPolicies ?? "Enabled",
    }),
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
    type: storageAccountType,
    apiVersions: ["2023-05-01", "2021-04-01", "2019-04-01", "2022-09-01", "2023-01-01"],
    properties: z.looseObject({}),
    response: { isMonitored: true, hasEtag: false },
    complete: completeStorageAccount,
    current: currentStorageAccount,
  },
  // Event hubs: a destination of diagnostic settings. Recorded, azure-sdk-for-python, Sep 2020.
  ...[
    "namespaces",
    "namespaces/authorizationRules",
    "namespaces/eventhubs",
    "namespaces/eventhubs/authorizationRules",
  ].map((name): GenericType => ({
    type: `Microsoft.EventHub/${name}`,
    apiVersions: ["2024-01-01", "2017-04-01", "2021-11-01", "2022-10-01-preview"],
    isNested: name.includes("/"),
    properties: z.looseObject({}),
    response: { statusWhenCreated: 200, hasEtag: false, hasState: name === "namespaces", omitsTags: true },
  })),
  {
    type: "Microsoft.Logic/workflows",
    apiVersions: ["2019-05-01", "2016-06-01"],
    properties: z.looseObject({ definition: z.looseObject({}).optional() }),
    response: { hasEtag: false, omitsTags: true },
    complete: (_platform, { state = "Enabled", parameters = {} }) => ({ state, parameters }),
  },
  {
    type: "Microsoft.OperationalInsights/workspaces",
    apiVersions: [
      "2023-09-01",
      "2025-02-01",
      "2015-11-01-preview",
      "2020-08-01",
      "2021-12-01-preview",
      "2022-10-01",
    ],
    properties: z.looseObject({}),
    response: { stateWhenCreated: "Creating" },
    complete: completeWorkspace,
  },
  {
    type: "Microsoft.ManagedIdentity/userAssignedIdentities",
    apiVersions: ["2023-01-31", "2024-11-30", "2018-11-30"],
    properties: z.looseObject({}),
    // Recorded, Azure CLI, Apr 2025; ASO, Mar 2026.
    response: { hasEtag: false, hasState: false, hasLowerCaseId: true },
    complete(platform, _properties, id, before) {
      if (before) {
        return before.properties;
      }
      const { objectId, appId } = platform.directory.createManagedIdentity(id, nameOf(id));
      return { principalId: objectId, clientId: appId, tenantId: platform.tenantId };
    },
  },
];
