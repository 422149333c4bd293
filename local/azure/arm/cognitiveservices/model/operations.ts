/**
 * Long-running operations of accounts, as recorded (Azure/azure-cli, October 2022 and 2025; Azure/azure-service-operator, June 2026):
 * one path for both headers, always with api-version 2017-04-18, no Retry-After, and the location as the account has it.
 */
import type { Operation, OperationKind } from "../../../operations";
import type { Call, Platform } from "../../../service";
import type { ArmResource } from "../../resources";

const provider = "Microsoft.CognitiveServices";
const apiVersion = "2017-04-18";

/** The query parameter of a `Location` header: its URL has no body. */
export const locationResponse = { name: "operationResultResponseType", value: "Location" };

interface Start {
  kind: OperationKind;
  account: ArmResource;
  /** Ends before the answer, whatever the settings are. */
  isImmediate?: boolean;
  /** Whether the answer has a `Location` besides `Azure-AsyncOperation`. */
  hasLocation?: boolean;
}

/** Starts an operation on an account. @returns Headers of the answer while it runs, or undefined where it has ended. */
export function startAccountOperation(
  { platform, method }: Pick<Call, "platform" | "method">,
  { kind, account, isImmediate = false, hasLocation = false }: Start,
): Record<string, string> | undefined {
  const { id: resourceId, location } = account;
  const operation = platform.operations.begin({
    kind,
    method,
    resourceId,
    polls: isImmediate ? 0 : undefined,
  });
  if (operation.ended) {
    return undefined;
  }
  const url =
    `https://management.azure.com/subscriptions/${platform.subscriptionId}/providers/${provider}/locations/` +
    `${encodeURIComponent(location)}/operationResults/${operation.id}?api-version=${apiVersion}`;
  return {
    "azure-asyncoperation": url,
    ...(hasLocation ? { location: `${url}&${locationResponse.name}=${locationResponse.value}` } : {}),
  };
}

/** The status of an operation while it runs. */
export function runningStatus(platform: Platform, { kind, resourceId }: Operation): string {
  if (kind === "deleteAccount" || kind === "purgeAccount") {
    return "Deleting";
  }
  const state = platform.resources.get(resourceId)?.properties.provisioningState;
  return state === "Creating" ? "Creating" : "Updating";
}
