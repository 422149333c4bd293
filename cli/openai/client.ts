/** OpenAI's own client for an Azure OpenAI account. */
import { AzureOpenAI } from "openai";
import { currentCloud, requireCurrentCloud } from "../azure/clouds";
import { signIn } from "../azure/signIn";
import type { EndpointOptions } from "../deployment/target";
import { request } from "../network/request";
import type { RequestSettings } from "../network/request";
import { services } from "../network/service";
import { findEndpoint } from "./endpoint";
import { tokenSource, withNewToken } from "./tokens";
import type { TokenSource } from "./tokens";

/** The first API version with `trainingType`. */
const apiVersion = "2025-04-01-preview";
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
  return clientFor(endpoint, apiKey ? { apiKey } : await signedInTo(endpoint));
}

/** @param endpoint URL that ends with a slash. */
export function clientFor(endpoint: string, credentials: { apiKey: string } | TokenSource): OpenAiClient {
  const tokens = "apiKey" in credentials ? undefined : credentials;
  let listener: ((bytes: number) => void) | undefined;
  const send = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const once = (headers?: Headers) =>
      request(services.openAi, url instanceof Request ? url.url : url, {
        ...(init as RequestSettings),
        ...(headers ? { headers } : {}),
        timeoutMs: init?.body instanceof FormData ? uploadTimeoutMs : requestTimeoutMs,
        onBytesSent: (bytes) => listener?.(bytes),
      });
    return (tokens ? withNewToken(once, init, tokens) : once()).catch((error: unknown) => {
      throw hiddenFromClient(error);
    });
  };
  const client = new AzureOpenAI({
    // Instead of `endpoint`, which the client rejects if OPENAI_BASE_URL is set for OpenAI's own service.
    baseURL: `${endpoint}openai`,
    apiVersion,
    ...("apiKey" in credentials ? credentials : { azureADTokenProvider: () => credentials.get() }),
    timeout: clientTimeoutMs,
    maxRetries: 0,
    fetch: send,
  });
  return { client, endpoint, onBytesSent: (next) => (listener = next) };
}

async function signedInTo(endpoint: string): Promise<TokenSource> {
  requireCurrentCloud("The endpoint", endpoint);
  const { openAiScope } = currentCloud();
  return tokenSource(await signIn(openAiScope), openAiScope);
}

/** Options of a request that must not reach the service twice. */
export const notRepeated = { fetchOptions: { maxRetries: 0 } as object };

/** The client looks for words of a time-out in an error and in its cause, and where it finds them drops both. */
const hiddenFromClient = (cause: unknown): Error =>
  new Error("The request failed.", { cause: new Error("The request failed.", { cause }) });

/**
 * Returns the options of one request that a signal can abort. The client adds a listener to the signal and never removes it, so
 * that a job that is followed for hours would accumulate them; therefore each request gets a signal of its own.
 */
export const abortable = (signal: AbortSignal): { signal: AbortSignal } => ({
  signal: AbortSignal.any([signal]),
});
