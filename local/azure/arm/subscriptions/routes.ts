/** The tenant, the subscription and its resource providers (Microsoft.Resources). */
import { route } from "../../service";
import type { Route } from "../../service";
import { subscriptionPath, subscriptionScope } from "../paths";
import { resourcesApiVersions } from "../resourcesApiVersions";
import { getProvider, listProviders, registerProvider, unregisterProvider } from "./handlers/providers";
import { getSubscription, listLocations, listSubscriptions, listTenants } from "./handlers/subscriptions";

const apiVersions = [
  "2016-06-01",
  "2018-06-01",
  "2019-06-01",
  "2019-11-01",
  "2020-01-01",
  "2021-01-01",
  "2022-12-01",
];

const providers = `${subscriptionPath}/providers` as const;
const providersAction = "Microsoft.Resources/subscriptions/providers";

export const subscriptionRoutes: Route[] = [
  route({ method: "GET", path: "/tenants", apiVersions, handle: listTenants }),
  route({ method: "GET", path: "/subscriptions", apiVersions, handle: listSubscriptions }),
  route({
    method: "GET",
    path: subscriptionPath,
    apiVersions,
    action: "Microsoft.Resources/subscriptions/read",
    handle: getSubscription,
  }),
  route({
    method: "GET",
    path: `${subscriptionPath}/locations`,
    apiVersions,
    query: ["includeExtendedLocations"],
    action: "Microsoft.Resources/subscriptions/locations/read",
    scope: subscriptionScope,
    handle: listLocations,
  }),
  route({
    method: "GET",
    path: providers,
    apiVersions: resourcesApiVersions,
    query: ["$expand", "$top"],
    action: `${providersAction}/read`,
    scope: subscriptionScope,
    handle: listProviders,
  }),
  route({
    method: "GET",
    path: `${providers}/{namespace}`,
    apiVersions: resourcesApiVersions,
    query: ["$expand"],
    action: `${providersAction}/read`,
    scope: subscriptionScope,
    handle: getProvider,
  }),
  route({
    method: "POST",
    path: `${providers}/{namespace}/register`,
    apiVersions: resourcesApiVersions,
    action: `${providersAction}/register/action`,
    scope: subscriptionScope,
    handle: registerProvider,
  }),
  route({
    method: "POST",
    path: `${providers}/{namespace}/unregister`,
    apiVersions: resourcesApiVersions,
    action: `${providersAction}/unregister/action`,
    scope: subscriptionScope,
    handle: unregisterProvider,
  }),
];
