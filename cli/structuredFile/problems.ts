/** What a schema refuses, in words: which value, what is wrong with it, and what to write. */
import type { z } from "zod";
import { nearest } from "./nearest";
import type { Path } from "./read";

/** A problem of one value. */
export interface ValueProblem {
  path: Path;
  /** Begins with the value's path: `method.dpo.beta is not …`. */
  text: string;
}

type Issue = z.core.$ZodIssue;

/** How messages begin that a schema does not set. */
const zodWording = /^(Invalid|Too |Unrecognized|No matching)/;

/** Characters of a wrong value in a message. */
const maxQuoteLength = 40;
const quoted = (value: unknown) => JSON.stringify(value)?.slice(0, maxQuoteLength) ?? "(none)";

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

export const joinPath = (path: Path, root = ""): string =>
  path.reduce<string>((joined, step) => {
    if (typeof step === "number") {
      return `${joined}[${step}]`;
    }
    return joined === "" ? step : `${joined}.${step}`;
  }, root);

/**
 * Describes everything that a schema refuses.
 * @param root What the paths begin with, such as `grader`.
 */
export function schemaProblems(schema: z.ZodType, value: unknown, root = ""): ValueProblem[] {
  const result = schema.safeParse(value);
  return result.success
    ? []
    : result.error.issues.flatMap((issue) => describeIssue(issue, schema, value, root));
}

function describeIssue(issue: Issue, schema: z.ZodType, root: unknown, rootName: string): ValueProblem[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  const name = joinPath(path, rootName) || "The file";
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const alternative = nearest(key, keysAt(schema, path, root));
      return {
        path: [...path, key],
        text: `${joinPath([...path, key], rootName)} is not known. ${alternative ? `Did you mean ${alternative}?` : "Remove it."}`,
      };
    });
  }
  return [{ path, text: `${name} ${describeValue(issue, valueAt(root, path))}` }];
}

function describeValue(issue: Issue, value: unknown): string {
  if (issue.code === "custom" || !zodWording.test(issue.message)) {
    return issue.message;
  }
  if (value === undefined) {
    return `is missing. Specify ${expectedBy(issue)}.`;
  }
  const isLength = issue.code === "too_small" || issue.code === "too_big";
  if (isLength && issue.origin !== "number" && issue.origin !== "int") {
    return describeLength(issue);
  }
  return `${quoted(value)} is not valid. Specify ${expectedBy(issue)}.`;
}

function describeLength(issue: Extract<Issue, { code: "too_small" | "too_big" }>): string {
  const unit = issue.origin === "string" ? "characters" : "entries";
  return issue.code === "too_small"
    ? `has too few ${unit}. Specify at least ${issue.minimum}.`
    : `has too many ${unit}. Specify at most ${issue.maximum}.`;
}

function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeNames[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values.length === 1
        ? String(issue.values[0])
        : `one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `a number ${issue.inclusive ? "of" : "above"} ${issue.minimum}${issue.inclusive ? " or more" : ""}`;
    case "too_big":
      return `a number up to ${issue.maximum}`;
    case "invalid_union":
      return "options" in issue && Array.isArray(issue.options)
        ? `one of ${issue.options.map(String).join(", ")}`
        : "another value";
    default:
      return "another value";
  }
}

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | undefined)?.[step],
    root,
  );

/** The keys that a schema knows at a path, by its definition. */
function keysAt(schema: z.ZodType, path: Path, root: unknown): string[] {
  let current: z.ZodType | undefined = schema;
  let value = root;
  for (const step of path) {
    current = current && childOf(plainSchema(current, value), step);
    value = (value as Record<string | number, unknown> | undefined)?.[step];
  }
  const found = current && plainSchema(current, value);
  return found ? Object.keys(shapeOf(found)) : [];
}

interface Definition {
  innerType?: z.ZodType;
  getter?: () => z.ZodType;
  options?: z.ZodType[];
  element?: z.ZodType;
  valueType?: z.ZodType;
  shape?: Record<string, z.ZodType>;
}

const definitionOf = (schema: z.ZodType) => schema.def as unknown as Definition;
const shapeOf = (schema: z.ZodType) => definitionOf(schema).shape ?? {};

/** Leaves out what is around a schema, and chooses the one of a union that the value is of. */
function plainSchema(schema: z.ZodType, value: unknown): z.ZodType {
  const { innerType, getter, options } = definitionOf(schema);
  const inner = innerType ?? getter?.() ?? options?.find((option) => hasType(option, value));
  return inner ? plainSchema(inner, value) : schema;
}

/** Tells whether the `type` of an object is the one that a schema of a union requires. */
function hasType(schema: z.ZodType, value: unknown): boolean {
  const { type } = shapeOf(plainSchema(schema, value));
  const { type: actual } = (value ?? {}) as { type?: unknown };
  return type !== undefined && type.safeParse(actual).success;
}

function childOf(schema: z.ZodType, step: string | number): z.ZodType | undefined {
  const { element, valueType } = definitionOf(schema);
  return typeof step === "number" ? element : (shapeOf(schema)[step] ?? valueType);
}
