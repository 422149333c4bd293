/** Tokens of requests to an account, which a command that follows a job for hours has to renew. */
import { getBearerTokenProvider } from "@azure/identity";
import type { Credential } from "../azure/credential";
import { possibleOutage } from "../network/outage";

export interface TokenSource {
  get(): Promise<string>;
  /** Requests another token, whatever the time of the last one. */
  renew(): Promise<string>;
  /** Whether the account has accepted a token. */
  wasAccepted: boolean;
}

export function tokenSource(credential: Credential, scope: string): TokenSource {
  let provider = getBearerTokenProvider(credential, scope);
  return {
    get: () => provider(),
    renew: () => (provider = getBearerTokenProvider(credential, scope))(),
    wasAccepted: false,
  };
}

const unauthorized = 401;

/** Sends a request again with another token if its token is no longer accepted, as long as the command waits for outages. */
export async function withNewToken(
  send: (headers?: Headers) => Promise<Response>,
  init: RequestInit | undefined,
  tokens: TokenSource,
): Promise<Response> {
  const outage = tokens.wasAccepted ? possibleOutage(init?.signal ?? undefined, true) : undefined;
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
