/** Checks of what becomes known during the deployment, by the same shapes as what is plain. */
import * as pulumi from "@pulumi/pulumi";
import { isDeferred } from "../mapInput";
import type { ArgumentError } from "./argumentError";
import { checkKnown, isObject } from "./checkPlain";
import type { ReadArgument, Shape } from "./shape";

/** Ends the deployment. */
export type Fail = (errors: readonly ArgumentError[]) => never;

/**
 * The same value, with each output replaced by one that fails where its value turns out to be wrong. What is plain stays the
 * same, and secrets stay secret. Null is what YAML and JSON have for what is left out.
 */
export function checkWhenKnown(
  shape: Shape,
  value: unknown,
  path: string,
  read: ReadArgument,
  fail: Fail,
): unknown {
  if (value === undefined || value === null) {
    return undefined;
  }
  const waits = shape.kind === "value" && shape.waitsFor !== undefined && isDeferred(read(shape.waitsFor));
  if (isDeferred(value) || waits) {
    return checkedOutput(shape, value, path, read, fail);
  }
  switch (shape.kind) {
    case "value":
      return value;
    case "list":
      return (value as unknown[]).map((item, index) =>
        checkWhenKnown(shape.items, item, `${path}[${index}]`, read, fail),
      );
    case "record":
      return mapValues(value as object, (name, item) =>
        checkWhenKnown(shape.values, item, `${path}.${name}`, read, fail),
      );
    case "object":
      return mapValues(value as object, (name, item) => {
        const property = shape.properties[name];
        const at = path === "" ? name : `${path}.${name}`;
        return property ? checkWhenKnown(property, item, at, read, fail) : item;
      });
  }
}

function checkedOutput(
  shape: Shape,
  value: unknown,
  path: string,
  read: ReadArgument,
  fail: Fail,
): pulumi.Output<unknown> {
  const waitsFor = shape.kind === "value" ? shape.waitsFor : undefined;
  const other = waitsFor === undefined ? undefined : read(waitsFor);
  return pulumi.all([value, other]).apply(([known, knownOther]: [unknown, unknown]) => {
    const readKnown: ReadArgument = (asked) => (asked === waitsFor ? knownOther : read(asked));
    const errors = checkKnown(shape, known, path, readKnown);
    return errors.length > 0 ? fail(errors) : (known ?? undefined);
  });
}

function mapValues(value: object, map: (name: string, item: unknown) => unknown): object {
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, map(name, item)]))
    : value;
}
