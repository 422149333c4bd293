import { AzureError } from "../error";
import type { Call } from "../service";

/** Returns one page of a list: at most `$top` items (or the given size), and a nextLink to the next page. */
export function page(
  { url }: Pick<Call, "url">,
  items: readonly unknown[],
  size = 1000,
): Record<string, unknown> {
  const top = wholeNumber(url, "$top") ?? size;
  const from = positionOf(url.searchParams.get("$skiptoken")) ?? items.length;
  const to = from + Math.max(1, Math.min(top, size));
  if (to >= items.length) {
    return { value: items.slice(from) };
  }
  const next = new URL(url);
  next.searchParams.set("$skiptoken", tokenOf(to));
  return { value: items.slice(from, to), nextLink: next.href };
}

export const pageQuery = ["$top", "$skiptoken"];

/** A token is opaque text to its client, as on Azure. */
const tokenOf = (position: number) => Buffer.from(`position=${position}`).toString("base64url");

/** The position at which a token's page begins; undefined for the token of another list, which has nothing here. */
function positionOf(token: string | null): number | undefined {
  if (token === null) {
    return 0;
  }
  const [, position] = /^position=(\d{1,9})$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  return position === undefined ? undefined : Number(position);
}

function wholeNumber(url: URL, name: string): number | undefined {
  const text = url.searchParams.get(name);
  if (text === null) {
    return undefined;
  }
  if (!/^\d{1,6}$/.test(text)) {
    throw new AzureError(
      400,
      "InvalidQueryParameterValue",
      `The value of '${name}' is invalid. Specify a whole number.`,
    );
  }
  return Number(text);
}
