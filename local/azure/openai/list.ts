/** What the routes of the data plane share: paths of both styles, lists with cursors, times. */
import { AzureError } from "../error";
import type { Call, Platform } from "../service";

/** Whether a request came by the `/openai/v1` paths rather than with an api-version. */
export const isV1 = (url: URL): boolean => url.pathname.toLowerCase().startsWith("/openai/v1/");

export const seconds = (platform: Platform): number => Math.floor(platform.clock.now() / 1000);

export const listQuery = ["after", "limit", "order", "purpose"];

/** Cuts a list into pages, by `after` (an id) and `limit`. @throws AzureError 400 */
export function listed(
  { url }: Call,
  items: readonly Record<string, unknown>[],
  size = 20,
): Record<string, unknown> {
  const limit = Number(url.searchParams.get("limit") ?? size);
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
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}
