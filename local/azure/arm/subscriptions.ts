import { AzureError } from "../error";
import { plainProviders } from "./plainResources";
import { route } from "../service";
import type { Call as AnyCall, Platform, Reply, Route } from "../service";
import { regions } from "./cognitiveservices/model/regions";
import { registrationState } from "./checks";
import { resourcesApiVersions } from "./resourceGroups";
import { tenantDomain } from "../directory/seed";

type Call<Body = unknown> = AnyCall<Body, "namespace">;

const apiVersions = [
  "2016-06-01",
  "2018-06-01",
  "2019-06-01",
  "2019-11-01",
  "2020-01-01",
  "2021-01-01",
  "2022-12-01",
];

/** Resource providers that are here, with their resource types. */
const providers: Record<string, string[]> = {
  ...plainProviders,
  "Microsoft.Authorization": ["roleAssignments", "roleDefinitions", "locks"],
  "Microsoft.CognitiveServices": ["accounts", "accounts/deployments", "deletedAccounts", "locations/models"],
  "Microsoft.KeyVault": ["vaults", "vaults/secrets", "deletedVaults"],
  "Microsoft.Resources": ["resourceGroups", "subscriptions"],
};

const subscriptionScope = ({ subscriptionId }: Readonly<Record<string, string>>) =>
  `/subscriptions/${subscriptionId}`;
const providerPath = "/subscriptions/{subscriptionId}/providers";

export const subscriptionRoutes: Route[] = [
  route({
    method: "GET",
    path: "/tenants",
    apiVersions,
    handle: ({ platform }) => ({
      status: 200,
      body: {
        value: [
          {
            id: `/tenants/${platform.tenantId}`,
            tenantId: platform.tenantId,
            displayName: "Contoso",
            defaultDomain: tenantDomain,
            tenantCategory: "Home",
          },
        ],
      },
    }),
  }),
  route({
    method: "GET",
    path: "/subscriptions",
    apiVersions,
    handle: ({ platform }) => ({
      status: 200,
      body: { value: [subscription(platform)], count: { type: "Total", value: 1 } },
    }),
  }),
  route({
    method: "GET",
    path: "/subscriptions/{subscriptionId}",
    apiVersions,
    action: "Microsoft.Resources/subscriptions/read",
    handle: ({ platform }) => ({ status: 200, body: subscription(platform) }),
  }),
  route({
    method: "GET",
    path: "/subscriptions/{subscriptionId}/locations",
    apiVersions,
    query: ["includeExtendedLocations"],
    action: "Microsoft.Resources/subscriptions/locations/read",
    scope: subscriptionScope,
    handle: ({ platform }) => ({
      status: 200,
      body: {
        value: regions.map((name) => ({
          id: `/subscriptions/${platform.subscriptionId}/locations/${name}`,
          name,
          type: "Region",
          displayName: name,
          regionalDisplayName: name,
          metadata: { regionType: "Physical", regionCategory: "Recommended" },
        })),
      },
    }),
  }),
  route({
    method: "GET",
    path: providerPath,
    apiVersions: resourcesApiVersions,
    query: ["$expand", "$top"],
    action: "Microsoft.Resources/subscriptions/providers/read",
    scope: subscriptionScope,
    handle: ({ platform }) => ({
      status: 200,
      body: { value: Object.keys(providers).map((namespace) => provider(platform, namespace)) },
    }),
  }),
  route({
    method: "GET",
    path: `${providerPath}/{namespace}`,
    apiVersions: resourcesApiVersions,
    query: ["$expand"],
    action: "Microsoft.Resources/subscriptions/providers/read",
    scope: subscriptionScope,
    handle: ({ platform, params }) => ({
      status: 200,
      body: provider(platform, knownNamespace(params.namespace)),
    }),
  }),
  ...(["register", "unregister"] as const).map((verb) =>
    route({
      method: "POST",
      path: `${providerPath}/{namespace}/${verb}`,
      apiVersions: resourcesApiVersions,
      action: `Microsoft.Resources/subscriptions/providers/${verb}/action`,
      scope: subscriptionScope,
      handle: (call) => setRegistration(call, verb === "register" ? "Registered" : "Unregistered"),
    }),
  ),
];

function subscription({ subscriptionId, tenantId }: Platform): Record<string, unknown> {
  return {
    id: `/subscriptions/${subscriptionId}`,
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId,
    tenantId,
    displayName: "Local",
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}

function knownNamespace(namespace: string): string {
  const known = Object.keys(providers).find((name) => name.toLowerCase() === namespace.toLowerCase());
  if (!known) {
    throw new AzureError(
      404,
      "InvalidResourceNamespace",
      `The resource namespace '${namespace.slice(0, 100)}' is invalid.`,
    );
  }
  return known;
}

function provider(platform: Platform, namespace: string): Record<string, unknown> {
  return {
    id: `/subscriptions/${platform.subscriptionId}/providers/${namespace}`,
    namespace,
    registrationPolicy: "RegistrationRequired",
    registrationState: registrationState(platform, namespace),
    resourceTypes: providers[namespace]!.map((resourceType) => ({
      resourceType,
      locations: regions,
      apiVersions: resourcesApiVersions,
    })),
  };
}

function setRegistration({ platform, params }: Call, state: string): Reply {
  const namespace = knownNamespace(params.namespace);
  platform.store.collection<string>("registrations").put(namespace.toLowerCase(), state);
  return { status: 200, body: provider(platform, namespace) };
}
