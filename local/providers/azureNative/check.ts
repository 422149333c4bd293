import type { CheckFailure } from "../protocol/provider";
import { hasUnknown, isObject, unknown } from "../protocol/values";
import type { Properties } from "../protocol/values";
import { inputTree, pathParameters } from "./resourceType";
import type { InputRule, InputTree, ResourceType } from "./resourceType";

/**
 * Every invalid input of a resource: what is missing, of the wrong type or against a rule. Values are not repeated. azure-native
 * leaves it to Azure to refuse a value that is not in an enumeration.
 */
export function checkInputs(type: ResourceType, inputs: Properties): CheckFailure[] {
  const required = [...new Set([...pathParameters(type.path), ...type.required])];
  const missing = required
    .flatMap((path) => placesOf(inputs, path))
    .filter(({ value }) => value === undefined)
    .map(({ path }) => ({ property: path, reason: missingReason(path) }));
  const broken = (type.rules ?? []).flatMap((rule) =>
    placesOf(inputs, rule.path).flatMap(({ path, value }): CheckFailure[] => {
      const reason = brokenRule(rule, path, value);
      return reason ? [{ property: path, reason }] : [];
    }),
  );
  return [...missing, ...broken];
}

function missingReason(path: string): string {
  const hint =
    path === "location"
      ? ". Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'."
      : "";
  return `missing required property '${path}'${hint}`;
}

/** The paths of inputs that the resource type does not have. azure-native drops them without a word. */
export function unknownInputs(type: ResourceType, inputs: Properties): string[] {
  return unknownProperties(inputs, { ...inputTree(type), azureApiVersion: true }, "").filter(
    (path) => !path.startsWith("__"),
  );
}

interface Place {
  /** Such as `logs[0].enabled`. */
  path: string;
  value: unknown;
}

/** Where a path such as `logs[].enabled` leads; nowhere, where what contains its last property is not set. */
function placesOf(inputs: Properties, pattern: string): Place[] {
  const names = pattern.split(".");
  return names.reduce<Place[]>(
    (places, name, index) =>
      places.filter(({ value }) => index === 0 || value !== undefined).flatMap((place) => below(place, name)),
    [{ path: "", value: inputs }],
  );
}

/** A property of a value, or the items of a list; where the value is unknown, so is the property. */
function below({ path, value }: Place, name: string): Place[] {
  const property = name.replace("[]", "");
  const at = path ? `${path}.${property}` : property;
  const found: unknown = isObject(value) ? value[property] : unknown;
  if (!name.endsWith("[]")) {
    return [{ path: at, value: found }];
  }
  return Array.isArray(found) ? found.map((item, index) => ({ path: `${at}[${index}]`, value: item })) : [];
}

function brokenRule({ min, max, pattern }: InputRule, path: string, value: unknown): string | undefined {
  if (value === undefined || hasUnknown(value)) {
    return undefined;
  }
  if (typeof value !== "string") {
    return `'${path}' should be of type 'string'`;
  }
  if (min !== undefined && value.length < min) {
    return `'${path}' is too short (${value.length}): at least ${min} characters required`;
  }
  if (max !== undefined && value.length > max) {
    return `'${path}' is too long (${value.length}): at most ${max} characters allowed`;
  }
  return pattern && !pattern.test(value)
    ? `'${path}' does not match expression '${pattern.source}'`
    : undefined;
}

function unknownProperties(value: unknown, tree: InputTree, path: string): string[] {
  if (typeof tree !== "object") {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => unknownProperties(item, tree, `${path}[${index}]`));
  }
  if (!isObject(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([name, item]) => {
    const at = path ? `${path}.${name}` : name;
    const inside = tree[name];
    return inside === undefined ? [at] : unknownProperties(item, inside, at);
  });
}
