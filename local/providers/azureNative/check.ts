import { missingInputs } from "../protocol/provider";
import type { CheckFailure } from "../protocol/provider";
import { hasUnknown, isObject, unknown } from "../protocol/values";
import type { Properties } from "../protocol/values";
import { inputTree } from "./resourceType";
import type { InputRule, InputTree, ResourceType } from "./resourceType";

/** Every invalid input of a resource: what is missing, of the wrong type or against a rule. Values are not repeated. */
export function checkInputs(type: ResourceType, inputs: Properties): CheckFailure[] {
  const values = Object.fromEntries(type.required.map((path) => [path, valueAt(inputs, path)]));
  const broken = (type.rules ?? []).flatMap((rule): CheckFailure[] => {
    const reason = brokenRule(rule, valueAt(inputs, rule.path));
    return reason ? [{ property: rule.path, reason }] : [];
  });
  return [
    ...missingInputs(values, type.required),
    ...broken,
    ...unknownProperties(inputs, inputTree(type), ""),
  ];
}

/** A value by its path; where an object on the way is unknown, so is the value. */
const valueAt = (properties: Properties, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, name) => (value === unknown ? unknown : (value as Properties | undefined)?.[name]),
      properties,
    );

function brokenRule({ path, min, max, pattern, oneOf }: InputRule, value: unknown): string | undefined {
  if (value === undefined || hasUnknown(value)) {
    return undefined;
  }
  if (typeof value !== "string") {
    return `'${path}' should be of type 'string'`;
  }
  if (min !== undefined && value.length < min) {
    return `'${path}' is too short (${value.length}): at least ${min} characters`;
  }
  if (max !== undefined && value.length > max) {
    return `'${path}' is too long (${value.length}): at most ${max} characters`;
  }
  if (pattern && !pattern.test(value)) {
    return `'${path}' does not match expression '${pattern.source}'`;
  }
  return oneOf && !oneOf.includes(value) ? `'${path}' must be one of ${oneOf.join(", ")}` : undefined;
}

function unknownProperties(
  inputs: Properties,
  tree: { [name: string]: InputTree },
  prefix: string,
): CheckFailure[] {
  return Object.entries(inputs).flatMap(([name, value]): CheckFailure[] => {
    const path = `${prefix}${name}`;
    const below = tree[name];
    if (below === undefined) {
      return [{ property: path, reason: `unknown property '${path}'` }];
    }
    return below !== true && isObject(value) ? unknownProperties(value, below, `${path}.`) : [];
  });
}
