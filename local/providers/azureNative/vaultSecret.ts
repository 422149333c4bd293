/** What azure-native does with secrets through the vault's data plane: deletion, and recovery from soft delete. */
import { STATUS_CODES } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { AzureCallError } from "../azureCallError";
import type { AzureClient, AzureResponse } from "../azureClient";
import type { Properties } from "../protocol/values";

const resource = "https://vault.azure.net";
const version = "api-version=7.4";

/** A URL of the vault's data plane. */
const dataPlane = ({ vaultName }: Properties, path: string) =>
  `https://${String(vaultName).toLowerCase()}.vault.azure.net/${path}?${version}`;

/** Calls the data plane, where a 404 is no error. @throws Error as azcore words it: with the whole body, the inner code included. */
async function callVault(
  azure: AzureClient,
  method: string,
  url: string,
  signal: AbortSignal,
): Promise<AzureResponse> {
  try {
    return await azure.call(method, url, { resource, accept: [404], signal });
  } catch (error) {
    throw error instanceof AzureCallError ? responseError(method, url, error) : error;
  }
}

function responseError(method: string, url: string, { status, code, body }: AzureCallError): Error {
  const separator = "-".repeat(80);
  return new Error(
    [
      `${method} ${url.split("?")[0]}`,
      separator,
      `RESPONSE ${status}: ${status} ${STATUS_CODES[status] ?? ""}`,
      code ? `ERROR CODE: ${code}` : "ERROR CODE UNAVAILABLE",
      separator,
      body === undefined ? "Response contained no body" : JSON.stringify(body, null, 2),
      separator,
    ].join("\n"),
  );
}

/** Deletes a secret; one that does not exist is deleted already. The host of a vault that does not exist is not found. */
export async function deleteSecret(
  azure: AzureClient,
  inputs: Properties,
  signal: AbortSignal,
): Promise<void> {
  const url = dataPlane(inputs, `secrets/${String(inputs.secretName)}`);
  await callVault(azure, "DELETE", url, signal);
}

/** For how long azure-native writes a recovered secret: every 5 seconds, for 3 minutes. */
const maxWrites = 36;

/**
 * Writes a secret, and recovers it first where its name is in soft delete (pulumi-azure-native#4759).
 * @throws Error that names the secret.
 */
export async function createSecret(
  azure: AzureClient,
  inputs: Properties,
  write: () => Promise<AzureResponse>,
  signal: AbortSignal,
): Promise<AzureResponse> {
  try {
    return await writeOrRecover(azure, inputs, write, signal);
  } catch (error) {
    throw new Error(
      `error during creating KeyVault secret ${String(inputs.secretName)}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

async function writeOrRecover(
  azure: AzureClient,
  inputs: Properties,
  write: () => Promise<AzureResponse>,
  signal: AbortSignal,
): Promise<AzureResponse> {
  const written = await unlessConflict(write);
  if (!(written instanceof AzureCallError)) {
    return written;
  }
  const deleted = dataPlane(inputs, `deletedsecrets/${String(inputs.secretName)}`);
  const { status } = await callVault(azure, "GET", deleted, signal);
  if (status === 404) {
    throw written;
  }
  const recovery = dataPlane(inputs, `deletedsecrets/${String(inputs.secretName)}/recover`);
  await callVault(azure, "POST", recovery, signal);
  return writeRecovered(azure, write, signal);
}

async function writeRecovered(
  azure: AzureClient,
  write: () => Promise<AzureResponse>,
  signal: AbortSignal,
): Promise<AzureResponse> {
  for (let writes = 1; ; writes++) {
    await delay(azure.connection.retryBaseMs / 4, undefined, { signal });
    const written = await unlessConflict(write);
    if (!(written instanceof AzureCallError)) {
      return written;
    }
    if (writes >= maxWrites) {
      throw written;
    }
  }
}

/** The response of a write, or the 409 that it failed with. */
async function unlessConflict(write: () => Promise<AzureResponse>): Promise<AzureResponse | AzureCallError> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof AzureCallError && error.status === 409) {
      return error;
    }
    throw error;
  }
}
