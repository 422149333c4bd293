/** Checks of what is plain: everything that is wrong is reported before anything is registered. */
import { isDeferred } from "../mapInput";
import type { ArgumentError } from "./argumentError";
import { formerArguments } from "./formerArguments";
import type { ListShape, ObjectShape, ReadArgument, Shape, ValueShape } from "./shape";

const typeNames = { string: "a string", boolean: "true or false", integer: "a number" } as const;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isDeferred(value);

const isMissing = (value: unknown) => value === undefined || value === null;

/** What is wrong with a value by its shape. Outputs are refused where they have to be plain, and left for later elsewhere. */
export function checkPlain(shape: Shape, value: unknown, path: string, read: ReadArgument): ArgumentError[] {
  if (isMissing(value)) {
    return [];
  }
  if (isDeferred(value)) {
    return checkDeferral(shape, path);
  }
  switch (shape.kind) {
    case "value":
      return errorsOf(path, checkValue(shape, value, read));
    case "list":
      return Array.isArray(value)
        ? checkList(shape, value, path, read)
        : errorsOf(path, mustBe("a list", value));
    case "record":
      return isObject(value)
        ? Object.entries(value).flatMap(([name, item]) =>
            checkPlain(shape.values, item, `${path}.${name}`, read),
          )
        : errorsOf(path, mustBe("an object", value));
    case "object":
      return isObject(value)
        ? checkProperties(shape, value, path, read)
        : errorsOf(path, mustBe("an object", value));
  }
}

const errorsOf = (propertyPath: string, reason: string | undefined): ArgumentError[] =>
  reason === undefined ? [] : [{ propertyPath, reason }];

const mustBe = (expected: string, value: unknown) =>
  `must be ${expected}, and is ${Array.isArray(value) ? "a list" : `of the type ${typeof value}`}`;

/** Why an output cannot stand here, if it cannot. */
function checkDeferral(shape: Shape, path: string): ArgumentError[] {
  if (shape.kind === "object") {
    return errorsOf(path, "must be a plain object, whose values may be outputs, and is an output");
  }
  const reason = "plainBecause" in shape ? shape.plainBecause : undefined;
  return errorsOf(path, reason && `must be plain, and is an output: ${reason}`);
}

/** The check of a value of the right type. Where another argument that it reads is an output, the check waits. */
function checkValue(shape: ValueShape, value: unknown, read: ReadArgument): string | undefined {
  const isOfType =
    shape.type === "integer" ? typeof value === "number" : typeof value === (shape.type as string);
  if (!isOfType) {
    return mustBe(typeNames[shape.type], value);
  }
  const waits = shape.waitsFor !== undefined && isDeferred(read(shape.waitsFor));
  return waits ? undefined : shape.check?.(value as string | number | boolean, read);
}

const checkList = (shape: ListShape, list: readonly unknown[], path: string, read: ReadArgument) => [
  ...errorsOf(path, shape.check?.(list, read)),
  ...list.flatMap((item, index) => checkItem(shape.items, item, `${path}[${index}]`, read)),
];

const emptyItem = "is empty: remove the entry";

const checkItem = (shape: Shape, item: unknown, path: string, read: ReadArgument) =>
  isMissing(item) ? errorsOf(path, emptyItem) : checkPlain(shape, item, path, read);

/** What is wrong with an output once its value is known. */
export const checkKnown = (
  shape: Shape,
  value: unknown,
  path: string,
  read: ReadArgument,
): ArgumentError[] =>
  isMissing(value) ? errorsOf(path, withoutValue(shape, path, read)) : checkPlain(shape, value, path, read);

/** Why an output cannot turn out to have no value, where it cannot: an argument that is plain would be left out. */
function withoutValue(shape: Shape, path: string, read: ReadArgument): string | undefined {
  if (path.endsWith("]")) {
    return emptyItem;
  }
  if (shape.kind === "list") {
    return shape.check?.([], read);
  }
  const needsValue = shape.kind === "value" && (shape.required ?? shape.needsValue);
  return needsValue ? "is an output without a value: give it one" : undefined;
}

function checkProperties(
  { properties }: ObjectShape,
  value: Record<string, unknown>,
  path: string,
  read: ReadArgument,
): ArgumentError[] {
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  const known = Object.entries(properties).flatMap(([name, shape]) =>
    isMissing(value[name])
      ? errorsOf(at(name), missing(shape))
      : checkPlain(shape, value[name], at(name), read),
  );
  const unknown = Object.keys(value)
    .filter((name) => !Object.hasOwn(properties, name) && !isMissing(value[name]))
    .flatMap((name) => errorsOf(at(name), unknownArgument(at(name), Object.keys(properties))));
  return [...known, ...unknown];
}

function missing(shape: Shape): string | undefined {
  if (shape.kind !== "value" || !shape.required) {
    return undefined;
  }
  return shape.remedy ? `is missing: ${shape.remedy}` : "is missing";
}

function unknownArgument(path: string, names: readonly string[]): string {
  const now = Object.hasOwn(formerArguments, path) ? formerArguments[path] : undefined;
  return now === undefined
    ? `is not an argument: remove it, or use one of ${names.join(", ")}`
    : `is called ${now} since 0.2.0: rename it`;
}
