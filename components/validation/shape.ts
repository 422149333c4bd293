/** What an argument may be: the terms in which `argumentShapes.ts` describes all of them. */

/** Reads another argument by its path, such as `access.permissionModel`. */
export type ReadArgument = (path: string) => unknown;

/** @returns What is wrong with the value and what to do, or undefined. Never repeats a secret. */
export type Check<Value> = (value: Value, read: ReadArgument) => string | undefined;

export interface ValueShape {
  kind: "value";
  type: "string" | "boolean" | "integer";
  // A method, so that one table holds checks of different types: `type` vouches for each.
  check?(value: string | number | boolean, read: ReadArgument): string | undefined;
  /** Path of another argument that the check reads and that may be an output: the check waits for it. */
  waitsFor?: string;
  /** What to do where a required value is missing. */
  remedy?: string;
  /** Why an output is refused, where it is. */
  plainBecause?: string;
  required?: boolean;
  /** Whether an output without a value is refused: what is created has followed already from the argument's being set. */
  needsValue?: boolean;
}

export interface ListShape {
  kind: "list";
  items: Shape;
  check?(items: readonly unknown[], read: ReadArgument): string | undefined;
  plainBecause?: string;
}

/** An object with any names, such as tags. */
export interface RecordShape {
  kind: "record";
  values: Shape;
}

/** An object with these names and no others. The object itself is plain; its values may be outputs. */
export interface ObjectShape {
  kind: "object";
  properties: Readonly<Record<string, Shape>>;
  required?: boolean;
}

export type Shape = ValueShape | ListShape | RecordShape | ObjectShape;

type More = Omit<ValueShape, "kind" | "type" | "check">;

export const text = (check?: Check<string>, more: More = {}): ValueShape => ({
  kind: "value",
  type: "string",
  check: check as ValueShape["check"],
  ...more,
});

export const flag = (more: More = {}, check?: Check<boolean>): ValueShape => ({
  kind: "value",
  type: "boolean",
  check: check as ValueShape["check"],
  ...more,
});

export const integer = (check?: Check<number>): ValueShape => ({
  kind: "value",
  type: "integer",
  check: check as ValueShape["check"],
});

export const list = (items: Shape, more: Pick<ListShape, "check" | "plainBecause"> = {}): ListShape => ({
  kind: "list",
  items,
  ...more,
});

export const record = (values: Shape): RecordShape => ({ kind: "record", values });

export const object = (properties: Record<string, Shape>): ObjectShape => ({ kind: "object", properties });

/** A text that matches an expression. @param remedy Continues "is "…": ". */
export const pattern = (expression: RegExp, remedy: string, more: More = {}): ValueShape =>
  text((value) => (expression.test(value) ? undefined : `is "${value}": ${remedy}`), { remedy, ...more });

export const oneOf = (choices: readonly string[], more: More = {}, check?: Check<string>): ValueShape =>
  text((value, read) => {
    if (!choices.includes(value)) {
      const names = choices.map((choice) => `"${choice}"`).join(", ");
      return `is "${value}", which is not one of ${names}`;
    }
    return check?.(value, read);
  }, more);
