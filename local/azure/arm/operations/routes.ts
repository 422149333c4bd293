import { route } from "../../service";
import type { Route } from "../../service";
import { getOperationResult, getOperationStatus } from "./handlers/operations";

/** Routes that return the state of the operations of a resource provider. */
export function operationRoutes(provider: string, apiVersions: readonly string[]): Route[] {
  const locations = `/subscriptions/{subscriptionId}/providers/${provider}/locations/{location}` as const;
  return [
    route({
      method: "GET",
      path: `${locations}/operationStatuses/{operationId}`,
      apiVersions,
      handle: getOperationStatus,
    }),
    route({
      method: "GET",
      path: `${locations}/operationResults/{operationId}`,
      apiVersions,
      handle: getOperationResult,
    }),
  ];
}
