/** The part of `$filter` that clients use on resource groups and resources: comparisons by `eq`, joined by `and`. */
import { AzureError } from "../../../error";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { ownValue } from "../../../ownValue";

type Condition = (resource: ArmResource, value: string) => boolean;

const isEqual = (actual: string | undefined, value: string) => actual?.toLowerCase() === value.toLowerCase();

const groupOf = ({ id }: ArmResource) => /\/resourceGroups\/([^/]+)/i.exec(id)?.[1];

const conditions: Readonly<Record<string, Condition>> = {
  resourcetype: ({ type }, value) => isEqual(type, value),
  name: ({ name }, value) => isEqual(name, value),
  location: ({ location }, value) => location === regionName(value),
  resourcegroup: (resource, value) => isEqual(groupOf(resource), value),
};

/** Selects resources. @throws AzureError 400 for any other filter. */
export const resourceFilter = (filter: string | null) =>
  parse(filter, [...Object.keys(conditions), "tagname", "tagvalue"]);

/** Selects resource groups, which are filtered by a tag alone. @throws AzureError 400 for any other filter. */
export const groupFilter = (filter: string | null) => parse(filter, ["tagname", "tagvalue"]);

function parse(filter: string | null, names: readonly string[]): (resource: ArmResource) => boolean {
  const values = new Map(
    (filter ?? "")
      .split(/ and /i)
      .filter(Boolean)
      .map((part) => comparison(part, names)),
  );
  return (resource) =>
    hasTag(resource, values.get("tagname"), values.get("tagvalue")) &&
    [...values].every(([name, value]) => ownValue(conditions, name)?.(resource, value) ?? true);
}

function comparison(part: string, names: readonly string[]): [name: string, value: string] {
  const [, name = "", value = ""] = /^\s*(\w+) eq '([^']*)'\s*$/i.exec(part) ?? [];
  if (!names.includes(name.toLowerCase())) {
    throw new AzureError(
      400,
      "InvalidFilterInQueryString",
      `Invalid $filter '${part.slice(0, 200)}' specified in the query string.`,
    );
  }
  return [name.toLowerCase(), value];
}

/** Names of tags compare in any case, their values do not. */
function hasTag({ tags = {} }: ArmResource, name: string | undefined, value: string | undefined): boolean {
  return (
    name === undefined ||
    Object.entries(tags).some(([tag, text]) => isEqual(tag, name) && (value === undefined || text === value))
  );
}
