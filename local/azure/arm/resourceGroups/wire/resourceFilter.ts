/** The part of OData's `$filter` for lists of resources that clients use: equality, joined by `and`. */
import { AzureError } from "../../../error";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";

const groupOf = ({ id }: ArmResource) => id.split("/")[4] ?? "";

/**
 * The properties that a filter compares, all in any case. `az keyvault show -n NAME` finds the group of a vault by its type and
 * name; `az resource list` adds the group and the location.
 */
const properties: Readonly<Record<string, (resource: ArmResource) => string>> = {
  resourcetype: ({ type }) => type,
  name: ({ name }) => name,
  resourcegroup: groupOf,
  location: ({ location }) => location ?? "",
};

/** A comparison, alone or with an `and` after it. */
const comparison = /^(\w+) eq '((?:[^']|'')*)'(?: and (?=\S)|$)/i;

/**
 * The resources that a filter selects.
 * @throws AzureError 400 `InvalidFilterInQueryString` where the filter has another form.
 */
export function parseResourceFilter(filter: string | null): (resource: ArmResource) => boolean {
  const clauses: ((resource: ArmResource) => boolean)[] = [];
  for (let rest = (filter ?? "").trim(); rest !== "";) {
    const [matched, name = "", literal = ""] = comparison.exec(rest) ?? [];
    const property = properties[name.toLowerCase()];
    if (matched === undefined || !property) {
      throw unsupported();
    }
    const value = literal.replaceAll("''", "'");
    clauses.push((resource) => isEqual(name, property(resource), value));
    rest = rest.slice(matched.length);
  }
  return (resource) => clauses.every((matches) => matches(resource));
}

/** "Sweden Central" is swedencentral. */
function isEqual(name: string, actual: string, value: string): boolean {
  const expected = name.toLowerCase() === "location" ? regionName(value) : value;
  return actual.toLowerCase() === expected.toLowerCase();
}

const unsupported = () =>
  new AzureError(
    400,
    "InvalidFilterInQueryString",
    "Only filters that compare resourceType, name, resourceGroup or location by eq, joined by and, are supported.",
  );
