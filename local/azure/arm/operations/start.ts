import type { OperationKind } from "../../operations";
import type { Call, Reply } from "../../service";
import type { ArmResource } from "../resources";

/** The request that starts an operation. */
export type OperationRequest = Pick<Call, "platform" | "method" | "apiVersion">;

/**
 * Starts a long-running operation on a resource.
 * @param provider Namespace of the resource provider, `Microsoft.KeyVault`.
 * @returns Headers of the response while the operation runs, or undefined where it has ended.
 */
export function startOperation(
  { platform, method, apiVersion }: OperationRequest,
  kind: OperationKind,
  { id, location }: Pick<ArmResource, "id" | "location">,
  provider: string,
): Record<string, string> | undefined {
  return platform.operations.start({ kind, method, resourceId: id, location, provider, apiVersion });
}

/** The reply to a request that returns nothing besides the state of its operation. */
export const operationReply = (headers: Record<string, string> | undefined): Reply => ({
  status: headers ? 202 : 200,
  headers,
});
