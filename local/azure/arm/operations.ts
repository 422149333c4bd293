/** Long-running operations as the resource providers' URLs return them: each has statuses and bodies of its own. */
import { AzureError } from "../error";
import type { Operation } from "../operations";
import type { Call, Platform, Reply } from "../service";

/** @throws AzureError 404 `OperationNotFound` */
export function requireOperation({ operations }: Platform, id: string): Operation {
  const operation = operations.find(id);
  if (!operation) {
    throw new AzureError(404, "OperationNotFound", `The operation '${id.slice(0, 60)}' was not found.`);
  }
  return operation;
}

/** Counts a poll of an operation. @returns The operation after it. @throws AzureError 404 `OperationNotFound` */
export function pollOperation(platform: Platform, id: string): Operation {
  const operation = requireOperation(platform, id);
  return operation.ended ? operation : platform.operations.poll(operation);
}

/** @throws AzureError 409 with the code of an operation that has failed. */
export function requireNotFailed({ outcome }: Operation): void {
  if (outcome.status === "Failed") {
    throw new AzureError(409, outcome.error.code, outcome.error.message);
  }
}

/** The reply at a `Location` without a body: 202 while the operation runs, then 200. */
export function locationReply(operation: Operation, { url }: Pick<Call, "url">, headers = {}): Reply {
  if (!operation.ended) {
    return { status: 202, headers: { location: url.href, ...headers } };
  }
  requireNotFailed(operation);
  return { status: 200 };
}

/** The reply to a request that returns nothing besides the state of its operation. */
export const operationReply = (headers: Record<string, string> | undefined): Reply => ({
  status: headers ? 202 : 200,
  headers,
});
