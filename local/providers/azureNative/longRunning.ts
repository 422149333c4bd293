/** Long-running operations of Azure Resource Manager. */
import { setTimeout as delay } from "node:timers/promises";
import { AzureCallError } from "../azureCallError";
import type { AzureClient, AzureResponse } from "../azureClient";
import type { Properties } from "../protocol/values";
import { armEndpoint } from "./client";

/** Where Azure sends no Retry-After. */
const defaultPollSeconds = 10;

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

/**
 * Reads a resource until Azure has provisioned it. Where Azure sends no URL to poll, the resource alone tells its state: a new
 * vault registers its DNS name.
 */
export async function untilProvisioned(
  azure: AzureClient,
  read: () => Promise<Properties | undefined>,
  signal: AbortSignal,
): Promise<Properties | undefined> {
  let resource = await read();
  while (isProvisioning(resource)) {
    await delay(azure.connection.retryBaseMs, undefined, { signal });
    resource = await read();
  }
  return resource;
}

function isProvisioning(resource: Properties | undefined): boolean {
  const { provisioningState } = (resource?.properties ?? {}) as Properties;
  return provisioningState !== undefined && !ends.includes(String(provisioningState));
}

/** An Azure-AsyncOperation URL returns the state in its body. */
const stateOfStatus = ({ body }: AzureResponse): string => String((body as { status: unknown }).status);

/** A Location URL returns 202 for as long as the operation runs. */
const stateOfLocation = ({ status }: AzureResponse): string => (status === 202 ? "InProgress" : "Succeeded");

function operationError({ status, body }: AzureResponse, state: string): AzureCallError {
  const { error } = body as { error?: { code: string; message: string } };
  return new AzureCallError(status, error?.code ?? state, error?.message ?? "The operation did not succeed.");
}
