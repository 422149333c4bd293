/** How every request of the CLI is sent: where to, how often, and how long it waits in between. */
import { setTimeout as delay } from "node:timers/promises";
import { causesOf, UserError } from "../errors";
import { printNotice } from "../output";
import { whileWaiting } from "../waiting";
import { NetworkFailure, networkFailure } from "./failure";
import { maxOutageMs, possibleOutage, withJitter } from "./outage";
import type { Outage } from "./outage";
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
  /** Whether a command that waits for outages waits for this. */
  isTolerated: boolean;
}

const ordinary: Retries = {
  maxRetries: 2,
  firstDelayMs: 500,
  statuses: [408, 429, 500, 502, 503, 504],
  ofConnections: true,
  isTolerated: true,
};

/** The token endpoint of a virtual machine returns 404 and 410 while it is updated. On other machines nothing is there. */
const machineIdentity: Retries = {
  maxRetries: 5,
  firstDelayMs: 800,
  statuses: [404, 410, ...ordinary.statuses],
  ofConnections: false,
  isTolerated: false,
};

/** Origins that have responded to this process: what fails there later fails for now, and is no mistyped URL. */
const reached = new Set<string>();

/**
 * Sends a request, again if it fails for now: a few times at once and, in a command that follows or logs a job, as long as it waits for outages.
 * @returns A response, which may be the last one of a service that keeps failing.
 * @throws RequestRefused if the URL is not secure, the service redirects, or asks to wait too long; NetworkFailure if nothing responds.
 */
export async function send<Response extends Reply>(sending: Sending<Response>): Promise<Response> {
  const { service, signal, discard } = sending;
  const url = requireSecureUrl(sending.url, service);
  const retries = isLinkLocal(url) ? machineIdentity : ordinary;
  const maxRetries = sending.maxRetries ?? retries.maxRetries;
  const outage =
    maxRetries > 0 && retries.isTolerated ? possibleOutage(signal, reached.has(url.origin)) : undefined;
  const firstDelayMs = Math.min(retries.firstDelayMs, outage?.firstDelayMs ?? Infinity);
  for (let retry = 0; ; retry += 1) {
    const outcome = await attemptOnce(sending);
    const problem = problemOf(outcome, url, service, retries);
    if (problem === undefined && "response" in outcome) {
      reached.add(url.origin);
      outage?.end(`${service.name} responds again.`);
      return outcome.response;
    }
    const turn = {
      service,
      outage,
      signal,
      delayMs: retry < maxRetries ? firstDelayMs * 2 ** retry : undefined,
    };
    if (problem === undefined || signal?.aborted || !(await waitAfter(problem, outcome, turn))) {
      return resultOf(outcome, url, sending, retries);
    }
    if ("response" in outcome) {
      await discard?.(outcome.response);
    }
  }
}

/** A further attempt. */
interface Turn {
  service: Service;
  outage: Outage | undefined;
  signal: AbortSignal | undefined;
  /** The delay of an attempt at once; undefined if there were enough of them. */
  delayMs: number | undefined;
}

/** Waits before the next attempt. @returns Whether there is one. */
async function waitAfter<Response extends Reply>(
  { isQuick, isTolerated, text }: Problem,
  outcome: Outcome<Response>,
  { service, outage, signal, delayMs }: Turn,
): Promise<boolean> {
  if (delayMs !== undefined && isQuick) {
    await waitBriefly(service, outcome, delayMs, outage, signal);
    return true;
  }
  return outage !== undefined && isTolerated && outage.wait(text, acceptedWait(service, outcome, outage));
}

type Outcome<Response extends Reply> = { response: Response } | { error: unknown };

/** Why an attempt is not the last one. */
interface Problem {
  text: string;
  /** Whether to try again at once. */
  isQuick: boolean;
  /** Whether a command that waits for outages waits for this. */
  isTolerated: boolean;
}

