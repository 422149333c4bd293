import { createHash } from "node:crypto";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** A resource's properties, as JSON. */
// Properties are as different as resource types are; each table row knows its own.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Properties = Record<string, any>;

/** What the engine sends for a value that is not known yet (in a preview). */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is, or has in it, something that is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value === "object" && value !== null) {
    return Object.values(value).some(hasUnknown);
  }
  return value === unknown;
}

/** How the engine marks a secret. Resources come without (a stand-in does not accept secrets), configurations with. */
const secretMark = "4dabf18193072939515e22adb298388d";

export function fromStruct(struct: Struct | undefined): Properties {
  return withoutSecretMarks(struct?.toJavaScript() ?? {}) as Properties;
}

function withoutSecretMarks(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutSecretMarks);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return secretMark in value
    ? withoutSecretMarks((value as { value?: unknown }).value)
    : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutSecretMarks(one)]));
}

export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(withoutUndefined(properties) as Record<string, JavaScriptValue>);
}

/** Properties without those that are undefined or null, at any depth: the protocol has neither. */
export function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutUndefined);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, one]) => one !== undefined && one !== null)
        .map(([name, one]) => [name, withoutUndefined(one)]),
    );
  }
  return value;
}

/** The resource type and the logical name of a URN. */
export function parseUrn(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").pop()!, name: name.join("::") };
}

/** Hexadecimal digits that follow from the engine's seed, so that a preview and its update make up the same name. */
export function seededHex(seed: Uint8Array, digits: number): string {
  return createHash("sha512").update(seed).digest("hex").slice(0, digits);
}
