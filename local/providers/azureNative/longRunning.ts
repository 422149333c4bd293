/** Long-running operations of Azure Resource Manager. */
import { setTimeout as delay } from "node:timers/promises";
import { AzureCallError } from "../azureCallError";
import type { AzureClient, AzureResponse } from "../azureClient";
import { armEndpoint } from "./client";

/**
 * Where Azure sends no Retry-After, as Cognitive Services (recorded). The official provider waits 10 seconds; an operation of the
 * local Azure takes polls, and no time.
 */
const defaultPollSeconds = 0.1;

const ends = ["Succeeded", "Failed", "Canceled"];

/** Polls the operation that a response has started, if it has, to its end. @throws AzureCallError where it fails. */
export async function untilDone(
  azure: AzureClient,
  started: AzureResponse,
  signal: AbortSignal,
): Promise<void> {
  const statusUrl = started.headers.get("azure-asyncoperation");
  const url = statusUrl ?? (started.status === 202 ? started.headers.get("location") : null);
  if (!url) {
    return;
  }
  const stateOf = statusUrl ? stateOfStatus : stateOfLocation;
  let response = started;
  let state: string;
  do {
    const seconds = Number(response.headers.get("retry-after") ?? defaultPollSeconds);
    await delay(seconds * 1000, undefined, { signal });
    response = await azure.call("GET", url, { resource: armEndpoint, signal });
    state = stateOf(response);
  } while (!ends.includes(state));
  if (state !== "Succeeded") {
    throw operationError(response, state);
  }
}

/** An Azure-AsyncOperation URL returns the state in its body. */
const stateOfStatus = ({ body }: AzureResponse): string => String((body as { status: unknown }).status);

/** A Location URL returns 202 for as long as the operation runs. */
const stateOfLocation = ({ status }: AzureResponse): string => (status === 202 ? "InProgress" : "Succeeded");

function operationError({ status, body }: AzureResponse, state: string): AzureCallError {
  const { error } = body as { error?: { code: string; message: string } };
  return new AzureCallError(status, error?.code ?? state, error?.message ?? "The operation did not succeed.");
}
