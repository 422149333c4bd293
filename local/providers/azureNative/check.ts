import { createHash } from "node:crypto";
import type { CheckFailure, CheckRequest } from "../protocol/provider";
import { hasUnknown, seededHex, unknown } from "../protocol/values";
import type { Properties } from "../protocol/values";
import { inputTree } from "./resourceTypes";
import type { InputRule, InputTree, ResourceType } from "./resourceTypes";

/** Every wrong input of a resource: what is missing, of the wrong type or against a rule. Values are not repeated. */
export function checkInputs(type: ResourceType, inputs: Properties): CheckFailure[] {
  const failures: CheckFailure[] = [];
  for (const path of type.required) {
    if (at(inputs, path) === undefined) {
      failures.push({ property: path, reason: `missing required property '${path}'` });
    }
  }
  for (const rule of type.rules ?? []) {
    const reason = broken(rule, at(inputs, rule.path));
    if (reason) {
      failures.push({ property: rule.path, reason });
    }
  }
  return [...failures, ...unknownInputs(inputs, inputTree(type), "")];
}

function at(properties: Properties, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, name) => (value as Properties | undefined)?.[name], properties);
}

function broken({ path, min, max, pattern, oneOf }: InputRule, value: unknown): string | undefined {
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

function unknownInputs(
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
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return below !== true && isObject ? unknownInputs(value as Properties, below, `${path}.`) : [];
  });
}

/** A made-up name, kept for as long as the resource lives. */
export function nameFor(
  { name }: ResourceType,
  { name: logicalName, olds, news, randomSeed }: CheckRequest,
): string {
  const given = (news[name.input] ?? olds[name.input]) as string | undefined;
  return given ?? autoName[name.auto](logicalName, randomSeed);
}

const autoName: Record<ResourceType["name"]["auto"], (logicalName: string, seed: Uint8Array) => string> = {
  random: (logicalName, seed) => `${logicalName}${seededHex(seed, 8)}`,
  copy: (logicalName) => logicalName,
  uuid: (_, seed) =>
    seededHex(createHash("sha256").update(seed).digest(), 32).replace(
      /^(.{8})(.{4})(.{4})(.{4})(.{12})$/,
      "$1-$2-$3-$4-$5",
    ),
};

/** Whether a name looks like one that was made up: then a replacement can be made before the old resource is deleted. */
export function isAutoNamed({ name }: ResourceType, logicalName: string, inputs: Properties): boolean {
  const value = inputs[name.input] as unknown;
  return (
    name.auto === "random" &&
    typeof value === "string" &&
    value.startsWith(logicalName) &&
    /^[0-9a-f]{8}$/.test(value.slice(logicalName.length))
  );
}

/** The location where none is said: the old one, the provider's, or the resource group's. */
export async function defaultLocation(
  { olds, news }: CheckRequest,
  configured: string | undefined,
  locationOfGroup: (resourceGroupName: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (olds.location !== undefined || configured !== undefined) {
    return (olds.location as string | undefined) ?? configured;
  }
  const group = news.resourceGroupName as string | undefined;
  if (group === undefined) {
    return undefined;
  }
  // A group that is not there yet is known once it has been made.
  return group === unknown ? unknown : ((await locationOfGroup(group)) ?? unknown);
}
