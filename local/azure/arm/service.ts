import { AzureError } from "../error";
import type { Service } from "../service";
import { lockRoutes } from "./authorization/locks";
import { roleAssignmentRoutes } from "./authorization/roleAssignments";
import { roleDefinitionRoutes } from "./authorization/roleDefinitions";
import { cognitiveServicesRoutes, apiVersions as cognitiveVersions } from "./cognitiveservices/routes";
import { keyVaultRoutes, apiVersions as keyVaultVersions } from "./keyvault/routes";
import { operationRoutes } from "./operations/routes";
import { plainResourceRoutes } from "./plainResources";
import { resourceGroupRoutes, resourcesApiVersions } from "./resourceGroups";
import { subscriptionRoutes } from "./subscriptions";

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
  admit({ subscriptionId, scope }, platform) {
    const asked = subscriptionId ?? /^\/subscriptions\/([^/]+)/i.exec(scope ?? "")?.[1];
    if (asked !== undefined && asked.toLowerCase() !== platform.subscriptionId) {
      throw new AzureError(
        404,
        "SubscriptionNotFound",
        `The subscription '${asked.slice(0, 80)}' could not be found.`,
      );
    }
  },
  errorBody: ({ code, message, more }) => ({
    error: {
      code,
      message,
      ...(more.target === undefined ? {} : { target: more.target }),
      ...(more.details === undefined ? {} : { details: more.details }),
    },
  }),
  routes: [
    ...subscriptionRoutes,
    ...resourceGroupRoutes,
    ...keyVaultRoutes,
    ...cognitiveServicesRoutes,
    ...roleAssignmentRoutes,
    ...roleDefinitionRoutes,
    ...lockRoutes,
    ...plainResourceRoutes,
    ...operationRoutes("Microsoft.KeyVault", keyVaultVersions),
    ...operationRoutes("Microsoft.CognitiveServices", cognitiveVersions),
    ...operationRoutes("Microsoft.Resources", resourcesApiVersions),
  ],
};
