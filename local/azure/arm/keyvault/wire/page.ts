/** Lists of vaults in pages, as Key Vault's resource provider returns them. */
import type { Call } from "../../../service";
import { page } from "../../lists";

export { pageQuery } from "../../lists";

const maxPageSize = 1000;

/**
 * A page of a list. A full page has a nextLink even where nothing follows, and what a `$skiptoken` of another list leads to
 * is an empty page (recorded, azure-sdk-for-python, Apr 2021): the tokens are texts that mean something to the service alone.
 */
export function vaultPage({ url }: Pick<Call, "url">, items: readonly unknown[]): Record<string, unknown> {
  const token = url.searchParams.get("$skiptoken");
  const from = token === null ? 0 : offsetIn(token, items.length);
  const { value } = page({ url: withoutToken(url) }, items.slice(from), maxPageSize) as { value: unknown[] };
  const top = Number(url.searchParams.get("$top") ?? maxPageSize);
  const isFull = value.length > 0 && value.length >= Math.min(top, maxPageSize);
  return isFull ? { value, nextLink: nextLink(url, from + value.length) } : { value };
}

function withoutToken(url: URL): URL {
  const first = new URL(url);
  first.searchParams.delete("$skiptoken");
  return first;
}

function nextLink(url: URL, offset: number): string {
  const next = new URL(url);
  next.searchParams.set("$skiptoken", `ServiceBased,${Buffer.from(String(offset)).toString("base64")}`);
  // Key Vault's own lists leave "$" as it is; those of a whole subscription, which Resource Manager keeps, do not.
  return /\/resourceGroups\//i.test(next.pathname) ? next.href.replaceAll("%24", "$") : next.href;
}

function offsetIn(token: string, end: number): number {
  const [, encoded = ""] = token.split(",");
  const offset = Number(Buffer.from(encoded, "base64").toString("utf8") || end);
  return Number.isInteger(offset) && offset >= 0 ? offset : end;
}
