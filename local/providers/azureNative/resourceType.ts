/** A resource type of azure-native, as a row of the table of resource types. */

/**
 * Inputs by name: `true`, or the inputs below, of an object or of each item of a list. `"set"` is a list of texts in Pulumi that is
 * an object by text in ARM. Everything else is an output.
 */
export type InputTree = true | "set" | { [name: string]: InputTree };

/** A rule on one input that is a string. */
export interface InputRule {
  /** Such as `properties.accessPolicies[].tenantId`: `[]` stands for each item of a list. */
  path: string;
  /** Characters. */
  min?: number;
  /** Characters. */
  max?: number;
  pattern?: RegExp;
}

export interface ResourceType {
  /** Path of the ARM resource; `{scope}` stands for the id of another resource. */
  path: string;
  apiVersion: string;
  /** The input that is the resource's name, and how the name is generated where it is left out. */
  name: { input: string; auto: "random" | "copy" | "uuid" };
  /** Inputs at the top of ARM's body. */
  body: { [name: string]: InputTree };
  /** Inputs under `properties` of ARM's body that are at the top in Pulumi. */
  flattened?: { [name: string]: InputTree };
  /** For lists in `flattened`: the inputs of an item that ARM has under the item's own `properties`. */
  nested?: Readonly<Record<string, readonly string[]>>;
  /** Paths of inputs, besides the parameters of the path; the last one is required wherever the one before it is set. */
  required: readonly string[];
  rules?: readonly InputRule[];
  /** Inputs that replace the resource when they change, besides those of the path; a part of one replaces it too. */
  replaces?: readonly string[];
  /** Whether the location defaults to the provider's or the resource group's. */
  located?: boolean;
  /** Outputs that a preview does not know. */
  outputs: Readonly<Record<string, unknown>>;
  /** How it is deleted where that is not through ARM. */
  deletion?: "data plane";
}

/** Names of a path's parameters, except the subscription's, which is the provider's. */
export const pathParameters = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => (name && name !== "subscriptionId" ? [name] : []));

/** Inputs of the body, under the names that Pulumi has for them. */
export const bodyTree = ({ body, flattened }: ResourceType): { [name: string]: InputTree } => ({
  ...body,
  ...flattened,
});

/** All inputs: the parameters of the path, and the body. */
export const inputTree = (type: ResourceType): { [name: string]: InputTree } => ({
  ...Object.fromEntries(pathParameters(type.path).map((name) => [name, true as const])),
  ...bodyTree(type),
});
