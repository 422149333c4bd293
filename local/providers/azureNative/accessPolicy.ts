/** azure-native's resource for one access policy of a vault: no resource of ARM, so it has code of its own. */
import type { AzureClient } from "../azureClient";
import { missingInputs } from "../protocol/provider";
import type { ResourceHandler } from "../protocol/provider";
import { deepEqual, unknown } from "../protocol/values";
import type { Properties } from "../protocol/values";
import { callArm } from "./client";
import type { AzureNativeClient } from "./client";
import { resourceTypes } from "./resourceTypes";

const { apiVersion } = resourceTypes["azure-native:keyvault:Vault"];

interface AccessPolicy extends Properties {
  tenantId: string;
  objectId: string;
  permissions: Properties;
}

/** The part of an access policy's id that follows the vault's id. */
const idSegment = "/accessPolicy/";

const vaultId = (azure: AzureClient, { resourceGroupName, vaultName }: Properties) =>
  `/subscriptions/${azure.connection.subscriptionId}/resourceGroups/${String(resourceGroupName)}/providers/Microsoft.KeyVault/vaults/${String(vaultName)}`;

async function change(
  azure: AzureClient,
  inputs: Properties,
  kind: "replace" | "remove",
  signal: AbortSignal,
): Promise<void> {
  await callArm(azure, "PUT", `${vaultId(azure, inputs)}/accessPolicies/${kind}`, apiVersion, {
    body: { properties: { accessPolicies: [inputs.policy] } },
    accept: kind === "remove" ? [404] : [],
    signal,
  });
}

/** Finds the access policy of a principal; undefined where the vault or the policy does not exist. */
async function find(
  azure: AzureClient,
  vault: string,
  objectId: string,
  signal: AbortSignal,
): Promise<AccessPolicy | undefined> {
  const { body } = await callArm(azure, "GET", vault, apiVersion, { accept: [404], signal });
  const policies =
    (body as { properties?: { accessPolicies?: AccessPolicy[] } }).properties?.accessPolicies ?? [];
  return policies.find((policy) => policy.objectId.toLowerCase() === objectId.toLowerCase());
}

export const accessPolicy: ResourceHandler<AzureNativeClient> = {
  check: async (_client, { news }) => ({
    inputs: news,
    failures: missingInputs(news, ["resourceGroupName", "vaultName", "policy"]),
  }),

  diff({ oldInputs, news }) {
    const changed = Object.keys(news).filter((name) => !deepEqual(oldInputs[name], news[name]));
    const replaces = !deepEqual(identityOf(oldInputs), identityOf(news));
    return {
      changes: Object.fromEntries(changed.map((name) => [name, { kind: "update" as const, replaces }])),
      deleteBeforeReplace: true,
    };
  },

  preview: ({ news }) => ({ ...news, azureApiVersion: unknown }),

  async create({ azure }, inputs, signal) {
    const { objectId } = inputs.policy as AccessPolicy;
    const vault = vaultId(azure, inputs);
    const id = `${vault}${idSegment}${objectId}`;
    if (await find(azure, vault, objectId, signal)) {
      throw new Error(`cannot create already existing resource "${id}"`);
    }
    await change(azure, inputs, "replace", signal);
    return { id, outputs: inputs };
  },

  async update({ azure }, _id, inputs, signal) {
    const { objectId } = inputs.policy as AccessPolicy;
    if (!(await find(azure, vaultId(azure, inputs), objectId, signal))) {
      throw new Error(`access policy for ${objectId} does not exist`);
    }
    await change(azure, inputs, "replace", signal);
    return inputs;
  },

  async read({ azure }, id, { inputs }, signal) {
    const { vault, resourceGroupName, vaultName, objectId } = parseId(id);
    const found = await find(azure, vault, objectId, signal);
    if (!found) {
      return undefined;
    }
    const policy = {
      tenantId: found.tenantId,
      objectId: found.objectId,
      permissions: found.permissions,
    };
    const previous = inputs.policy as AccessPolicy | undefined;
    // Azure returns permissions in an order of its own.
    const isSame = previous && deepEqual(sorted(previous.permissions), sorted(found.permissions));
    const read = { resourceGroupName, vaultName, policy: isSame ? previous : policy };
    return { id, inputs: read, outputs: read };
  },

  delete: ({ azure }, _id, inputs, signal) => change(azure, inputs, "remove", signal),
};

/** The inputs that tell one access policy from another: a change replaces it. */
const identityOf = ({ resourceGroupName, vaultName, policy }: Properties) => [
  resourceGroupName,
  vaultName,
  (policy as AccessPolicy).objectId,
];

function parseId(id: string) {
  const { vault, resourceGroupName, vaultName, objectId } =
    /^(?<vault>.+\/resourceGroups\/(?<resourceGroupName>[^/]+)\/.*\/vaults\/(?<vaultName>[^/]+))\/accessPolicy\/(?<objectId>[^/]+)$/i.exec(
      id,
    )?.groups ?? {};
  if (!vault || !resourceGroupName || !vaultName || !objectId) {
    throw new Error(`${id} is not the id of an access policy. Use VAULT_ID${idSegment}OBJECT_ID.`);
  }
  return { vault, resourceGroupName, vaultName, objectId };
}

const sorted = (permissions: Properties | undefined) =>
  Object.entries(permissions ?? {})
    .filter(([, list]) => Array.isArray(list) && list.length > 0)
    .map(([name, list]) => [name, [...(list as string[])].sort()]);
