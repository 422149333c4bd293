/** What azure-native does with secrets through the vault's data plane: deleting, and recovering from soft delete. */
import { setTimeout as delay } from "node:timers/promises";
import { AzureCallError } from "../azureClient";
import type { AzureClient } from "../azureClient";
import type { Properties } from "../protocol/values";

const resource = "https://vault.azure.net";
const version = "api-version=7.4";
const base = ({ vaultName }: Properties) => `https://${String(vaultName).toLowerCase()}.vault.azure.net`;

/** Deletes a secret. One that is not there, or whose vault is not, is deleted already. */
export async function deleteSecret(
  azure: AzureClient,
  inputs: Properties,
  signal: AbortSignal,
): Promise<void> {
  const vault = `https://management.azure.com/subscriptions/${azure.connection.subscriptionId}/resourceGroups/${String(inputs.resourceGroupName)}/providers/Microsoft.KeyVault/vaults/${String(inputs.vaultName)}?api-version=2024-11-01`;
  const found = await azure.call("GET", vault, {
    resource: "https://management.azure.com",
    accept: [404],
    signal,
  });
  if (found.status === 404) {
    return;
  }
  await azure.call("DELETE", `${base(inputs)}/secrets/${String(inputs.secretName)}?${version}`, {
    resource,
    accept: [404],
    signal,
  });
}

/** Whether Azure refused a secret because its name is in soft delete. */
export function isDeletedSecretConflict(error: unknown): boolean {
  return (
    error instanceof AzureCallError && error.status === 409 && /deleted but recoverable/.test(error.reason)
  );
}

/** Polls before a recovered secret is given up. */
const polls = 50;

export async function recoverSecret(
  azure: AzureClient,
  inputs: Properties,
  signal: AbortSignal,
): Promise<void> {
  const name = String(inputs.secretName);
  await azure.call("POST", `${base(inputs)}/deletedsecrets/${name}/recover?${version}`, { resource, signal });
  for (let poll = 0; poll < polls; poll++) {
    const { status } = await azure.call("GET", `${base(inputs)}/secrets/${name}?${version}`, {
      resource,
      accept: [403, 404],
      signal,
    });
    if (status !== 404) {
      return;
    }
    await delay(azure.connection.retryBase, undefined, { signal });
  }
  throw new Error(`The deleted secret '${name}' was not recovered in time: run the update again.`);
}
