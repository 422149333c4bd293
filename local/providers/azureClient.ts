import { setTimeout as delay } from "node:timers/promises";
import { retryAfterMs } from "../../cli/network/retryAfter";
import { RequestRefused, services } from "../../cli/network/service";
import { AzureCallError } from "./azureCallError";
import type { Connection } from "./connection";
import { SignInError } from "./credentials/signInError";
import { sendOnce } from "./sendOnce";

/** A response of Azure, its body read as JSON. */
export interface AzureResponse {
  status: number;
  headers: { get(name: string): string | null };
  // Bodies are as different as Azure's services.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** What a call needs besides its method and URL. */
export interface CallOptions {
  /** Audience of the access token, such as `https://management.azure.com`. */
  resource: string;
  body?: unknown;
  /** Statuses from 300 on that the caller handles itself. */
  accept?: number[];
  signal?: AbortSignal;
}

/** Attempts of one call in all, as azcore counts them. */
const maxAttempts = 4;

/** azcore does not try again where Azure asks for a longer delay. */
export const maxRetryAfterMs = 120_000;

/** The longest delay, in delays before the first retry: azure-native waits 20, 60 and 120 seconds. */
const maxBaseDelays = 6;

const transientStatuses = [408, 429, 500, 502, 503, 504];

/** How one attempt of a call failed. */
interface Failure {
  error: Error;
  isTransient: boolean;
  /** Undefined where the connection failed before Azure answered. */
  response?: AzureResponse;
}

/** Calls Azure's REST APIs as azure-native does: with a token, and with retries of transient failures. */
export class AzureClient {
  constructor(readonly connection: Connection) {}

  /** @throws AzureCallError for every status that is neither below 300 nor in `accept`. */
  async call(method: string, url: string, options: CallOptions): Promise<AzureResponse> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.attempt(method, url, options);
      if ("status" in outcome) {
        return outcome;
      }
      if (attempt >= maxAttempts || !outcome.isTransient) {
        throw outcome.error;
      }
      const waitMs = waitBefore(attempt, outcome.response, this.connection.retryBaseMs);
      if (waitMs === undefined) {
        throw outcome.error;
      }
      await delay(waitMs, undefined, { signal: options.signal });
    }
  }

  async token(resource: string): Promise<string> {
    return (await this.connection.credential.getToken(resource)).token;
  }

  private async attempt(method: string, url: string, options: CallOptions): Promise<AzureResponse | Failure> {
    let response: AzureResponse;
    try {
      response = await this.send(method, url, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if ([AzureCallError, SignInError, RequestRefused].some((type) => error instanceof type)) {
        // Without a token, or with a redirect, another attempt fails as this one did.
        return { error: error as Error, isTransient: false };
      }
      const message = `${method} ${withoutQuery(url)} failed: ${transportReason(error)}`;
      return { error: new Error(message), isTransient: true };
    }
    if (response.status < 300 || options.accept?.includes(response.status)) {
      return response;
    }
    const error = errorOf(response);
    return { error, isTransient: isTransient(error), response };
  }

  private async send(
    method: string,
    url: string,
    { resource, body, signal }: CallOptions,
  ): Promise<AzureResponse> {
    const token = await this.token(resource);
    const { dispatcher, requestTimeoutMs } = this.connection;
    const timeout = AbortSignal.timeout(requestTimeoutMs);
    const response = await sendOnce(services.azure, url, {
      method,
      dispatcher,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parseJson(text) };
  }
}

/** The body as JSON; undefined where it is empty or no JSON. */
function parseJson(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Some services leave out the wrapper `error`; azure-native then shows the whole body. */
export function errorOf({ status, body }: Pick<AzureResponse, "status" | "body">): AzureCallError {
  const parsed = body as ErrorBody | undefined;
  const { code = "" } = parsed?.error ?? parsed ?? {};
  const reason = parsed?.error ? (parsed.error.message ?? "") : JSON.stringify(parsed);
  return new AzureCallError(status, code, reason, body);
}

interface ErrorBody {
  error?: { code?: string; message?: string };
  code?: string;
}

/** Of the 409s one code alone is transient; a 403 never is, even while a role assignment propagates. */
const isTransient = ({ status, code }: AzureCallError): boolean =>
  transientStatuses.includes(status) || (status === 409 && code === "AnotherOperationInProgress");

/** Milliseconds: as long as Retry-After asks for, or longer with each attempt; undefined: not again. */
function waitBefore(
  attempt: number,
  response: AzureResponse | undefined,
  retryBaseMs: number,
): number | undefined {
  const askedMs = response && retryAfterMs(response.headers);
  if (askedMs !== undefined) {
    return askedMs > maxRetryAfterMs ? undefined : askedMs;
  }
  return retryBaseMs * Math.min(2 ** attempt - 1, maxBaseDelays);
}

function transportReason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

const withoutQuery = (url: string) => url.split("?")[0];
