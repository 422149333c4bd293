import { AzureError } from "../../../error";
import type { Operation } from "../../../operations";
import type { Call, Reply } from "../../../service";
import { locationResponse, runningStatus } from "../model/operations";

type OperationCall = Call<unknown, "location" | "operationId">;

/** The state of an operation: in the body, or in the status alone for the URL of a `Location`. */
export function getAccountOperation(call: OperationCall): Reply {
  const operation = pollOperation(call);
  const isLocation = call.url.searchParams.get(locationResponse.name) === locationResponse.value;
  return isLocation ? resultReply(call, operation) : statusReply(call, operation);
}

function statusReply({ platform, url }: OperationCall, operation: Operation): Reply {
  const { id, ended, outcome, startedAt, endedAt = startedAt } = operation;
  const running = { status: runningStatus(platform, operation), startTime: seconds(startedAt) };
  return {
    status: 200,
    body: {
      id: decodeURIComponent(url.pathname),
      name: id,
      ...running,
      ...(ended ? { status: outcome.status, endTime: seconds(endedAt) } : {}),
      ...(ended && outcome.status === "Failed" ? { error: outcome.error } : {}),
    },
  };
}

function resultReply({ url }: OperationCall, { ended, outcome }: Operation): Reply {
  if (!ended) {
    return { status: 202, headers: { location: url.href } };
  }
  if (outcome.status === "Failed") {
    throw new AzureError(409, outcome.error.code, outcome.error.message);
  }
  return { status: 200 };
}

/** The operations' times have no fraction. */
const seconds = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");

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
