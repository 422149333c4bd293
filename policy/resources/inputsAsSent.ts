/**
 * A resource's properties as the engine sent them, with the mark of secrets. Pulumi's SDK for policies removes the mark before a policy
 * sees them (deserialize.js of @pulumi/policy), so that a secret looks like plain text. This keeps it aside. The package requires one
 * version of the SDK, whose code this is.
 */
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import type { Resource } from "./kinds";

interface Struct {
  toJavaScript(): Record<string, unknown>;
}

interface Deserialization {
  deserializeProperties(properties: Struct, proxySecrets: boolean): object;
}

const asSent = Symbol("properties as the engine sent them");

/** From here on, the properties of resources have what `propertiesAsSent` returns. */
export function keepSecretMarks(): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- its declarations are empty: the module is internal
  const sdk = require("@pulumi/policy/deserialize") as Deserialization & { [asSent]?: true };
  if (sdk[asSent]) {
    return;
  }
  const deserialize = sdk.deserializeProperties;
  sdk.deserializeProperties = (properties, proxySecrets) =>
    // Neither writable nor configurable: the SDK's proxy for unknown values then returns it as it is.
    Object.defineProperty(deserialize(properties, proxySecrets), asSent, { value: properties });
  sdk[asSent] = true;
}

/** Returns a resource's properties, in which each secret is an object that `isSecret` recognizes. */
export function propertiesAsSent({ props }: Pick<Resource, "props">): Record<string, unknown> {
  const { [asSent]: properties } = props as { [asSent]?: Struct };
  if (!properties) {
    throw new Error(
      "@pulumi/policy has removed the mark of secrets. Install the version that azure-openai-wandb-policy requires.",
    );
  }
  return properties.toJavaScript();
}

/** Whether a value is a secret: an object with its `value`. */
export const isSecret = (value: object): value is { value: unknown } =>
  (value as Record<string, unknown>)[specialSigKey] === specialSecretSig;
