import { AzureError } from "../../../error";
import type { Operation } from "../../../operations";
import type { Call, Reply } from "../../../service";

type OperationCall = Call<unknown, "operationId">;

export function getOperationStatus(call: OperationCall): Reply {
  const { id, ended, outcome, startedAt } = pollOperation(call);
  return {
    status: 200,
    headers: ended ? {} : { "retry-after": "0" },
    body: {
      id: call.url.pathname,
      name: id,
      status: ended ? outcome.status : "InProgress",
      startTime: new Date(startedAt).toISOString(),
      ...(ended && outcome.status === "Failed" ? { error: outcome.error } : {}),
    },
  };
}

export function getOperationResult(call: OperationCall): Reply {
  const { ended, outcome } = pollOperation(call);
  if (!ended) {
    return { status: 202, headers: { location: call.url.href, "retry-after": "0" } };
  }
  if (outcome.status === "Failed") {
    throw new AzureError(409, outcome.error.code, outcome.error.message);
  }
  return { status: 204 };
}

/** @throws AzureError 404 `OperationNotFound` */
function pollOperation({ platform, params }: OperationCall): Operation {
  const operation = platform.operations.find(params.operationId);
  if (!operation) {
    throw new AzureError(
      404,
      "OperationNotFound",
      `The operation '${params.operationId.slice(0, 60)}' was not found.`,
    );
  }
  return operation.ended ? operation : platform.operations.poll(operation);
}
