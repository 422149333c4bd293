import { AzureCallError } from "../azureCallError";
import type { AzureResponse } from "../azureClient";
import { InitializationError } from "../protocol/initializationError";
import type { ChangeContext, ReadResult, ResourceHandler } from "../protocol/provider";
import { merge } from "../protocol/values";
import type { Properties } from "../protocol/values";
import { parseId, pick, removedIdentities, resourcePath, toBody, toOutputs, withoutEmpty } from "./arm";
import { createBeforeDelete, nameInputs } from "./autoName";
import { checkInputs, unknownInputs } from "./check";
import { armEndpoint, callArm } from "./client";
import type { AzureNativeClient } from "./client";
import { diffInputs } from "./diff";
import { applyDrift } from "./drift";
import { defaultLocation } from "./location";
import { untilDone } from "./longRunning";
import { isNotFound } from "./notFound";
import { bodyTree } from "./resourceType";
import type { ResourceType } from "./resourceType";
import { createSecret, deleteSecret } from "./vaultSecret";

/** After a failed operation the resource is looked at for so long, whether or not the engine has cancelled. */
const lookAfterFailureMs = 60_000;

/** The operations of a resource type, by the type's row in the table. */
export function resourceHandler(type: ResourceType): ResourceHandler<AzureNativeClient> {
  return {
    async check(client, request) {
      const inputs: Properties = { ...request.news, ...nameInputs(type, request) };
      inputs.azureApiVersion ??= type.apiVersion;
      if (type.located && inputs.location === undefined) {
        inputs.location = await defaultLocation(client, request);
      }
      const dropped = unknownInputs(type, inputs);
      if (dropped.length > 0) {
        request.warn(`azure-native has no such inputs and drops them: ${dropped.join(", ")}.`);
      }
      return { inputs, failures: checkInputs(type, inputs) };
    },

    diff({ oldInputs, olds, news }) {
      const previous = withApiVersion(oldInputs, olds);
      const changes = diffInputs(type, previous, news);
      const replaces = Object.values(changes).some((change) => change.replaces);
      const isCreatedFirst: unknown = oldInputs[createBeforeDelete];
      return {
        changes,
        deleteBeforeReplace: typeof isCreatedFirst === "boolean" ? !isCreatedFirst : replaces,
      };
    },

    preview({ news, olds }) {
      const outputs = merge(type.outputs, pick(news, bodyTree(type)));
      if (!olds) {
        return outputs;
      }
      const location = type.located ? { location: olds.location as unknown } : {};
      return merge(outputs, { name: olds.name as unknown, ...location });
    },

    async create(client, inputs, signal, context) {
      const id = resourcePath(type, client.azure.connection.subscriptionId, inputs);
      await requireAbsent(type, client, id, signal);
      return put(type, client, id, inputs, signal, { ...context, operation: "Create" });
    },

    async update(client, id, inputs, signal, context) {
      return (await put(type, client, id, inputs, signal, { ...context, operation: "Update" })).outputs;
    },

    async read(client, id, state, signal) {
      try {
        return readResult(type, id, state, await get(type, client, id, signal));
      } catch (error) {
        if (isNotFound(error)) {
          return undefined;
        }
        throw error;
      }
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

/** States of azure-native 2 have the API version in the outputs alone. */
const withApiVersion = (inputs: Properties, outputs: Properties): Properties =>
  inputs.azureApiVersion === undefined && outputs.azureApiVersion !== undefined
    ? { ...inputs, azureApiVersion: outputs.azureApiVersion as unknown }
    : inputs;

/** @throws Error where the resource exists, or where that cannot be known. */
async function requireAbsent(
  type: ResourceType,
  { azure }: AzureNativeClient,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  // The deploying identity may write secrets without reading them (pulumi-azure-native#4759).
  const tolerated = type.deletion === "data plane" ? [403, 404] : [404];
  try {
    await callArm(azure, "GET", id, type.apiVersion, { signal });
  } catch (error) {
    if (!(error instanceof AzureCallError)) {
      throw error;
    }
    if (tolerated.includes(error.status)) {
      return;
    }
    throw new Error(
      `cannot check existence of resource '${id}': status code ${error.status}, ${JSON.stringify(error.body ?? "")}`,
      { cause: error },
    );
  }
  throw new Error(`cannot create already existing resource '${id}'`);
}

/** Reads a resource. @throws AzureCallError 404 where it does not exist. */
async function get(
  type: ResourceType,
  { azure }: AzureNativeClient,
  id: string,
  signal: AbortSignal,
): Promise<Properties> {
  const { body } = await callArm(azure, "GET", id, type.apiVersion, { signal });
  return body as Properties;
}

interface PutContext extends ChangeContext {
  operation: "Create" | "Update";
}

/** PUTs the resource, waits until Azure has finished, and reads it back. */
async function put(
  type: ResourceType,
  client: AzureNativeClient,
  id: string,
  inputs: Properties,
  signal: AbortSignal,
  context: PutContext,
): Promise<{ id: string; outputs: Properties }> {
  const response = await send(type, client, id, inputs, signal, context);
  try {
    await untilDone(client.azure, response, signal, `${armEndpoint}${id}?api-version=${type.apiVersion}`);
  } catch (error) {
    throw await initializationError(type, client, id, inputs, error as Error);
  }
  const written = response.body as Properties;
  const body = await get(type, client, id, signal).catch(() => {
    // azure-native uses the response of the PUT where what was written cannot be read.
    context.warn(
      `Failed to read resource after ${context.operation}. Please report this issue.\n` +
        "Verbose logs contain more information, see https://www.pulumi.com/docs/support/troubleshooting/#verbose-logging.",
    );
    return written;
  });
  return { id: String(written.id ?? id), outputs: toOutputs(type, body) };
}

async function send(
  type: ResourceType,
  { azure }: AzureNativeClient,
  id: string,
  inputs: Properties,
  signal: AbortSignal,
  { operation, oldInputs }: PutContext,
): Promise<AzureResponse> {
  const body = toBody(type, inputs, oldInputs);
  // Azure removes an identity for a `null`, which only a PATCH may have.
  const method = removedIdentities(inputs, oldInputs).length > 0 ? "PATCH" : "PUT";
  const write = () => callArm(azure, method, id, type.apiVersion, { body, signal });
  return type.deletion === "data plane" && operation === "Create"
    ? createSecret(azure, inputs, write, signal)
    : write();
}

/** The error of a write that Azure has accepted and not finished, with the resource as it is. */
async function initializationError(
  type: ResourceType,
  client: AzureNativeClient,
  id: string,
  inputs: Properties,
  { message }: Error,
): Promise<InitializationError> {
  try {
    const body = await get(type, client, id, AbortSignal.timeout(lookAfterFailureMs));
    return new InitializationError(id, toOutputs(type, body), inputs, message);
  } catch (error) {
    const reason = `resource created but read failed ${(error as Error).message}: ${message}`;
    return new InitializationError(id, {}, inputs, reason);
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
  const isImport = Object.keys(inputs).length === 0;
  return {
    id,
    outputs: fresh,
    inputs: isImport
      ? { ...parseId(type, id), ...(withoutEmpty(asInputs(type, fresh)) as Properties) }
      : applyDrift(inputs, asInputs(type, outputs), asInputs(type, fresh)),
  };
}

/** The part of some outputs that inputs can have. */
export const asInputs = (type: ResourceType, outputs: Properties): Properties =>
  pick(outputs, bodyTree(type));
