/** azure-native's resource for one entry of a vault's access policies: not a resource of ARM, so it has code of its own. */
import type { AzureClient } from "../azureClient";
import type { ResourceHandler } from "../protocol/provider";
import { unknown } from "../protocol/values";
import type { Properties } from "../protocol/values";
import type { AzureNativeClient } from "./resource";

const arm = "https://management.azure.com";
const version = "api-version=2024-11-01";

interface Entry extends Properties {
  tenantId: string;
  objectId: string;
  permissions: Properties;
}

const vaultOf = (azure: AzureClient, { resourceGroupName, vaultName }: Properties) =>
  `/subscriptions/${azure.connection.subscriptionId}/resourceGroups/${String(resourceGroupName)}/providers/Microsoft.KeyVault/vaults/${String(vaultName)}`;

async function change(
  azure: AzureClient,
  inputs: Properties,
  kind: "replace" | "remove",
  signal: AbortSignal,
): Promise<void> {
  await azure.call("PUT", `${arm}${vaultOf(azure, inputs)}/accessPolicies/${kind}?${version}`, {
    resource: arm,
    body: { properties: { accessPolicies: [inputs.policy] } },
    accept: kind === "remove" ? [404] : [],
    signal,
  });
}

/** The entry of a principal, where the vault and the entry are there. */
async function find(
  azure: AzureClient,
  vault: string,
  objectId: string,
  signal: AbortSignal,
): Promise<Entry | undefined> {
  const { body } = await azure.call("GET", `${arm}${vault}?${version}`, {
    resource: arm,
    accept: [404],
    signal,
  });
  const policies = (body as { properties?: { accessPolicies?: Entry[] } }).properties?.accessPolicies ?? [];
  return policies.find((one) => one.objectId.toLowerCase() === objectId.toLowerCase());
}

export const accessPolicy: ResourceHandler<AzureNativeClient> = {
  check: (_client, { news }) =>
    Promise.resolve({
      inputs: news,
      failures: ["resourceGroupName", "vaultName", "policy"]
        .filter((name) => news[name] === undefined)
        .map((name) => ({ property: name, reason: `missing required property '${name}'` })),
    }),
  diff({ oldInputs, news }) {
    const identity = (inputs: Properties) => [
      inputs.resourceGroupName,
      inputs.vaultName,
      (inputs.policy as Entry).objectId,
    ];
    const changed = Object.keys(news).filter(
      (name) => JSON.stringify(oldInputs[name]) !== JSON.stringify(news[name]),
    );
    const replaces = JSON.stringify(identity(oldInputs)) !== JSON.stringify(identity(news));
    return {
      changes: Object.fromEntries(changed.map((name) => [name, { kind: "update" as const, replaces }])),
      deleteBeforeReplace: true,
    };
  },
  preview: ({ news }) => ({ ...news, azureApiVersion: unknown }),
  async create({ azure }, inputs, signal) {
    const { objectId } = inputs.policy as Entry;
    const id = `${vaultOf(azure, inputs)}/accessPolicy/${objectId}`;
    if (await find(azure, vaultOf(azure, inputs), objectId, signal)) {
      throw new Error(`cannot create already existing resource "${id}"`);
    }
    await change(azure, inputs, "replace", signal);
    return { id, outputs: inputs };
  },
  async update({ azure }, _id, inputs, signal) {
    const { objectId } = inputs.policy as Entry;
    if (!(await find(azure, vaultOf(azure, inputs), objectId, signal))) {
      throw new Error(`access policy for ${objectId} does not exist`);
    }
    await change(azure, inputs, "replace", signal);
    return inputs;
  },
  async read({ azure }, id, { inputs }, signal) {
    const [, vault, objectId] = /^(.+)\/accessPolicy\/([^/]+)$/.exec(id) ?? [];
    const entry = await find(azure, vault!, objectId!, signal);
    if (!entry) {
      return undefined;
    }
    const [, resourceGroupName, vaultName] = /\/resourceGroups\/([^/]+)\/.*\/vaults\/([^/]+)$/i.exec(vault!)!;
    const policy = { tenantId: entry.tenantId, objectId: entry.objectId, permissions: entry.permissions };
    const said = (inputs.policy as Entry | undefined)?.permissions;
    // What was said in another order is the same.
    const same = said && JSON.stringify(sorted(said)) === JSON.stringify(sorted(entry.permissions));
    const read = { resourceGroupName, vaultName, policy: same ? inputs.policy : policy };
    return { id, inputs: read, outputs: read };
  },
  delete: ({ azure }, _id, inputs, signal) => change(azure, inputs, "remove", signal),
};

const sorted = (permissions: Properties) =>
  Object.entries(permissions)
    .filter(([, list]) => Array.isArray(list) && list.length > 0)
    .map(([name, list]) => [name, [...(list as string[])].sort()]);
