/** A resource type's path and body, from Pulumi's inputs to ARM and back. */
import type { Properties } from "../protocol/values";
import { pathParameters } from "./resourceTypes";
import type { InputTree, ResourceType } from "./resourceTypes";

/** Names that Pulumi spells differently from ARM, at any depth of a secret's attributes (`expires` is `exp`). */
const attributeNames: Record<string, string> = { expires: "exp", notBefore: "nbf" };

/** Parameters that are ids of other resources rather than names. */
const wholePaths = ["scope", "resourceUri"];

export function resourcePath({ path }: ResourceType, subscriptionId: string, inputs: Properties): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    wholePaths.includes(name)
      ? String(inputs[name]).replace(/\/$/, "")
      : encodeURIComponent(name === "subscriptionId" ? subscriptionId : String(inputs[name])),
  );
}

/** The inputs that make up a resource's path, read from its id: how an import knows them. */
export function parseId({ path }: ResourceType, id: string): Properties {
  const expression = path
    .replace(/[.]/g, "\\.")
    .replace(/\{(\w+)\}/g, (_, name: string) =>
      wholePaths.includes(name) ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
    );
  const match = new RegExp(`^${expression}$`, "i").exec(id);
  if (!match) {
    throw new Error(`The id ${id} is not one of ${path}.`);
  }
  return Object.fromEntries(
    pathParameters(path).map((name) => [
      name,
      wholePaths.includes(name) ? match.groups![name] : decodeURIComponent(match.groups![name]!),
    ]),
  );
}

/** ARM's body for some inputs. */
export function toBody(type: ResourceType, inputs: Properties): Properties {
  const body = pick(inputs, type.body, rename);
  const identity = body.identity as Properties | undefined;
  if (Array.isArray(identity?.userAssignedIdentities)) {
    // A list of ids in Pulumi, an object by id in ARM.
    const ids = identity.userAssignedIdentities as string[];
    body.identity = { ...identity, userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) };
  }
  if (!type.flattened) {
    return body;
  }
  const properties = pick(inputs, type.flattened, rename);
  for (const [list, names] of Object.entries(type.nested ?? {})) {
    if (Array.isArray(properties[list])) {
      properties[list] = (properties[list] as Properties[]).map((item) => nest(item, names));
    }
  }
  return { ...body, properties };
}

function nest(item: Properties, names: readonly string[]): Properties {
  const inside = Object.entries(item).filter(([name]) => names.includes(name));
  const outside = Object.entries(item).filter(([name]) => !names.includes(name));
  return { ...Object.fromEntries(outside), properties: Object.fromEntries(inside) };
}

const unnest = ({ properties, ...item }: Properties): Properties => ({
  ...item,
  ...(properties as Properties | undefined),
});

/** Pulumi's outputs for ARM's answer. */
export function toOutputs(type: ResourceType, response: Properties): Properties {
  const { id: _, properties, ...top } = response;
  const outputs = type.flattened
    ? { ...top, ...(properties as Properties) }
    : { ...top, ...(properties ? { properties } : {}) };
  for (const list of Object.keys(type.nested ?? {})) {
    const items = (outputs as Properties)[list];
    if (Array.isArray(items)) {
      (outputs as Properties)[list] = (items as Properties[]).map(unnest);
    }
  }
  return { ...(renameBack(outputs) as Properties), azureApiVersion: type.apiVersion };
}

/** The part of some properties that a tree names. */
export function pick(
  properties: Properties,
  tree: { [name: string]: InputTree },
  spell: (name: string) => string = (name) => name,
): Properties {
  const picked: Properties = {};
  for (const [name, below] of Object.entries(tree)) {
    const value: unknown = properties[name];
    if (value === undefined || value === null) {
      continue;
    }
    const isObject = typeof value === "object" && !Array.isArray(value);
    picked[spell(name)] = below !== true && isObject ? pick(value as Properties, below, spell) : value;
  }
  return picked;
}

const rename = (name: string) => attributeNames[name] ?? name;

function renameBack(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(renameBack);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const spelled = Object.fromEntries(Object.entries(attributeNames).map(([pulumi, arm]) => [arm, pulumi]));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== null)
      .map(([name, one]) => [spelled[name] ?? name, renameBack(one)]),
  );
}
