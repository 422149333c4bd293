/** OpenAI's own client for an Azure OpenAI account. */
import { getBearerTokenProvider } from "@azure/identity";
import { AzureOpenAI } from "openai";
import type { Dispatcher } from "undici";
import type { Credential } from "../azure/credential";
import { signIn } from "../azure/signIn";
import type { EndpointOptions } from "../deployment/target";
import { possibleOutage } from "../network/outage";
import { dispatcherFor, request } from "../network/request";
import type { RequestSettings } from "../network/request";
import { services } from "../network/service";
import { findEndpoint } from "./endpoint";

/** The first API version with `trainingType`. */
const apiVersion = "2025-04-01-preview";
const scope = "https://cognitiveservices.azure.com/.default";
/** Timeouts of one attempt. */
const requestTimeoutMs = 2 * 60_000;
const uploadTimeoutMs = 10 * 60_000;
/** The client's own, which includes further attempts and the waits between them. */
const clientTimeoutMs = 60 * 60_000;

export interface OpenAiClient {
  client: AzureOpenAI;
  endpoint: string;
  /** Sets the listener that receives the number of bytes of each chunk of a request's body that is sent. */
  onBytesSent(listener: ((bytes: number) => void) | undefined): void;
}

/**
 * Creates a client that signs in with Microsoft Entra ID, or with AZURE_OPENAI_API_KEY if it is set.
 * @throws UserError if no identity is signed in.
 */
export async function openAiClient(options: EndpointOptions): Promise<OpenAiClient> {
  const endpoint = await findEndpoint(options);
  const apiKey = process.env.AZURE_OPENAI_API_KEY;
  const tokens = apiKey ? undefined : tokenSource(await signIn(scope));
  const credentials = tokens ? { azureADTokenProvider: () => tokens.get() } : { apiKey };
  let listener: ((bytes: number) => void) | undefined;
  const dispatcher = dispatcherFor(new URL(endpoint)).compose(
    (dispatch) => (sent, handler) =>
      dispatch({ ...sent, body: withProgress(sent.body, (bytes) => listener?.(bytes)) }, handler),
  );
  const send = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const once = (headers?: Headers) =>
      request(services.openAi, url instanceof Request ? url.url : url, {
        ...(init as RequestSettings),
        ...(headers ? { headers } : {}),
        dispatcher,
        timeoutMs: init?.body instanceof FormData ? uploadTimeoutMs : requestTimeoutMs,
      });
    return (tokens ? withNewToken(once, init, tokens) : once()).catch((error: unknown) => {
      throw hiddenFromClient(error);
    });
  };
  const client = new AzureOpenAI({
    // Instead of `endpoint`, which the client rejects if OPENAI_BASE_URL is set for OpenAI's own service.
    baseURL: `${endpoint}openai`,
    apiVersion,
    ...credentials,
    timeout: clientTimeoutMs,
    maxRetries: 0,
    fetch: send,
  });
  return { client, endpoint, onBytesSent: (next) => (listener = next) };
}

/** Options of a request that must not reach the service twice. */
export const notRepeated = { fetchOptions: { maxRetries: 0 } as object };

interface TokenSource {
  get(): Promise<string>;
  /** Requests another token, whatever the time of the last one. */
  renew(): Promise<string>;
  /** Whether the account has accepted a token. */
  wasAccepted: boolean;
}

function tokenSource(credential: Credential): TokenSource {
  let provider = getBearerTokenProvider(credential, scope);
  return {
    get: () => provider(),
    renew: () => (provider = getBearerTokenProvider(credential, scope))(),
    wasAccepted: false,
  };
}

const unauthorized = 401;

/** Sends a request again with another token if its token is no longer accepted, as long as the command waits for outages. */
async function withNewToken(
  send: (headers?: Headers) => Promise<Response>,
  init: RequestInit | undefined,
  tokens: TokenSource,
): Promise<Response> {
  const outage = tokens.wasAccepted ? possibleOutage(init?.signal ?? undefined) : undefined;
  let response = await send();
  for (let attempt = 0; response.status === unauthorized && tokens.wasAccepted; attempt += 1) {
    const mayRepeat =
      attempt === 0 ||
      (await outage?.wait(
        "Azure OpenAI no longer accepts your sign-in (401). In another terminal, run az login.",
      ));
    if (!mayRepeat) {
      return response;
    }
    const headers = new Headers(init?.headers);
    headers.set("authorization", `Bearer ${await tokens.renew()}`);
    response = await send(headers);
  }
  if (response.ok) {
    tokens.wasAccepted = true;
    outage?.end("Azure OpenAI accepts your sign-in again.");
  }
  return response;
}

/** The client looks for words of a time-out in an error and in its cause, and where it finds them drops both. */
const hiddenFromClient = (cause: unknown): Error =>
  new Error("The request failed.", { cause: new Error("The request failed.", { cause }) });

type Body = Dispatcher.DispatchOptions["body"];

/** Wraps a streamed body so that it reports each chunk that is sent. */
function withProgress(body: Body, onSent: (bytes: number) => void): Body {
  if (body === null || body === undefined || !(Symbol.asyncIterator in Object(body))) {
    return body;
  }
  return (async function* () {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      yield chunk;
      onSent(chunk.length);
    }
  })() as unknown as Body;
}

/**
 * Returns the options of one request that a signal can abort. The client adds a listener to the signal and never removes it, so
 * that a job that is followed for hours would accumulate them; therefore each request gets a signal of its own.
 */
export const abortable = (signal: AbortSignal): { signal: AbortSignal } => ({
  signal: AbortSignal.any([signal]),
});
