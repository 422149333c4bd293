import { AzureError } from "../../../error";
import { genericTypes } from "../../genericResources/model/types";
import { ownValue } from "../../../ownValue";

/** The resource providers of the local Azure, with their resource types. */
const providers: Readonly<Record<string, readonly string[]>> = {
  ...typesByProvider(genericTypes.map(({ type }) => type)),
  "Microsoft.Authorization": ["roleAssignments", "roleDefinitions", "locks"],
  "Microsoft.CognitiveServices": ["accounts", "accounts/deployments", "deletedAccounts", "locations/models"],
  "Microsoft.Insights": ["diagnosticSettings", "diagnosticSettingsCategories"],
  "Microsoft.KeyVault": ["vaults", "vaults/secrets", "deletedVaults"],
  "Microsoft.Resources": ["resourceGroups", "subscriptions"],
};

function typesByProvider(types: readonly string[]): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const type of types) {
    const [namespace = "", ...names] = type.split("/");
    (result[namespace] ??= []).push(names.join("/"));
  }
  return result;
}

export const providerNamespaces = Object.keys(providers);

export const resourceTypesOf = (namespace: string): readonly string[] => ownValue(providers, namespace) ?? [];

/** The namespace as Azure writes it; undefined where the local Azure has no such resource provider. */
const findNamespace = (name: string) =>
  providerNamespaces.find((other) => other.toLowerCase() === name.toLowerCase());

export const isNamespace = (name: string): boolean => findNamespace(name) !== undefined;

export const invalidNamespace = (name: string) =>
  new AzureError(
    404,
    "InvalidResourceNamespace",
    `The resource namespace '${name.slice(0, 100)}' is invalid.`,
  );

/** @returns The namespace as Azure writes it. @throws AzureError 404 where the local Azure has no such resource provider. */
export function requireNamespace(name: string): string {
  const namespace = findNamespace(name);
  if (!namespace) {
    throw invalidNamespace(name);
  }
  return namespace;
}
