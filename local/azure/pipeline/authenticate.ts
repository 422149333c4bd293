import { AzureError } from "../error";
import type { Caller } from "../service";
import type { Exchange } from "./exchange";

/** @returns The caller, or undefined in a service without authentication. @throws AzureError 401 with the service's challenge. */
export async function authenticate(exchange: Exchange, url: URL): Promise<Caller | undefined> {
  try {
    return await readCredentials(exchange, url);
  } catch (error) {
    if (error instanceof AzureError && error.status === 401) {
      const headers = exchange.service.challenge?.(exchange.platform);
      throw new AzureError(401, error.code, error.message, { headers });
    }
    throw error;
  }
}

async function readCredentials(
  { service, platform, request: { headers }, hostParams }: Exchange,
  url: URL,
): Promise<Caller | undefined> {
  if (service.authenticate) {
    return service.authenticate({ platform, headers, url, params: hostParams });
  }
  return service.audiences && platform.tokens.verify(headers.get("authorization"), service.audiences);
}
