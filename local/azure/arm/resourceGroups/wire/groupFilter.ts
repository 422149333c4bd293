/** The part of `$filter` for lists of resource groups: a tag, by its name or by its name and value. */
import { AzureError } from "../../../error";
import type { ArmResource } from "../../resources";

const syntax = /^\s*tagName eq '([^']*)'(?:\s+and\s+tagValue eq '([^']*)')?\s*$/i;

/**
 * The resource groups that a filter selects. Names of tags compare in any case, their values do not.
 * @throws AzureError 400 `InvalidFilterInQueryString` where the filter has another form.
 */
export function parseGroupFilter(filter: string | null): (group: ArmResource) => boolean {
  if (!filter) {
    return () => true;
  }
  const [matched, name, value] = syntax.exec(filter) ?? [];
  if (matched === undefined) {
    throw new AzureError(
      400,
      "InvalidFilterInQueryString",
      `Invalid $filter '${filter.slice(0, 200)}' specified in the query string.`,
    );
  }
  return ({ tags = {} }) =>
    Object.entries(tags).some(
      ([tag, text]) => tag.toLowerCase() === name?.toLowerCase() && (value === undefined || text === value),
    );
}
