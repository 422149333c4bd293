import type { WireRequest } from "../service";
import type { Caller } from "../service";

/** One request that was answered. Bodies and tokens are not kept: they hold secrets. */
export interface RecordedRequest {
  /** Counts from 1 in each process. */
  number: number;
  service: string;
  method: string;
  url: string;
  /** 0: the connection was reset. */
  status: number;
  /** Object id of who asked; absent where nobody was authenticated. */
  caller?: string;
}

export interface RequestRecord {
  add(service: string, request: WireRequest, status: number, caller: Caller | undefined): void;
  list(): readonly RecordedRequest[];
  clear(): void;
}

const kept = 10_000;

export function createRequestRecord(): RequestRecord {
  let requests: RecordedRequest[] = [];
  let number = 0;
  return {
    add(service, request, status, caller) {
      requests.push({
        number: ++number,
        service,
        method: request.method,
        url: `https://${request.host}${request.target}`,
        status,
        ...(caller ? { caller: caller.objectId } : {}),
      });
      if (requests.length > kept) {
        requests = requests.slice(-kept / 2);
      }
    },
    list: () => requests,
    clear: () => (requests = []),
  };
}
