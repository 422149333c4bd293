import { Agent, EnvHttpProxyAgent } from "undici";
import type { Dispatcher } from "undici";
import { send } from "./send";
import { isOnThisMachine } from "./service";
import type { Service } from "./service";

let throughProxy: Dispatcher | undefined;
let direct: Dispatcher | undefined;

/** Returns the way to a URL. A proxy would receive what is sent unencrypted to this machine. */
export const dispatcherFor = (url: URL): Dispatcher =>
  isOnThisMachine(url) ? (direct ??= new Agent()) : (throughProxy ??= new EnvHttpProxyAgent());

export interface RequestSettings extends Pick<RequestInit, "method" | "headers" | "body" | "signal"> {
  /** Timeout of one attempt, in milliseconds. */
  timeoutMs?: number;
  maxRetries?: number;
  dispatcher?: Dispatcher;
}

const defaultTimeoutMs = 60_000;

/** Sends a request by Node's own fetch, which accepts dispatchers of undici up to version 7 and does not read the proxy variables itself. */
export function request(
  service: Service,
  url: string | URL,
  { timeoutMs = defaultTimeoutMs, maxRetries, signal, dispatcher, ...init }: RequestSettings,
): Promise<Response> {
  return send({
    service,
    url,
    signal: signal ?? undefined,
    maxRetries,
    hasProgress: init.body instanceof FormData,
    discard: async ({ body }) => body?.cancel(),
    attempt: () => {
      const timeout = AbortSignal.timeout(timeoutMs);
      const options = {
        ...init,
        redirect: "manual" as const,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        dispatcher: dispatcher ?? dispatcherFor(new URL(url)),
      };
      // The types of undici and of Node have the same dispatcher in two versions.
      return fetch(url, options as object);
    },
  });
}
