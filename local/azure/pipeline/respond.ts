import { AzureError, ConnectionReset } from "../error";
import type { Caller, Outcome, Reply } from "../service";
import type { Exchange } from "./exchange";

/** Records how a request ends, and adds the headers that all services send. */
export function respond(
  { platform, service, hostParams, request, requestId, answeredAs }: Exchange,
  caller: Caller | undefined,
  outcome: Outcome,
): Outcome {
  if (outcome === "reset") {
    platform.requests.add(service.name, request, 0, caller, answeredAs);
    return outcome;
  }
  platform.requests.add(service.name, request, outcome.status, caller, answeredAs);
  return {
    ...outcome,
    headers: {
      "x-ms-request-id": requestId,
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
      ...service.headers?.(hostParams, request, platform),
      ...outcome.headers,
    },
  };
}

/** What a request that fails ends with. */
export function errorOutcome(exchange: Exchange, error: unknown): Outcome {
  return error instanceof ConnectionReset ? "reset" : errorReply(exchange, error);
}

/** An error in the service's format. */
export function errorReply({ service, platform }: Exchange, error: unknown): Reply {
  const azureError = error instanceof AzureError ? error : unexpected(service.name, error);
  return {
    status: azureError.status,
    headers: { ...service.errorHeaders?.(azureError), ...azureError.more.headers },
    body: service.errorBody(azureError, platform),
  };
}

function unexpected(service: string, error: unknown): AzureError {
  console.error(`${service}: unexpected error:`, error);
  return new AzureError(
    500,
    "InternalServerError",
    "The service could not process the request. See the log of the local Azure.",
  );
}
