/** How every request of the CLI is sent: where to, how often, and how long it waits in between. */
import { setTimeout as delay } from "node:timers/promises";
import { printNotice } from "../output";
import { whileWaiting } from "../waiting";
import { describeDuration, maxWaitMs, retryAfterMs, toldWaitMs } from "./retryAfter";
import type { ResponseHeaders } from "./retryAfter";
import { isLinkLocal, refuseRedirect, RequestRefused, requireSecureUrl } from "./service";
import type { Service } from "./service";

/** A response of any client. */
interface Reply {
  status: number;
  headers: ResponseHeaders;
}

export interface Sending<Response extends Reply> {
  service: Service;
  url: string | URL;
  /** Sends the request once, without following redirects. */
  attempt: () => Promise<Response>;
  /** Called with a response that is not used. */
  discard?: (response: Response) => Promise<unknown>;
  /** Ends a wait. */
  signal?: AbortSignal | undefined;
  /** How often a request that failed is sent again. 0 for a request that must not reach the service twice. */
  maxRetries?: number | undefined;
  /** Whether progress is shown otherwise, so that a slow response is no news. */
  hasProgress?: boolean;
}

/** How requests are repeated. */
interface Retries {
  maxRetries: number;
  /** The delay before the first retry, where the response asks for none; twice as long before each further one. */
  firstDelayMs: number;
  /** Statuses of failures that may be over with the next attempt. */
  statuses: readonly number[];
  /** Whether a connection that fails may succeed later. */
  ofConnections: boolean;
}

const ordinary: Retries = {
  maxRetries: 2,
  firstDelayMs: 500,
  statuses: [408, 429, 500, 502, 503, 504],
  ofConnections: true,
};

/** The token endpoint of a virtual machine returns 404 and 410 while it is updated. On other machines nothing is there. */
const machineIdentity: Retries = {
  maxRetries: 5,
  firstDelayMs: 800,
  statuses: [404, 410, ...ordinary.statuses],
  ofConnections: false,
};

/**
 * Sends a request, again if it fails for now.
 * @throws RequestRefused if the URL is not secure, the service redirects, or asks to wait too long; otherwise the client's error.
 */
export async function send<Response extends Reply>(sending: Sending<Response>): Promise<Response> {
  const { service, signal, discard } = sending;
  const url = requireSecureUrl(sending.url, service);
  const retries = isLinkLocal(url) ? machineIdentity : ordinary;
  const maxRetries = sending.maxRetries ?? retries.maxRetries;
  for (let retry = 0; ; retry += 1) {
    const outcome = await attemptOnce(sending);
    const canRepeat = retry < maxRetries && !signal?.aborted;
    const delayMs = retries.firstDelayMs * 2 ** retry;
    if ("error" in outcome) {
      if (!canRepeat || !retries.ofConnections || !isLostConnection(outcome.error)) {
        throw outcome.error;
      }
      await wait(delayMs, signal);
      continue;
    }
    const { response } = outcome;
    refuseRedirect(url, response, service);
    if (!canRepeat || !retries.statuses.includes(response.status)) {
      return response;
    }
    await discard?.(response);
    await waitBefore(service, response, delayMs, signal);
  }
}

/**
 * Waits as long as a response asks for, and tells it.
 * @param defaultMs The wait if the response does not ask for one.
 * @throws RequestRefused if that is too long.
 */
export async function waitBefore(
  service: Service,
  { status, headers }: Reply,
  defaultMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const ms = acceptedWaitMs(service, { status, headers }) ?? defaultMs;
  if (ms > toldWaitMs) {
    printNotice(`… ${service.name} returned ${status}. Trying again in ${describeDuration(ms)}.`);
  }
  await wait(ms, signal);
}

/**
 * Returns the milliseconds to wait that a response asks for; undefined if it does not ask.
 * @throws RequestRefused if that is too long.
 */
export function acceptedWaitMs({ name }: Service, { status, headers }: Reply): number | undefined {
  const ms = retryAfterMs(headers);
  if (ms !== undefined && ms > maxWaitMs) {
    throw new RequestRefused(
      `${name} returned ${status} and asks to wait ${describeDuration(ms)}, longer than the CLI waits (${describeDuration(maxWaitMs)}). Run the command again after that.`,
      1,
    );
  }
  return ms;
}

const wait = (ms: number, signal: AbortSignal | undefined) => delay(ms, undefined, signal ? { signal } : {});

async function attemptOnce<Response extends Reply>({
  service,
  attempt,
  hasProgress,
}: Sending<Response>): Promise<{ response: Response } | { error: unknown }> {
  try {
    const response = hasProgress
      ? await attempt()
      : await whileWaiting(`${service.name} has not responded`, attempt);
    return { response };
  } catch (error) {
    return { error };
  }
}

/** Codes of connections that failed and may succeed with the next attempt. */
const transientCodes =
  /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|ENETUNREACH|EHOSTUNREACH|UND_ERR_SOCKET|UND_ERR_CONNECT_TIMEOUT)$/;

/** Tells whether a connection failed. An aborted request, or one that got no response in its time, is not sent again. */
function isLostConnection(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== undefined && transientCodes.test(code)) {
      return true;
    }
  }
  return false;
}
