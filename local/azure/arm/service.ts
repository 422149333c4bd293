import { AzureError } from "../error";
import type { Service } from "../service";
import { authorizationRoutes } from "./authorization/routes";
import { cognitiveServicesRoutes } from "./cognitiveservices/routes";
import { behindGateway } from "./gateway/gateway";
import { unknownRoute } from "./gateway/unknownRoutes";
import { genericResourceRoutes } from "./genericResources/routes";
import { insightsRoutes } from "./insights/routes";
import { keyVaultRoutes } from "./keyvault/routes";
import { publishedVersions } from "./publishedVersions";
import { resourceGroupRoutes } from "./resourceGroups/routes";
import { subscriptionRoutes } from "./subscriptions/routes";

/** Errors that Resource Manager itself returns: recorded, Azure CLI, Mar 2023; ASO, Mar and Jul 2026. */
const gatewayErrors = new Set([
  "AuthorizationFailed",
  "InvalidApiVersionParameter",
  "InvalidResourceNamespace",
  "InvalidResourceType",
  "MissingApiVersionParameter",
  "MissingSubscriptionRegistration",
  "ParentResourceNotFound",
  "RequestDisallowedByPolicy",
  "ResourceGroupBeingDeleted",
  "ResourceGroupNotFound",
  "ResourceNotFound",
  "ScopeLocked",
  "SubscriptionNotFound",
]);

/** Azure Resource Manager. */
export const armService: Service = {
  name: "arm",
  host: (host) => (host === "management.azure.com" ? {} : undefined),
  audiences: [
    "https://management.azure.com",
    "https://management.azure.com/",
    "https://management.core.windows.net",
    "https://management.core.windows.net/",
  ],
  challenge: ({ tenantId }) => ({
    "www-authenticate": `Bearer authorization_uri="https://login.microsoftonline.com/${tenantId}", error="invalid_token", error_description="The access token is missing or invalid."`,
  }),
  publishedVersions,
  // `az resource create` sends .../providers/Microsoft.OperationalInsights//workspaces/NAME for a resource without a parent.
  mergesSlashes: true,
  admit({ subscriptionId, scope = "" }, platform) {
    const requested = subscriptionId ?? /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1];
    if (requested !== undefined && requested.toLowerCase() !== platform.subscriptionId) {
      throw new AzureError(
        404,
        "SubscriptionNotFound",
        `The subscription '${requested.slice(0, 80)}' could not be found.`,
      );
    }
  },
  unknownRoute,
  // The header by which Resource Manager marks its own errors, as opposed to a resource provider's.
  errorHeaders: ({ code, more: { isBare } }) =>
    gatewayErrors.has(code) && !isBare ? { "x-ms-failure-cause": "gateway" } : undefined,
  errorBody({ code, message, more: { target, details, additionalInfo, isBare } }) {
    const error = {
      code,
      ...(target === undefined ? {} : { target }),
      message,
      ...(details === undefined ? {} : { details }),
      ...(additionalInfo === undefined ? {} : { additionalInfo }),
    };
    return isBare ? error : { error };
  },
  routes: behindGateway([
    ...subscriptionRoutes,
    ...resourceGroupRoutes,
    ...keyVaultRoutes,
    ...cognitiveServicesRoutes,
    ...authorizationRoutes,
    ...insightsRoutes,
    ...genericResourceRoutes,
  ]),
};
