/** Values in a Pulumi state: plain, secret, or unknown (`sdk/go/common/resource/properties.go`). */

/** The key that marks an object as a special value, and the mark of a secret. */
const markKey = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";

/** What Pulumi has in place of a text that no deployment has computed. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Stands for a secret that the state contains encrypted. */
export const encrypted = Symbol("encrypted");

type Properties = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns a value of a state without the mark of a secret: `encrypted` if the state has it encrypted, undefined if it is unknown. */
export function revealed(value: unknown): unknown {
  if (!isObject(value)) {
    return value === unknownText ? undefined : value;
  }
  if (value[markKey] !== secretMark) {
    return value;
  }
  return typeof value.plaintext === "string" ? revealed(parsed(value.plaintext)) : encrypted;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Returns a property of a value. Either may be a secret. */
export function propertyOf(value: unknown, name: string): unknown {
  const properties = revealed(value);
  if (properties === encrypted) {
    return encrypted;
  }
  // Own properties alone: a state may contain any name.
  return isObject(properties) && Object.hasOwn(properties, name) ? revealed(properties[name]) : undefined;
}
