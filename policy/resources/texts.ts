/** The texts in a resource's properties, each with its place. */
import { isSecret, propertiesAsSent } from "./inputsAsSent";
import type { Resource } from "./kinds";

/** A text in the properties of a resource. */
export interface TextAt {
  /** Such as `properties.env[0].value`. */
  path: string;
  /** What names the text: its property, or the `name` or `key` beside it. */
  label: string;
  text: string;
  isSecret: boolean;
}

/** Returns every text in a resource's properties, those of nested objects and of assets among them. */
export const textsOf = (resource: Pick<Resource, "props">): TextAt[] => [
  ...textsIn(propertiesAsSent(resource), "", "", false),
];

function* textsIn(value: unknown, path: string, label: string, secret: boolean): Generator<TextAt> {
  if (typeof value === "string") {
    yield { path, label, text: value, isSecret: secret };
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* textsIn(item, `${path}[${index}]`, label, secret);
    }
  } else if (typeof value === "object" && value !== null) {
    yield* isSecret(value) ? textsIn(value.value, path, label, true) : membersOf(value, path, secret);
  }
}

function* membersOf(value: object, path: string, secret: boolean): Generator<TextAt> {
  const { name, key } = value as { name?: unknown; key?: unknown };
  for (const [property, member] of Object.entries(value)) {
    const beside = property === "value" ? [name, key].find((text) => typeof text === "string") : undefined;
    yield* textsIn(member, path === "" ? property : `${path}.${property}`, beside ?? property, secret);
  }
}
