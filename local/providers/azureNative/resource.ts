import { setTimeout as delay } from "node:timers/promises";
import { AzureCallError } from "../azureClient";
import type { AzureClient, AzureResponse } from "../azureClient";
import { InitializationError } from "../protocol/provider";
import type { ResourceHandler } from "../protocol/provider";
import type { Properties } from "../protocol/values";
import { parseId, pick, resourcePath, toBody, toOutputs } from "./arm";
import { checkInputs, defaultLocation, isAutoNamed, nameFor } from "./check";
import { applyDrift, diffInputs } from "./diff";
import { inputTree, resourceTypes } from "./resourceTypes";
import type { ResourceType } from "./resourceTypes";
import { deleteSecret, isDeletedSecretConflict, recoverSecret } from "./vaultSecret";

const arm = "https://management.azure.com";

/** What a configured azure-native has. */
export interface AzureNativeClient {
  azure: AzureClient;
  /** Location where none is said. */
  location: string | undefined;
}

/** Everything that can be done with resources of a type, by the type's row in the table. */
export function resourceHandler(type: ResourceType): ResourceHandler<AzureNativeClient> {
  const url = (id: string) => `${arm}${id}?api-version=${type.apiVersion}`;
  const tree = inputTree(type);

  const get = async ({ azure }: AzureNativeClient, id: string, signal: AbortSignal) => {
    const { status, body } = await azure.call("GET", url(id), { resource: arm, accept: [404], signal });
    return status === 404 ? undefined : (body as Properties);
  };

  /** PUTs the resource, waits until Azure is done, and reads it back. */
  const put = async (client: AzureNativeClient, id: string, inputs: Properties, signal: AbortSignal) => {
    const { azure } = client;
    const response = await putOrRecover(azure, type, url(id), inputs, signal);
    try {
      await untilDone(azure, response, signal);
    } catch (error) {
      const present = await get(client, id, AbortSignal.timeout(60_000)).catch(() => undefined);
      const outputs = present ? toOutputs(type, present) : {};
      throw new InitializationError(id, outputs, inputs, (error as Error).message);
    }
    // azure-native takes the PUT's own answer where what was written cannot be read (readAfterWrite).
    const read = await get(client, id, signal).catch(() => undefined);
    const body = read ?? (response.body as Properties);
    return { id: String(body.id ?? id), outputs: toOutputs(type, body) };
  };

  return {
    async check(client, request) {
      const inputs = { ...request.news, [type.name.input]: nameFor(type, request) };
      if (type.located && inputs.location === undefined) {
        inputs.location = await defaultLocation(request, client.location, (name) =>
          groupLocation(client, name),
        );
      }
      return { inputs, failures: checkInputs(type, inputs) };
    },

    diff({ name, oldInputs, news }) {
      const changes = diffInputs(type, oldInputs, news);
      const replaces = Object.values(changes).some((change) => change.replaces);
      return { changes, deleteBeforeReplace: replaces && !isAutoNamed(type, name, news) };
    },

    preview({ news, olds }) {
      const echoed = pick(news, { ...type.body, ...type.flattened });
      const known = olds
        ? { name: olds.name as unknown, ...(type.located ? { location: olds.location as unknown } : {}) }
        : {};
      return merge(merge(type.outputs, echoed), known);
    },

    async create(client, inputs, signal) {
      const id = resourcePath(type, client.azure.connection.subscriptionId, inputs);
      if (await get(client, id, signal)) {
        throw new Error(`cannot create already existing resource '${id}'`);
      }
      return put(client, id, inputs, signal);
    },

    async update(client, id, inputs, signal) {
      return (await put(client, id, inputs, signal)).outputs;
    },

    async read(client, id, { inputs, outputs }, signal) {
      const body = await get(client, id, signal);
      if (!body) {
        return undefined;
      }
      const fresh = toOutputs(type, body);
      const isImport = Object.keys(inputs).length === 0;
      const project = (properties: Properties) =>
        withoutPaths(pick(properties, { ...type.body, ...type.flattened }), type.writeOnly ?? []);
      return {
        id: String(body.id ?? id),
        outputs: fresh,
        inputs: isImport
          ? { ...parseId(type, id), ...project(fresh) }
          : pick(applyDrift(inputs, project(outputs), project(fresh)), tree),
      };
    },

    async delete(client, id, _inputs, signal) {
      if (type.deletion === "data plane") {
        await deleteSecret(client.azure, parseId(type, id), signal);
        return;
      }
      const response = await client.azure.call("DELETE", url(id), { resource: arm, accept: [404], signal });
      await untilDone(client.azure, response, signal);
    },
  };
}

async function putOrRecover(
  azure: AzureClient,
  type: ResourceType,
  url: string,
  inputs: Properties,
  signal: AbortSignal,
): Promise<AzureResponse> {
  const put = () => azure.call("PUT", url, { resource: arm, body: toBody(type, inputs), signal });
  try {
    return await put();
  } catch (error) {
    if (type.deletion !== "data plane" || !isDeletedSecretConflict(error)) {
      throw error;
    }
    // azure-native recovers a secret whose name is in soft delete, and then writes it (pulumi-azure-native#4759).
    await recoverSecret(azure, inputs, signal);
    return put();
  }
}

/** Polls a long-running operation to its end. @throws AzureCallError where it ends in failure. */
async function untilDone(azure: AzureClient, started: AzureResponse, signal: AbortSignal): Promise<void> {
  const status = started.headers.get("azure-asyncoperation");
  const location = started.headers.get("location");
  const url = status ?? (started.status === 202 ? location : null);
  for (let last = started; url;) {
    const seconds = Number(last.headers.get("retry-after") ?? 10);
    await delay(seconds * 1000, undefined, { signal });
    last = await azure.call("GET", url, { resource: arm, signal });
    const state = status
      ? String((last.body as Properties).status)
      : last.status === 202
        ? "InProgress"
        : "Succeeded";
    if (["Failed", "Canceled"].includes(state)) {
      const error = (last.body as { error?: { code: string; message: string } }).error;
      throw new AzureCallError(
        last.status,
        error?.code ?? state,
        error?.message ?? "The operation did not succeed.",
      );
    }
    if (state === "Succeeded") {
      return;
    }
  }
}

async function groupLocation({ azure }: AzureNativeClient, name: string): Promise<string | undefined> {
  const type = resourceTypes["azure-native:resources:ResourceGroup"]!;
  const path = resourcePath(type, azure.connection.subscriptionId, { resourceGroupName: name });
  const { body } = await azure.call("GET", `${arm}${path}?api-version=${type.apiVersion}`, {
    resource: arm,
    accept: [404],
  });
  return (body as Properties).location as string | undefined;
}

/** Two property trees as one; the second wins. */
function merge(one: Properties, other: Properties): Properties {
  const merged: Properties = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const below: unknown = merged[name];
    const both = [below, value].every(
      (part) => typeof part === "object" && part !== null && !Array.isArray(part),
    );
    merged[name] = both ? merge(below as Properties, value as Properties) : value;
  }
  return merged;
}

function withoutPaths(properties: Properties, paths: readonly string[]): Properties {
  const copy = structuredClone(properties);
  for (const path of paths) {
    const names = path.split(".");
    const last = names.pop()!;
    const holder = names.reduce<Properties | undefined>(
      (value, name) => value?.[name] as Properties | undefined,
      copy,
    );
    if (holder) {
      delete holder[last];
    }
  }
  return copy;
}
