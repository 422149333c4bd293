import { Agent, ProxyAgent } from "undici";
import type { Dispatcher } from "undici";
import { failureForNow } from "./failure";
import { commandSignal } from "./outage";
import { proxyFor } from "./proxy";
import { describePage, isPage, requireReadable } from "./readable";
import { send } from "./send";
import { isLinkLocal, isOnThisMachine, services } from "./service";
import type { Service } from "./service";
import { postForm } from "./streamedForm";

interface Way {
  /** undefined for a direct connection. */
  proxy: string | undefined;
  /** Whether a proxy receives the request itself, and not one for a tunnel. */
  isUnencrypted: boolean;
  /** Whether connections are kept for further requests. */
  isKept: boolean;
}

const dispatchers = new Map<string, Dispatcher>();

/** Returns the way to a URL. A proxy would receive what is sent unencrypted to this machine. */
export function dispatcherFor(url: URL, service?: Service): Dispatcher {
  const way: Way = {
    proxy: isOnThisMachine(url) ? undefined : proxyFor(url)?.uri,
    isUnencrypted: isLinkLocal(url),
    // There is an hour between two sign-ins, in which a firewall drops an idle connection.
    isKept: service !== services.signIn,
  };
  const key = JSON.stringify(way);
  const dispatcher = dispatchers.get(key) ?? createDispatcher(way);
  dispatchers.set(key, dispatcher);
  return dispatcher;
}

function createDispatcher({ proxy, isUnencrypted, isKept }: Way): Dispatcher {
  const options = isKept ? {} : { pipelining: 0 };
  return proxy === undefined
    ? new Agent(options)
    : new ProxyAgent({ ...options, uri: proxy, proxyTunnel: !isUnencrypted });
}

export interface RequestSettings extends Pick<RequestInit, "method" | "headers" | "body" | "signal"> {
  /** Timeout of one attempt with its response, in milliseconds. */
  timeoutMs?: number;
  maxRetries?: number;
  /** Receives the number of bytes of each chunk of a form that is sent. */
  onBytesSent?: (bytes: number) => void;
}

const defaultTimeoutMs = 60_000;

/**
 * Sends a request by Node's own fetch, which accepts dispatchers of undici up to version 7 and does not read the proxy variables itself.
 * The whole response is read here, so that one that breaks off is repeated like one that does not arrive.
 * @throws RequestRefused or NetworkFailure.
 */
export async function request(
  service: Service,
  url: string | URL,
  { timeoutMs = defaultTimeoutMs, maxRetries, signal, onBytesSent, ...init }: RequestSettings,
): Promise<Response> {
  const target = new URL(url);
  const ends = [signal, commandSignal()].filter((one) => one !== undefined && one !== null);
  const received = await send({
    service,
    url: target,
    signal: ends.length > 0 ? AbortSignal.any(ends) : undefined,
    maxRetries,
    hasProgress: init.body instanceof FormData,
    attempt: async () => {
      const connection = {
        signal: AbortSignal.any([...ends, AbortSignal.timeout(timeoutMs)]),
        dispatcher: dispatcherFor(target, service),
      };
      const { method = "GET", headers, body } = init;
      const response =
        body instanceof FormData
          ? await postForm(target, body, {
              ...connection,
              headers: new Headers(headers),
              timeoutMs,
              onBytesSent,
            })
          : // The types of undici and of Node have the same dispatcher in two versions.
            await fetch(target, { ...init, ...connection, redirect: "manual" } as object);
      return readWhole(service, target, method, response);
    },
  });
  if (received.status >= 400 && isPage(received)) {
    throw failureForNow(service, target, received.status, describePage(received));
  }
  return toResponse(received);
}

interface ReceivedResponse {
  status: number;
  statusText: string;
  headers: Headers;
  text: string;
  content: ArrayBuffer;
}

async function readWhole(
  service: Service,
  url: URL,
  method: string,
  response: Response,
): Promise<ReceivedResponse> {
  const { status, statusText, headers } = response;
  const content = await response.arrayBuffer();
  const text = new TextDecoder().decode(content);
  // Other clouds answer at the URL at which a machine on Azure finds its identity.
  if (!isLinkLocal(url)) {
    requireReadable(service, { method, url, status, headers, text });
  }
  return { status, statusText, headers, text, content };
}

/** Statuses of responses that cannot have a body. */
const withoutBody = [204, 205, 304];

/** Headers of the body as it was sent. */
const transferHeaders = ["content-encoding", "content-length", "transfer-encoding"];

function toResponse({ status, statusText, headers, content }: ReceivedResponse): Response {
  const remaining = new Headers(headers);
  transferHeaders.forEach((name) => remaining.delete(name));
  return new Response(withoutBody.includes(status) ? null : content, {
    status,
    statusText,
    headers: remaining,
  });
}
