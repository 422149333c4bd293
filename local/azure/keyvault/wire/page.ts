/** Lists in pages of at most 25 items, as Key Vault returns them. */
import { AzureError } from "../../error";
import type { Call } from "../../service";

export const pageQuery = ["maxresults", "$skiptoken"] as const;

const maxPageSize = 25;

/** The nextLink names the port, and its token is a text that means something to Key Vault alone (recorded, azure-cli, May 2023). */
export function toResponsePage(
  { url, apiVersion }: Pick<Call, "url" | "apiVersion">,
  items: readonly unknown[],
): Record<string, unknown> {
  const asked = url.searchParams.get("maxresults");
  const size = asked === null ? maxPageSize : wholeNumber("maxresults", asked);
  const token = url.searchParams.get("$skiptoken");
  const from = token === null ? 0 : markerIn(token, items.length);
  if (size < 1 || size > maxPageSize) {
    throw new AzureError(400, "BadParameter", "Property maxresults has invalid value: give 1 to 25.");
  }
  const to = from + size;
  const query = [
    `api-version=${apiVersion}`,
    `$skiptoken=${encodeURIComponent(toToken(to))}`,
    ...(asked === null ? [] : [`maxresults=${asked}`]),
  ];
  return {
    value: items.slice(from, to),
    nextLink: to < items.length ? `https://${url.hostname}:443${url.pathname}?${query.join("&")}` : null,
  };
}

const toToken = (marker: number): string =>
  Buffer.from(JSON.stringify({ NextMarker: String(marker) })).toString("base64");

/** The marker of a token; the end of the list where the token is another list's. */
function markerIn(token: string, end: number): number {
  const [, marker] =
    /^\{"NextMarker":"(\d{1,7})"\}$/.exec(Buffer.from(token, "base64").toString("utf8")) ?? [];
  return marker === undefined ? end : Number(marker);
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,7}$/.test(text)) {
    throw new AzureError(400, "BadParameter", `Property ${name} has invalid value.`);
  }
  return Number(text);
}
