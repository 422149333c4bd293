/** Lists with cursors, as OpenAI's API returns them. */
import { AzureError } from "../../error";
import type { Call } from "../../service";

export const listQuery = ["after", "limit", "order", "purpose"];

const defaultPageSize = 20;

/** A page of a list, by `after` (the id of the last known item) and `limit`. @throws AzureError 400 */
export function toResponseList(
  { url }: Pick<Call, "url">,
  items: readonly Record<string, unknown>[],
  pageSize = defaultPageSize,
): Record<string, unknown> {
  const limit = Number(url.searchParams.get("limit") ?? pageSize);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new AzureError(400, "invalidPayload", "The value of 'limit' is invalid: give a whole number.");
  }
  const after = url.searchParams.get("after");
  const from = after ? items.findIndex(({ id }) => id === after) + 1 : 0;
  if (after && from === 0) {
    throw new AzureError(400, "invalidPayload", "The value of 'after' is not the id of an item.");
  }
  const data = items.slice(from, from + limit);
  return {
    object: "list",
    data,
    has_more: from + limit < items.length,
  };
}
