import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fetch, ProxyAgent } from "undici";
import type { Dispatcher } from "undici";
import type { Properties } from "./protocol/values";

/** How long a provider waits for Azure, in milliseconds. */
export interface Patience {
  /** Before the first retry; azure-native's own are 20 seconds. */
  retryBase: number;
  /** For an answer. */
  requestTimeout: number;
}

/** Who a provider acts as, and how it reaches Azure: its configuration, and ARM_* and proxy variables for the rest. */
export interface Connection extends Patience {
  tenantId: string;
  subscriptionId: string;
  clientId: string;
  clientSecret: string;
  dispatcher: Dispatcher | undefined;
}

/** Azure's refusal, in the words of azure-native. */
export class AzureCallError extends Error {
  override readonly name = "AzureCallError";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly reason: string,
  ) {
    super(`Status=${status} Code="${code}" Message="${reason}"`);
  }
}

const settings: [name: keyof Connection, variable: string][] = [
  ["tenantId", "ARM_TENANT_ID"],
  ["subscriptionId", "ARM_SUBSCRIPTION_ID"],
  ["clientId", "ARM_CLIENT_ID"],
  ["clientSecret", "ARM_CLIENT_SECRET"],
];

const dispatchers = new Map<string, Dispatcher>();

/** @throws Error naming every setting that is missing. */
export function connectionFrom(
  config: Properties,
  environment: Record<string, string | undefined>,
  patience: Patience,
): Connection {
  const found = Object.fromEntries(
    settings.map(([name, variable]) => [name, (config[name] as string | undefined) || environment[variable]]),
  );
  const missing = settings
    .filter(([name]) => !found[name])
    .map(([name, variable]) => `${name} (or ${variable})`);
  if (missing.length > 0) {
    throw new Error(`Azure cannot be reached without ${missing.join(", ")}.`);
  }
  return { ...(found as unknown as Connection), dispatcher: dispatcherFor(environment), ...patience };
}

function dispatcherFor(environment: Record<string, string | undefined>): Dispatcher | undefined {
  const { HTTPS_PROXY: uri, NODE_EXTRA_CA_CERTS: file } = environment;
  if (!uri) {
    return undefined;
  }
  let dispatcher = dispatchers.get(uri);
  if (!dispatcher) {
    dispatcher = new ProxyAgent({ uri, requestTls: { ca: file ? readFileSync(file, "utf8") : undefined } });
    dispatchers.set(uri, dispatcher);
  }
  return dispatcher;
}

export interface AzureResponse {
  status: number;
  headers: { get(name: string): string | null };
  // Bodies are as different as Azure's services.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** Tries of one call in all. With the bases above that is some seconds here and half an hour with azure-native. */
const tries = 8;
const longestWait = 120_000;

const transient = [408, 429, 500, 502, 503, 504];

/** Calls Azure's REST APIs as azure-native does: with a token, and again after what is transient. */
export class AzureClient {
  private readonly tokens = new Map<string, { token: string; until: number }>();

  constructor(readonly connection: Connection) {}

  /**
   * @param resource What the token is for, such as `https://management.azure.com`.
   * @throws AzureCallError for every status that is not in `accept` or below 300.
   */
  async call(
    method: string,
    url: string,
    options: { resource: string; body?: unknown; accept?: number[]; signal?: AbortSignal },
  ): Promise<AzureResponse> {
    const { accept = [], signal } = options;
    for (let attempt = 1; ; attempt++) {
      let response: AzureResponse | undefined;
      let failure: Error;
      try {
        response = await this.send(method, url, options);
        if (response.status < 300 || accept.includes(response.status)) {
          return response;
        }
        failure = errorOf(response);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof AzureCallError) {
          throw error; // no token: asking again does not help
        }
        failure = new Error(`${method} ${withoutQuery(url)} failed: ${transportReason(error)}`);
      }
      if (attempt >= tries || (response && !isTransient(response, failure))) {
        throw failure;
      }
      await delay(waitBefore(attempt, response, this.connection.retryBase), undefined, { signal });
    }
  }

  /** A token for a resource; kept until shortly before it expires. */
  async token(resource: string): Promise<string> {
    const kept = this.tokens.get(resource);
    if (kept && kept.until > Date.now()) {
      return kept.token;
    }
    const { tenantId, clientId, clientSecret, dispatcher, requestTimeout } = this.connection;
    const response = await fetch(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      dispatcher,
      signal: AbortSignal.timeout(requestTimeout),
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: clientSecret,
        scope: `${resource}/.default`,
      }).toString(),
    });
    const body = (await response.json()) as {
      access_token?: string;
      expires_in?: number;
      error?: string;
      error_description?: string;
    };
    if (!body.access_token) {
      throw new AzureCallError(
        response.status,
        body.error ?? "",
        body.error_description ?? "no access token was given",
      );
    }
    this.tokens.set(resource, {
      token: body.access_token,
      until: Date.now() + (body.expires_in! - 300) * 1000,
    });
    return body.access_token;
  }

  private async send(
    method: string,
    url: string,
    { resource, body, signal }: { resource: string; body?: unknown; signal?: AbortSignal },
  ): Promise<AzureResponse> {
    const token = await this.token(resource);
    const { dispatcher, requestTimeout } = this.connection;
    const late = AbortSignal.timeout(requestTimeout);
    const response = await fetch(url, {
      method,
      dispatcher,
      signal: signal ? AbortSignal.any([signal, late]) : late,
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  }
}

function parse(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorOf({ status, body }: AzureResponse): AzureCallError {
  const error = (
    body as { error?: { code?: string; message?: string; innererror?: { code?: string } } } | undefined
  )?.error;
  const code = [error?.code, error?.innererror?.code].filter(Boolean).join("/");
  return new AzureCallError(status, code, error?.message ?? "");
}

/** 409 means that something else is under way for one code alone; 403 never passes by itself, slow grants included. */
function isTransient({ status }: AzureResponse, failure: Error): boolean {
  const code = failure instanceof AzureCallError ? failure.code : "";
  return transient.includes(status) || (status === 409 && code === "AnotherOperationInProgress");
}

/** Milliseconds: what Azure asks for, or twice as long each time. */
function waitBefore(attempt: number, response: AzureResponse | undefined, base: number): number {
  const asked = Number(response?.headers.get("retry-after") ?? Number.NaN) * 1000;
  return Math.min(Number.isNaN(asked) ? base * 2 ** (attempt - 1) : asked, longestWait);
}

function transportReason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

const withoutQuery = (url: string) => url.split("?")[0];
