import { createHash } from "node:crypto";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** A resource's properties, as JSON. */
// Properties are as different as resource types are; each row of their table knows its own.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Properties = Record<string, any>;

/** The engine's placeholder for a value that a preview does not know yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether two values are the same, in whatever order their properties are. */
export const deepEqual = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one, sorted) === JSON.stringify(other, sorted);

const sorted = (_name: string, value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

/** The names of the properties of both objects. */
export const namesOf = (one: Properties, other: Properties): Set<string> =>
  new Set([...Object.keys(one), ...Object.keys(other)]);

/** Whether a value is, or contains, one that is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value === "object" && value !== null) {
    return Object.values(value).some(hasUnknown);
  }
  return value === unknown;
}

/** The engine's mark of a secret. Configurations have it; resources do not, as these providers do not accept secrets. */
const secretMark = "4dabf18193072939515e22adb298388d";

export function fromStruct(struct: Struct | undefined): Properties {
  return withoutSecretMarks(struct?.toJavaScript() ?? {}) as Properties;
}

function withoutSecretMarks(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutSecretMarks);
  }
  if (!isObject(value)) {
    return value;
  }
  return secretMark in value ? withoutSecretMarks(value.value) : mapValues(value, withoutSecretMarks);
}

export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(withoutUndefined(properties) as Record<string, JavaScriptValue>);
}

/** Leaves out properties that are undefined or null, at any depth: the protocol has neither. */
export function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutUndefined);
  }
  if (!isObject(value)) {
    return value;
  }
  const present = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return mapValues(Object.fromEntries(present), withoutUndefined);
}

const mapValues = (object: Properties, map: (value: unknown) => unknown): Properties =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));

/** Two property trees merged; the second wins. */
export function merge(one: Properties, other: Properties): Properties {
  const merged: Properties = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const existing: unknown = merged[name];
    merged[name] = isObject(existing) && isObject(value) ? merge(existing, value) : value;
  }
  return merged;
}

/** The property that a path such as `properties.sku` or `tags[0]` begins with. */
export const topLevelProperty = (path: string): string => path.replace(/[.[].*$/, "");

/** The resource type and the logical name of a URN. */
export function parseUrn(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

/** Bytes that follow from the engine's seed, so that a preview and its update generate the same name. */
export const seededBytes = (seed: Uint8Array): Buffer => createHash("sha512").update(seed).digest();
