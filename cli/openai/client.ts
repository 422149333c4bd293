/** OpenAI's own client for an Azure OpenAI account. */
import { getBearerTokenProvider } from "@azure/identity";
import { APIConnectionError, APIError, AzureOpenAI } from "openai";
import { EnvHttpProxyAgent } from "undici";
import type { Dispatcher } from "undici";
import { azureClients } from "../azure/clients";
import { signIn } from "../azure/signIn";
import { reasonOf, UserError } from "../failure";
import { findStack, requireSubscription } from "../target";
import type { TargetOptions } from "../target";

/** The version that knows `trainingType` (standard, global and developer tier). */
const apiVersion = "2025-04-01-preview";
const scope = "https://cognitiveservices.azure.com/.default";

export interface EndpointOptions extends TargetOptions {
  endpoint?: string;
}

/**
 * The endpoint of the account that is meant: given, of an account that is named, or the stack's.
 * @throws UserError
 */
async function findEndpoint(options: EndpointOptions): Promise<string> {
  const given =
    options.endpoint ?? (options.account || options.stack ? undefined : process.env.AZURE_OPENAI_ENDPOINT);
  if (given) {
    if (!/^https:\/\/[^/\s]+\/?$/.test(given)) {
      throw new UserError(
        `${options.endpoint ? "--endpoint" : "AZURE_OPENAI_ENDPOINT"} ${given}: give the account's address alone, such as https://NAME.openai.azure.com/.`,
      );
    }
    return given.endsWith("/") ? given : `${given}/`;
  }
  if (options.account || options.resourceGroup || options.vault) {
    if (!options.account || !options.resourceGroup) {
      throw new UserError("Without a stack, give both --resource-group and --account, or --endpoint.");
    }
    const { accounts } = await azureClients({ subscriptionId: requireSubscription(options) });
    try {
      const account = await accounts.accounts.get(options.resourceGroup, options.account);
      return account.properties!.endpoint!;
    } catch (error) {
      throw new UserError(`The account ${options.account} in ${options.resourceGroup}: ${reasonOf(error)}`);
    }
  }
  return (await findStack(options.stack)).endpoint;
}

export interface OpenAiClient {
  client: AzureOpenAI;
  endpoint: string;
  /** Told how many bytes of request bodies have been sent. */
  onSent(listener: ((bytes: number) => void) | undefined): void;
}

/**
 * A client that signs in with Entra, or with AZURE_OPENAI_API_KEY where that is set.
 * @throws UserError where nobody is signed in.
 */
export async function openAiClient(options: EndpointOptions): Promise<OpenAiClient> {
  const endpoint = await findEndpoint(options);
  const apiKey = process.env.AZURE_OPENAI_API_KEY;
  const signedIn = apiKey
    ? { apiKey }
    : { azureADTokenProvider: getBearerTokenProvider(await signIn(scope), scope) };
  let listener: ((bytes: number) => void) | undefined;
  // Node's own fetch does not read the proxy variables.
  const dispatcher = new EnvHttpProxyAgent().compose(
    (dispatch) => (request, handler) =>
      dispatch({ ...request, body: counted(request.body, (bytes) => listener?.(bytes)) }, handler),
  );
  const client = new AzureOpenAI({
    // Instead of `endpoint`, which the client refuses where OPENAI_BASE_URL is set for OpenAI's own service.
    baseURL: `${endpoint}openai`,
    apiVersion,
    ...signedIn,
    timeout: 10 * 60_000,
    // Node's own fetch, since uploads need its own FormData; it takes dispatchers of undici up to version 7.
    fetchOptions: { dispatcher } as object,
  });
  return { client, endpoint, onSent: (next) => (listener = next) };
}

type Body = Dispatcher.DispatchOptions["body"];

/** A streamed body that tells how much of it has gone. */
function counted(body: Body, sent: (bytes: number) => void): Body {
  if (body === null || body === undefined || !(Symbol.asyncIterator in Object(body))) {
    return body;
  }
  return (async function* () {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      yield chunk;
      sent(chunk.length);
    }
  })() as unknown as Body;
}

/**
 * The options of one request that a signal may end. The client adds a listener to the signal that it is given and leaves it
 * there; following a job for hours would pile them up, so each request gets a signal of its own that depends on the other.
 */
export const abortable = (signal: AbortSignal): { signal: AbortSignal } => ({
  signal: AbortSignal.any([signal]),
});

/** What to do about what Azure OpenAI refuses, by status and code. */
const remedies: readonly [when: (error: APIError) => boolean, remedy: string][] = [
  [
    ({ code }) => code === "PermissionDenied",
    "ask for the role Azure AI User on the account (in the stack: the setting teamMembers); a new assignment can take ten minutes",
  ],
  [
    ({ code }) => code === "AuthenticationTypeDisabled",
    "unset AZURE_OPENAI_API_KEY and sign in with `az login`",
  ],
  [({ status }) => status === 401, "sign in with `az login`, or check AZURE_OPENAI_API_KEY"],
  [
    ({ status }) => status === 403,
    "the account's network rules keep you out: allow your address, or go through its private endpoint",
  ],
  [
    ({ code }) => code === "quotaExceeded",
    "delete files or finished jobs that are not used any more, or wait for jobs in the queue",
  ],
  [
    ({ message }) => /integration is not configured/.test(message),
    "make the link first: `npm run link` says how",
  ],
];

/** An error of Azure OpenAI as one message: what happened, and what to do. */
export function explain(what: string, endpoint: string, error: unknown): UserError {
  if (error instanceof UserError) {
    return error;
  }
  if (error instanceof APIConnectionError) {
    const cause = rootCause(error);
    return new UserError(
      `${what}: ${endpoint} cannot be reached (${cause}): check the name, the network and the proxy (HTTPS_PROXY).`,
    );
  }
  if (error instanceof APIError) {
    const remedy = remedies.find(([when]) => when(error))?.[1];
    const code = error.code ? ` (${error.code})` : "";
    return new UserError(`${what}: ${error.message.split("\n")[0]}${code}${remedy ? `\n  ${remedy}` : ""}`);
  }
  return new UserError(`${what}: ${reasonOf(error)}`);
}

function rootCause(error: Error): string {
  let cause: Error & { code?: string } = error;
  while (cause.cause instanceof Error) {
    cause = cause.cause;
  }
  return cause.code ?? cause.message;
}
