import type { Caller } from "../../caller";
import type { WireRequest } from "../../wire";

/** One request and how it ended. Bodies and tokens are not recorded: they hold secrets. */
export interface RecordedRequest {
  /** Counts from 1 in each process. */
  number: number;
  service: string;
  method: string;
  url: string;
  /** 0: the connection was reset. */
  status: number;
  /** Object id of the caller; absent where the caller was not authenticated. */
  caller?: string;
  /** The api-version as which the request was answered, where it asked for one that is newer than all that are known. */
  answeredAs?: string;
}

export interface RequestRecord {
  add(
    service: string,
    request: WireRequest,
    status: number,
    caller: Caller | undefined,
    answeredAs?: string,
  ): void;
  list(): readonly RecordedRequest[];
  clear(): void;
}

/** The URL of a machine's endpoint contains its key. */
const withoutKey = (target: string) =>
  target.replace(/^(\/_local\/identity\/[^/]+\/)[^/]+(?=\/metadata\/)/i, "$1KEY");

/** Maximum number of requests in the record. */
const maxRequests = 10_000;

export function createRequestRecord(): RequestRecord {
  let requests: RecordedRequest[] = [];
  let number = 0;
  return {
    add(service, request, status, caller, answeredAs) {
      requests.push({
        number: ++number,
        service,
        method: request.method,
        url: `https://${request.host}${withoutKey(request.target)}`,
        status,
        ...(caller ? { caller: caller.objectId } : {}),
        ...(answeredAs ? { answeredAs } : {}),
      });
      if (requests.length > maxRequests) {
        requests = requests.slice(-maxRequests / 2);
      }
    },
    list: () => requests,
    clear: () => (requests = []),
  };
}
