import { argumentShapes } from "../components/validation/argumentShapes";
import { list, text } from "../components/validation/shape";
import type { Shape, ValueShape } from "../components/validation/shape";

/**
 * Lists and objects of the stack's file as the settings mean them. YAML and `pulumi config set --path` decide the type of a value by
 * its looks: a group that is called 2024 arrives as a number, a version such as 2025-04-14 without quotes as a point in time, a
 * setting that is left empty as null. Pulumi.yaml declares no type for such settings, as the engine would refuse these values.
 */

/** Gets what is wrong with the value at a path below the setting (`[0].version`), and what to do. */
type Report = (path: string, reason: string) => undefined;

const texts = list(text());

/** What a setting's list or object consists of: as the argument that it becomes, or a list of texts. */
export function shapeOfSetting(argument: string | undefined, items: "string" | "object"): Shape {
  if (argument === undefined || items === "string") {
    return texts;
  }
  let shape: Shape | undefined = argumentShapes;
  for (const name of argument.split(".")) {
    shape = shape?.kind === "object" ? shape.properties[name] : undefined;
  }
  return shape ?? texts;
}

/**
 * @param given The setting as the engine passes it on: JSON, or a text that is no list and no object.
 * @returns The value in the types of its shape: `[]` or undefined where it is empty or wrong.
 */
export function readStored(given: string, shape: Shape, report: Report): unknown {
  const empty = shape.kind === "list" ? [] : undefined;
  if (given === "") {
    return empty;
  }
  let isWrong = false;
  const value = convert(parsed(given), shape, "", (path, reason) => {
    isWrong = true;
    return report(path, reason);
  });
  // A setting that is wrong in part is not read further: each of its problems would be reported twice.
  return isWrong ? empty : (value ?? empty);
}

function parsed(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
}

function convert(value: unknown, shape: Shape, path: string, report: Report): unknown {
  switch (shape.kind) {
    case "value":
      return convertScalar(value, shape, path, report);
    case "list":
      return convertList(value, shape.items, path, report);
    case "object":
      return convertObject(value, (name) => shape.properties[name], path, report);
    case "record":
      return convertObject(value, () => shape.values, path, report);
  }
}

function convertList(value: unknown, items: Shape, path: string, report: Report): unknown[] | undefined {
  if (value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    return report(
      path,
      `is ${quoted(value)}, not a list: set its items one by one, the first by --path 'NAME[0]'`,
    );
  }
  // An empty item stays one, so that errors count the others by their place: it is refused where it means nothing.
  return value.map((item, index) => (item === null ? "" : convert(item, items, `${path}[${index}]`, report)));
}

function convertObject(
  value: unknown,
  shapeOf: (name: string) => Shape | undefined,
  path: string,
  report: Report,
): object | undefined {
  if (value === null) {
    return undefined;
  }
  if (typeof value !== "object" || Array.isArray(value)) {
    return report(
      path,
      `is ${quoted(value)}, not an object: set its properties one by one, by --path 'NAME.PROPERTY'`,
    );
  }
  const entries = Object.entries(value).map(([name, each]) => {
    const shape = shapeOf(name);
    // What has no shape is left as it is: the component refuses it by name.
    return [name, shape ? convert(each, shape, `${path}.${name}`, report) : (each as unknown)];
  });
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as object);
}

function convertScalar(value: unknown, { type }: ValueShape, path: string, report: Report): unknown {
  if (value === null) {
    return undefined;
  }
  if (type !== "string") {
    return ofText(value, type);
  }
  if (typeof value === "string") {
    return withoutTime(value);
  }
  if (typeof value === "boolean" || Number.isSafeInteger(value)) {
    return String(value);
  }
  // 1.50 arrives as 1.5, and digits beyond 2^53 are lost: the text that was meant is not known.
  return report(
    path,
    `is ${quoted(value)}, not a text: write it in quotes (pulumi config set --type string)`,
  );
}

/** A number or boolean that was stored as a text. What is neither is left as it is: the component refuses it. */
function ofText(value: unknown, type: "boolean" | "integer"): unknown {
  if (type === "boolean") {
    return value === "true" || value === "false" ? value === "true" : value;
  }
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
}

/** YAML's points in time at midnight are dates that were written without quotes, such as the version of a model. */
const withoutTime = (value: string) => value.replace(/^(\d{4}-\d\d-\d\d) 00:00:00 \+0000 UTC$/, "$1");

const quoted = (value: unknown) => {
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
};
