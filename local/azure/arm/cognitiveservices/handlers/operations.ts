import type { Operation } from "../../../operations";
import type { Call, Reply } from "../../../service";
import { locationReply, pollOperation } from "../../operations";
import { locationResponse, runningStatus } from "../model/operations";

type OperationCall = Call<unknown, "location" | "operationId">;

/** The state of an operation: in the body, or in the status alone for the URL of a `Location`. */
export function getAccountOperation(call: OperationCall): Reply {
  const operation = pollOperation(call.platform, call.params.operationId);
  const isLocation = call.url.searchParams.get(locationResponse.name) === locationResponse.value;
  return isLocation ? locationReply(operation, call) : statusReply(call, operation);
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

/** The operations' times have no fraction. */
const seconds = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