/** @returns undefined for a response to return. @throws What no further attempt changes. */
function problemOf<Response extends Reply>(
  outcome: Outcome<Response>,
  url: URL,
  service: Service,
  { statuses, ofConnections }: Retries,
): Problem | undefined {
  if ("response" in outcome) {
    const { status } = outcome.response;
    refuseRedirect(url, outcome.response, service);
    return statuses.includes(status)
      ? { text: `${service.name} returned ${status}.`, isQuick: true, isTolerated: true }
      : undefined;
  }
  const { error } = outcome;
  if (causesOf(error).some((cause) => cause instanceof UserError && !(cause instanceof NetworkFailure))) {
    throw error;
  }
  const { message, mayPass } = networkFailure(service, url, error);
  const isSlow = causesOf(error).some(({ name }) => name === "TimeoutError");
  return {
    text: message,
    isQuick: ofConnections && mayPass && !isSlow,
    isTolerated: ofConnections && mayPass && reached.has(url.origin),
  };
}

/** The result of the last attempt. A client of a machine's identity decides by the error itself. */
function resultOf<Response extends Reply>(
  outcome: Outcome<Response>,
  url: URL,
  { service, signal }: Sending<Response>,
  { ofConnections }: Retries,
): Response {
  if ("response" in outcome) {
    return outcome.response;
  }
  throw ofConnections && !signal?.aborted ? networkFailure(service, url, outcome.error) : outcome.error;
}

async function waitBriefly<Response extends Reply>(
  service: Service,
  outcome: Outcome<Response>,
  delayMs: number,
  outage: Outage | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  if ("response" in outcome) {
    await waitBefore(service, outcome.response, delayMs, signal, outage?.remainingMs);
  } else {
    await wait(delayMs, signal);
  }
}

const acceptedWait = <Response extends Reply>(
  service: Service,
  outcome: Outcome<Response>,
  outage: Outage,
) => ("response" in outcome ? acceptedWaitMs(service, outcome.response, outage.remainingMs) : undefined);

/**
 * Waits as long as a response asks for, and tells it.
 * @param defaultMs The wait if the response does not ask for one.
 * @param maxMs The longest wait, where it is more than any command waits.
 * @throws RequestRefused if that is too long.
 */
export async function waitBefore(
  service: Service,
  { status, headers }: Reply,
  defaultMs: number,
  signal?: AbortSignal,
  maxMs?: number,
): Promise<void> {
  const ms = acceptedWaitMs(service, { status, headers }, maxMs) ?? defaultMs;
  if (ms > toldWaitMs) {
    printNotice(`… ${service.name} returned ${status}. Trying again in ${describeDuration(ms)}.`);
  }
  await wait(ms, signal);
}

/**
 * Returns the milliseconds to wait that a response asks for; undefined if it does not ask.
 * @throws RequestRefused if that is too long.
 */
export function acceptedWaitMs(
  { name }: Service,
  { status, headers }: Reply,
  maxMs = maxOutageMs(),
): number | undefined {
  const ms = retryAfterMs(headers, status);
  const maximumMs = Math.max(maxWaitMs, maxMs);
  if (ms !== undefined && ms > maximumMs) {
    throw new RequestRefused(
      `${name} returned ${status} and asks to wait ${describeDuration(ms)}, longer than the CLI waits (${describeDuration(maximumMs)}). Run the command again after that.`,
      1,
    );
  }
  return ms;
}

const wait = (ms: number, signal: AbortSignal | undefined) =>
  delay(withJitter(ms), undefined, signal ? { signal } : {});

async function attemptOnce<Response extends Reply>({
  service,
  attempt,
  hasProgress,
}: Sending<Response>): Promise<Outcome<Response>> {
  try {
    const response = hasProgress
      ? await attempt()
      : await whileWaiting(`${service.name} has not responded`, attempt);
    return { response };
  } catch (error) {
    return { error };
  }
}
