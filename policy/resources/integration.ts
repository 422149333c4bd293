/** Which resources belong to a WandbIntegration. The component's type and the names of its children are API. */
import type { PolicyResource } from "@pulumi/policy";
import { componentType } from "../../components/componentType";
import type { Kind, Resource } from "./kinds";
import { kindOf } from "./kinds";

/** The types and the name of a URN, `urn:pulumi:STACK::PROJECT::TYPE$TYPE::NAME`. */
function partsOf(urn: string): { types: string[]; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { types: types.split("$"), name: name.join("::") };
}

/** Returns the WandbIntegration that a resource is a child of, with its name where the resource is a direct child. */
export function integrationOf({ urn, opts }: Pick<Resource, "urn" | "opts">): { name?: string } | undefined {
  const { types } = partsOf(urn);
  if (!types.slice(0, -1).includes(componentType)) {
    return undefined;
  }
  const parent = opts.parent === undefined ? undefined : partsOf(opts.parent);
  return parent?.types.at(-1) === componentType ? { name: parent.name } : {};
}

/** Whether a resource gives the account's identity access to the key: the component's child with that name. */
export const isIdentityAccess = (resource: Resource): boolean => {
  const name = integrationOf(resource)?.name;
  return (
    name !== undefined &&
    resource.name === `${name}-identity` &&
    ["roleAssignment", "accessPolicy"].includes(kindOf(resource.type) ?? "")
  );
};

/** Properties of an integration's children that name its account or its vault, which may be declared outside of it. */
const references: readonly [child: Kind, property: string, kind: Kind][] = [
  ["secret", "vaultName", "vault"],
  ["accessPolicy", "vaultName", "vault"],
  ["roleAssignment", "scope", "vault"],
  ["privateEndpoint", "privateLinkServiceConnections", "vault"],
  ["roleAssignment", "scope", "account"],
  ["roleAssignment", "principalId", "account"],
  ["accessPolicy", "policy", "account"],
  ["deployment", "accountName", "account"],
  ["privateEndpoint", "privateLinkServiceConnections", "account"],
];

/** A resource of the stack that an integration's child refers to. */
export interface Use {
  /** URN of the integration. */
  integration: string;
  child: PolicyResource;
  used: PolicyResource;
}

/** Returns what the integrations of a stack use as their account and their vault, by the dependencies that the engine recorded. */
export const usesIn = (resources: readonly PolicyResource[]): Use[] =>
  resources
    .filter(({ parent }) => parent?.type === componentType)
    .flatMap((child) =>
      references
        .filter(([kind]) => kind === kindOf(child.type))
        .flatMap(([, property, kind]) =>
          (child.propertyDependencies[property] ?? [])
            .filter((used) => kindOf(used.type) === kind)
            .map((used) => ({ integration: child.parent?.urn ?? "", child, used })),
        ),
    );
