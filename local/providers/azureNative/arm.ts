/** A resource type's path and body, from Pulumi's inputs to ARM and back. */
import { isObject } from "../protocol/values";
import type { Properties } from "../protocol/values";
import { pathParameters } from "./resourceType";
import type { InputTree, ResourceType } from "./resourceType";

/** Attributes of a secret that Pulumi and ARM name differently. */
const attributeNames = [
  { pulumi: "expires", arm: "exp" },
  { pulumi: "notBefore", arm: "nbf" },
] as const;
const armNames = new Map<string, string>(attributeNames.map(({ pulumi, arm }) => [pulumi, arm]));
const pulumiNames = new Map<string, string>(attributeNames.map(({ pulumi, arm }) => [arm, pulumi]));

const toArmName = (name: string) => armNames.get(name) ?? name;
const toPulumiName = (name: string) => pulumiNames.get(name) ?? name;

/** Parameters that are ids of other resources rather than names: azure-native trims their slashes. */
const idParameters = ["scope", "resourceUri"];

export function resourcePath({ path }: ResourceType, subscriptionId: string, inputs: Properties): string {
  const values: Properties = { ...inputs, subscriptionId };
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(values[name]);
    return idParameters.includes(name) ? `/${value.replace(/^\/|\/$/g, "")}` : encodeURIComponent(value);
  });
}

/** Reads the inputs of a resource's path from its id, for an import. */
export function parseId({ path }: ResourceType, id: string): Properties {
  const pattern = path
    .replace(/[.]/g, "\\.")
    .replace(/\{(\w+)\}/g, (_, name: string) =>
      idParameters.includes(name) ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
    );
  const groups = new RegExp(`^${pattern}$`, "i").exec(id)?.groups;
  if (!groups) {
    throw new Error(`${id} is not the id of such a resource. Use ${path}.`);
  }
  return Object.fromEntries(
    pathParameters(path).map((name) => {
      const value = groups[name] ?? "";
      return [name, idParameters.includes(name) ? value : decodeURIComponent(value)];
    }),
  );
}

/**
 * ARM's body for inputs.
 * @param previous The inputs of the deployed resource: what a set has lost is sent as `null` (pulumi-azure-native#4640).
 */
export function toBody(type: ResourceType, inputs: Properties, previous: Properties = {}): Properties {
  const body = pick(inputs, type.body, toArmName);
  const removed = Object.fromEntries(removedIdentities(inputs, previous).map((id) => [id, null]));
  const ids: unknown = body.identity?.userAssignedIdentities;
  if (Array.isArray(ids)) {
    const byId = Object.fromEntries((ids as string[]).map((id) => [id, {}]));
    body.identity = { ...(body.identity as Properties), userAssignedIdentities: { ...byId, ...removed } };
  }
  if (!type.flattened) {
    return body;
  }
  const properties = pick(inputs, type.flattened, toArmName);
  for (const [list, names] of Object.entries(type.nested ?? {})) {
    mapItems(properties, list, (item) => nest(item, names));
  }
  return { ...body, properties };
}

/** The user-assigned identities that an update takes away while it leaves others. */
export function removedIdentities(inputs: Properties, previous: Properties): string[] {
  const [now, before] = [inputs, previous].map(
    ({ identity }) => (identity as Properties | undefined)?.userAssignedIdentities as unknown,
  );
  return Array.isArray(now) && Array.isArray(before)
    ? (before as string[]).filter((id) => !now.includes(id))
    : [];
}

/** Pulumi's outputs for ARM's response. */
export function toOutputs(type: ResourceType, response: Properties): Properties {
  const { properties, ...top } = response;
  const outputs: Properties = { ...top };
  if (type.flattened) {
    Object.assign(outputs, properties);
  } else if (properties) {
    outputs.properties = properties as Properties;
  }
  for (const list of Object.keys(type.nested ?? {})) {
    mapItems(outputs, list, unnest);
  }
  return { ...(withPulumiNames(outputs) as Properties), azureApiVersion: type.apiVersion };
}

/** Replaces the items of a list among some properties, if it is there. */
function mapItems(properties: Properties, list: string, map: (item: Properties) => Properties): void {
  const items: unknown = properties[list];
  if (Array.isArray(items)) {
    properties[list] = (items as Properties[]).map(map);
  }
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

/** The part of some properties that a tree names; of a list, that part of each item. */
export function pick(
  properties: Properties,
  tree: { [name: string]: InputTree },
  rename: (name: string) => string = (name) => name,
): Properties {
  const picked: Properties = {};
  for (const [name, below] of Object.entries(tree)) {
    const value: unknown = properties[name];
    if (value !== undefined && value !== null) {
      picked[rename(name)] = pickValue(value, below, rename);
    }
  }
  return picked;
}

function pickValue(value: unknown, tree: InputTree, rename: (name: string) => string): unknown {
  if (typeof tree === "string") {
    // From ARM an object by text; from Pulumi the list of texts.
    return isObject(value) ? Object.keys(value) : value;
  }
  if (tree === true) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => pickValue(item, tree, rename));
  }
  return isObject(value) ? pick(value, tree, rename) : value;
}

/** Without empty lists and objects, at any depth; undefined where nothing is left. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutEmpty).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (!isObject(value)) {
    return value;
  }
  const entries = Object.entries(value)
    .map(([name, item]) => [name, withoutEmpty(item)] as const)
    .filter(([, item]) => item !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function withPulumiNames(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withPulumiNames);
  }
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([name, item]) => [toPulumiName(name), withPulumiNames(item)]),
  );
}
