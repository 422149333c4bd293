/** OpenAI's own client for an Azure OpenAI account. */
import { getBearerTokenProvider } from "@azure/identity";
import { AzureOpenAI } from "openai";

import { signIn } from "../azure/signIn";
import type { EndpointOptions } from "../deployment/target";
import { dispatcherFor, request } from "../network/request";
import type { RequestSettings } from "../network/request";
import { send } from "../network/send";
import { services } from "../network/service";
import { postForm } from "../network/streamedForm";
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
  const credentials = apiKey
    ? { apiKey }
    : { azureADTokenProvider: getBearerTokenProvider(await signIn(scope), scope) };
  return clientFor(endpoint, credentials);
}

type Credentials = Pick<
  NonNullable<ConstructorParameters<typeof AzureOpenAI>[0]>,
  "apiKey" | "azureADTokenProvider"
>;

/** @param endpoint URL that ends with a slash. */
export function clientFor(endpoint: string, credentials: Credentials): OpenAiClient {
  let listener: ((bytes: number) => void) | undefined;
  const sendAny = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const target = url instanceof Request ? url.url : url;
    return init?.body instanceof FormData
      ? sendForm(target, init, init.body, (bytes) => listener?.(bytes))
      : request(services.openAi, target, { ...(init as RequestSettings), timeoutMs: requestTimeoutMs });
  };
  const client = new AzureOpenAI({
    // Instead of `endpoint`, which the client rejects if OPENAI_BASE_URL is set for OpenAI's own service.
    baseURL: `${endpoint}openai`,
    apiVersion,
    ...credentials,
    timeout: clientTimeoutMs,
    maxRetries: 0,
    fetch: sendAny,
  });
  return { client, endpoint, onBytesSent: (next) => (listener = next) };
}

/** Options of a request that must not reach the service twice. */
export const notRepeated = { fetchOptions: { maxRetries: 0 } as object };

/** Sends a form whose files are read again for each attempt. */
const sendForm = (
  url: string | URL,
  { headers, signal }: RequestInit,
  form: FormData,
  onBytesSent: (bytes: number) => void,
): Promise<Response> =>
  send({
    service: services.openAi,
    url,
    signal: signal ?? undefined,
    hasProgress: true,
    attempt: () => {
      const timeout = AbortSignal.timeout(uploadTimeoutMs);
      return postForm(url, form, {
        headers: new Headers(headers),
        dispatcher: dispatcherFor(new URL(url)),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        timeoutMs: uploadTimeoutMs,
        onBytesSent,
      });
    },
  });

/**
 * Returns the options of one request that a signal can abort. The client adds a listener to the signal and never removes it, so
 * that a job that is followed for hours would accumulate them; therefore each request gets a signal of its own.
 */
export const abortable = (signal: AbortSignal): { signal: AbortSignal } => ({
  signal: AbortSignal.any([signal]),
});
