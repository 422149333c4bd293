/** Long-running operations of Azure Resource Manager. */
import { setTimeout as delay } from "node:timers/promises";
import { describeDuration, retryAfterMs } from "../../../cli/network/retryAfter";
import { refuseOtherOrigin, services } from "../../../cli/network/service";
import type { AzureCallError } from "../azureCallError";
import { errorOf, maxRetryAfterMs } from "../azureClient";
import type { AzureClient, AzureResponse } from "../azureClient";
import { armEndpoint } from "./client";

const ends = ["Succeeded", "Failed", "Canceled"];

/** Where an operation is polled, and what the state of a response is. */
interface Poller {
  url: string;
  stateOf: (response: AzureResponse) => string;
}

/**
 * Polls the operation that a response has started, if it has, to its end. The first poll comes at once, unless Azure asks for a
 * delay; azure-native polls every ten seconds after that.
 * @param resourceUrl Polled where the response has no URL of an operation, and the resource in its body is not provisioned yet.
 * @throws AzureCallError where the operation fails.
 */
export async function untilDone(
  azure: AzureClient,
  started: AzureResponse,
  signal: AbortSignal,
  resourceUrl?: string,
): Promise<void> {
  const poller = pollerFor(started, resourceUrl);
  if (!poller) {
    return;
  }
  refuseOtherOrigin(new URL(poller.url), armEndpoint, services.azure);
  const defaultDelayMs = azure.connection.retryBaseMs / 2;
  await delay(pollDelayMs(started) ?? 0, undefined, { signal });
  let response: AzureResponse;
  let state: string;
  for (;;) {
    response = await azure.call("GET", poller.url, { resource: armEndpoint, signal });
    state = poller.stateOf(response);
    if (ends.includes(state)) {
      break;
    }
    await delay(pollDelayMs(response) ?? defaultDelayMs, undefined, { signal });
  }
  if (state !== "Succeeded") {
    throw operationError(response, state);
  }
}

function pollerFor(started: AzureResponse, resourceUrl: string | undefined): Poller | undefined {
  const statusUrl = started.headers.get("azure-asyncoperation");
  if (statusUrl) {
    return { url: statusUrl, stateOf: stateOfStatus };
  }
  const locationUrl = started.status === 202 ? started.headers.get("location") : null;
  if (locationUrl) {
    return { url: locationUrl, stateOf: stateOfLocation };
  }
  return resourceUrl !== undefined && !ends.includes(stateOfBody(started))
    ? { url: resourceUrl, stateOf: stateOfBody }
    : undefined;
}

/** An Azure-AsyncOperation URL returns the state in its body. */
const stateOfStatus = ({ body }: AzureResponse): string => String((body as { status: unknown }).status);

/** A Location URL returns 202 for as long as the operation runs. */
const stateOfLocation = ({ status }: AzureResponse): string => (status === 202 ? "InProgress" : "Succeeded");

/** A resource without a provisioning state is provisioned. */
const stateOfBody = ({ body }: AzureResponse): string =>
  (body as { properties?: { provisioningState?: string } } | undefined)?.properties?.provisioningState ??
  "Succeeded";

/** @throws Error where Azure asks for a longer delay than a provider waits: the operation goes on. */
function pollDelayMs({ headers }: AzureResponse): number | undefined {
  const ms = retryAfterMs(headers);
  if (ms !== undefined && ms > maxRetryAfterMs) {
    throw new Error(
      `Azure asks to wait ${describeDuration(ms)} for the operation, longer than the provider waits ` +
        `(${describeDuration(maxRetryAfterMs)}). It continues in Azure. Update the stack again after that.`,
    );
  }
  return ms;
}

function operationError({ status, body }: AzureResponse, state: string): AzureCallError {
  const { error } = body as { error?: { code: string; message: string } };
  return errorOf({
    status,
    body: { error: error ?? { code: state, message: "The operation did not succeed." } },
  });
}
