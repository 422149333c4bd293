/** What azure-native does with secrets through the vault's data plane: deletion, and recovery from soft delete. */
import { setTimeout as delay } from "node:timers/promises";
import { AzureCallError } from "../azureCallError";
import type { AzureClient } from "../azureClient";
import type { Properties } from "../protocol/values";
import { resourcePath } from "./arm";
import { callArm } from "./client";
import { resourceTypes } from "./resourceTypes";

const resource = "https://vault.azure.net";
const version = "api-version=7.4";

/** A URL of the vault's data plane. */
const dataPlane = ({ vaultName }: Properties, path: string) =>
  `https://${String(vaultName).toLowerCase()}.vault.azure.net/${path}?${version}`;

/** Deletes a secret. One that does not exist, or whose vault does not, is deleted already. */
export async function deleteSecret(
  azure: AzureClient,
  inputs: Properties,
  signal: AbortSignal,
): Promise<void> {
  const type = resourceTypes["azure-native:keyvault:Vault"];
  const vault = resourcePath(type, azure.connection.subscriptionId, inputs);
  const { status } = await callArm(azure, "GET", vault, type.apiVersion, { accept: [404], signal });
  if (status === 404) {
    return;
  }
  const url = dataPlane(inputs, `secrets/${String(inputs.secretName)}`);
  await azure.call("DELETE", url, { resource, accept: [404], signal });
}

/** Whether Azure refused a secret because its name is in soft delete. */
export const isDeletedSecretConflict = (error: unknown): boolean =>
  error instanceof AzureCallError && error.status === 409 && /deleted but recoverable/.test(error.reason);

const maxPolls = 50;

/** Recovers a secret from soft delete, and waits until it can be written. */
export async function recoverSecret(
  azure: AzureClient,
  inputs: Properties,
  signal: AbortSignal,
): Promise<void> {
  const name = String(inputs.secretName);
  await azure.call("POST", dataPlane(inputs, `deletedsecrets/${name}/recover`), { resource, signal });
  for (let poll = 0; poll < maxPolls; poll++) {
    const { status } = await azure.call("GET", dataPlane(inputs, `secrets/${name}`), {
      resource,
      // A 403 shows that the secret exists: the provider may write secrets without reading them.
      accept: [403, 404],
      signal,
    });
    if (status !== 404) {
      return;
    }
    await delay(azure.connection.retryBaseMs, undefined, { signal });
  }
  throw new Error(`The deleted secret '${name}' was not recovered in time. Run the update again.`);
}
