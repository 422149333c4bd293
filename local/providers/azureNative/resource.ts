import type { AzureResponse } from "../azureClient";
import { InitializationError } from "../protocol/initializationError";
import type { ReadResult, ResourceHandler } from "../protocol/provider";
import { merge } from "../protocol/values";
import type { Properties } from "../protocol/values";
import { omit, parseId, pick, resourcePath, toBody, toOutputs } from "./arm";
import { isAutoNamed, nameFor } from "./autoName";
import { checkInputs } from "./check";
import { callArm } from "./client";
import type { AzureNativeClient } from "./client";
import { diffInputs } from "./diff";
import { applyDrift } from "./drift";
import { defaultLocation } from "./location";
import { untilDone, untilProvisioned } from "./longRunning";
import { bodyTree, inputTree } from "./resourceType";
import type { ResourceType } from "./resourceType";
import { deleteSecret, isDeletedSecretConflict, recoverSecret } from "./vaultSecret";

/** After a failed operation the resource is looked at for so long, whether or not the engine has cancelled. */
const lookAfterFailureMs = 60_000;

/** The operations of a resource type, by the type's row in the table. */
export function resourceHandler(type: ResourceType): ResourceHandler<AzureNativeClient> {
  return {
    async check(client, request) {
      const inputs = { ...request.news, [type.name.input]: nameFor(type, request) };
      if (type.located && inputs.location === undefined) {
        inputs.location = await defaultLocation(client, request);
      }
      return { inputs, failures: checkInputs(type, inputs) };
    },

    diff({ name, oldInputs, news }) {
      const changes = diffInputs(type, oldInputs, news);
      const replaces = Object.values(changes).some((change) => change.replaces);
      return { changes, deleteBeforeReplace: replaces && !isAutoNamed(type, name, news) };
    },

    preview({ news, olds }) {
      const outputs = merge(type.outputs, pick(news, bodyTree(type)));
      if (!olds) {
        return outputs;
      }
      const location = type.located ? { location: olds.location as unknown } : {};
      return merge(outputs, { name: olds.name as unknown, ...location });
    },

    async create(client, inputs, signal) {
      const id = resourcePath(type, client.azure.connection.subscriptionId, inputs);
      if (await get(type, client, id, signal)) {
        throw new Error(`cannot create already existing resource '${id}'`);
      }
      return put(type, client, id, inputs, signal);
    },

    async update(client, id, inputs, signal) {
      return (await put(type, client, id, inputs, signal)).outputs;
    },

    async read(client, id, state, signal) {
      const body = await get(type, client, id, signal);
      return body && readResult(type, id, state, body);
    },

    async delete({ azure }, id, _inputs, signal) {
      if (type.deletion === "data plane") {
        await deleteSecret(azure, parseId(type, id), signal);
        return;
      }
      const response = await callArm(azure, "DELETE", id, type.apiVersion, { accept: [404], signal });
      await untilDone(azure, response, signal);
    },
  };
}

/** Reads a resource; undefined where it does not exist. */
async function get(
  type: ResourceType,
  { azure }: AzureNativeClient,
  id: string,
  signal: AbortSignal,
): Promise<Properties | undefined> {
  const { status, body } = await callArm(azure, "GET", id, type.apiVersion, { accept: [404], signal });
  return status === 404 ? undefined : (body as Properties);
}

/** PUTs the resource, waits until Azure has finished, and reads it back. */
async function put(
  type: ResourceType,
  client: AzureNativeClient,
  id: string,
  inputs: Properties,
  signal: AbortSignal,
): Promise<{ id: string; outputs: Properties }> {
  const response = await putOrRecover(type, client, id, inputs, signal);
  try {
    await untilDone(client.azure, response, signal);
  } catch (error) {
    const timeout = AbortSignal.timeout(lookAfterFailureMs);
    const present = await get(type, client, id, timeout).catch(() => undefined);
    const outputs = present ? toOutputs(type, present) : {};
    throw new InitializationError(id, outputs, inputs, (error as Error).message);
  }
  // azure-native uses the PUT's own response where what was written cannot be read (readAfterWrite).
  const read = await untilProvisioned(client.azure, () => get(type, client, id, signal), signal).catch(
    () => undefined,
  );
  const body = read ?? (response.body as Properties);
  return { id: String(body.id ?? id), outputs: toOutputs(type, body) };
}

async function putOrRecover(
  type: ResourceType,
  { azure }: AzureNativeClient,
  id: string,
  inputs: Properties,
  signal: AbortSignal,
): Promise<AzureResponse> {
  const body = toBody(type, inputs);
  const send = () => callArm(azure, "PUT", id, type.apiVersion, { body, signal });
  try {
    return await send();
  } catch (error) {
    if (type.deletion !== "data plane" || !isDeletedSecretConflict(error)) {
      throw error;
    }
    // azure-native recovers a secret whose name is in soft delete, and then writes it (pulumi-azure-native#4759).
    await recoverSecret(azure, inputs, signal);
    return send();
  }
}

/** A resource for the state: its outputs as Azure has them, its inputs with what has drifted. */
function readResult(
  type: ResourceType,
  id: string,
  { inputs, outputs }: { inputs: Properties; outputs: Properties },
  body: Properties,
): ReadResult {
  const fresh = toOutputs(type, body);
  const asInputs = (properties: Properties) => omit(pick(properties, bodyTree(type)), type.writeOnly ?? []);
  const isImport = Object.keys(inputs).length === 0;
  return {
    id: String(body.id ?? id),
    outputs: fresh,
    inputs: isImport
      ? { ...parseId(type, id), ...asInputs(fresh) }
      : pick(applyDrift(inputs, asInputs(outputs), asInputs(fresh)), inputTree(type)),
  };
}
