/** Which resources a policy is about. */
import type { PolicyConfigSchema, PolicyResource } from "@pulumi/policy";
import { integrationOf, isIdentityAccess, usesIn } from "./integration";
import type { Kind, Resource } from "./kinds";
import { kindOf } from "./kinds";

/** Which resources a policy is about. */
export interface Coverage {
  /** As the reference has it. */
  title: string;
  /** What the whole stack is checked by, where a resource has both. */
  reads: "inputs" | "outputs";
  /** Whether a resource is checked when it is registered, before anything is created. */
  atRegistration(resource: Resource, settings: Record<string, unknown>): boolean;
  /** What is checked besides, once all resources of the stack are known. */
  inStack(resources: readonly PolicyResource[], settings: Record<string, unknown>): PolicyResource[];
}

/** The setting of policies that can apply to more than integrations. */
export const scopeSetting: PolicyConfigSchema["properties"] = {
  scope: {
    type: "string",
    enum: ["integrations", "all"],
    default: "integrations",
    description:
      "`integrations` checks what belongs to a WandbIntegration, `all` every resource of these kinds in the stack",
  },
};

const distinct = (resources: readonly PolicyResource[]) => [
  ...new Map(resources.map((resource) => [resource.urn, resource])).values(),
];

const isAmong = (kinds: readonly Kind[], { type }: Resource) => {
  const kind = kindOf(type);
  return kind !== undefined && kinds.includes(kind);
};

/** Accounts and vaults that a program declares by itself, and that an integration uses. */
const usedFromOutside = (resources: readonly PolicyResource[]) =>
  distinct(usesIn(resources).map(({ used }) => used)).filter((used) => !integrationOf(used));

/** Resources of some kinds: children of an integration, what it uses as its account or its vault, or all of the stack. */
export const resourcesOf = (title: string, ...kinds: Kind[]): Coverage => ({
  title,
  reads: "inputs",
  atRegistration: (resource, { scope }) =>
    isAmong(kinds, resource) && (scope === "all" || integrationOf(resource) !== undefined),
  inStack: (resources, { scope }) =>
    scope === "all" ? [] : usedFromOutside(resources).filter((used) => isAmong(kinds, used)),
});

/**
 * What gives the identity of an integration's account access to the key: the component's own child, and role assignments whose principal
 * the program takes from the account or the integration.
 */
export const identityAccess: Coverage = {
  title: "The access of the account's identity",
  reads: "inputs",
  atRegistration: isIdentityAccess,
  inStack(resources) {
    const used = new Set(usedFromOutside(resources).map(({ urn }) => urn));
    const isAccount = (resource: PolicyResource) =>
      kindOf(resource.type) === "account" &&
      (integrationOf(resource) !== undefined || used.has(resource.urn));
    return resources.filter(
      (resource) =>
        kindOf(resource.type) === "roleAssignment" &&
        !integrationOf(resource) &&
        (resource.propertyDependencies.principalId ?? []).some(isAccount),
    );
  },
};

/** Accounts and vaults of integrations that no resource of a kind is created on, such as a lock. */
export const accountsAndVaultsWithout = (kind: Kind, property: string): Coverage => ({
  title: "Accounts and vaults",
  reads: "inputs",
  atRegistration: () => false,
  inStack(resources) {
    const have = new Set(
      resources
        .filter(({ type }) => kindOf(type) === kind)
        .flatMap(({ propertyDependencies }) => propertyDependencies[property] ?? [])
        .map(({ urn }) => urn),
    );
    const children = resources.filter((resource) => integrationOf(resource) !== undefined);
    return [...children, ...usedFromOutside(resources)].filter(
      (resource) => isAmong(["account", "vault"], resource) && !have.has(resource.urn),
    );
  },
});

/** Secrets of integrations in a vault that several integrations use, or that another stack may use too. */
export const sharedSecrets: Coverage = {
  title: "Secrets in a shared vault",
  reads: "inputs",
  atRegistration: () => false,
  inStack(resources) {
    const uses = usesIn(resources).filter(({ used }) => kindOf(used.type) === "vault");
    const usersOf = (vault: string) =>
      new Set(uses.filter(({ used }) => used.urn === vault).map(({ integration }) => integration)).size;
    const isShared = (secret: PolicyResource) => {
      const vaults = uses.filter(({ child }) => child.urn === secret.urn);
      // A vault that the stack does not declare is one of another stack.
      return vaults.length === 0 || vaults.some(({ used }) => usersOf(used.urn) > 1);
    };
    return resources.filter(
      (resource) =>
        kindOf(resource.type) === "secret" && integrationOf(resource) !== undefined && isShared(resource),
    );
  },
};
