/** Lists in pages of at most 25 items, as Key Vault returns them. */
import { AzureError } from "../../error";
import type { Call } from "../../service";
import type { ArmResource } from "../../arm/resources";
import { vaultUri } from "./attributes";

export const pageQuery = ["maxresults", "$skiptoken"] as const;

const maxPageSize = 25;

export function toResponsePage(
  { url }: Pick<Call, "url">,
  vault: ArmResource,
  items: readonly unknown[],
): Record<string, unknown> {
  const size = wholeNumber(url, "maxresults", maxPageSize);
  const from = wholeNumber(url, "$skiptoken", 0);
  if (size < 1 || size > maxPageSize) {
    throw new AzureError(400, "BadParameter", "Property maxresults has invalid value: give 1 to 25.");
  }
  const next = new URL(`${vaultUri(vault).slice(0, -1)}${url.pathname}${url.search}`);
  next.searchParams.set("$skiptoken", String(from + size));
  return {
    value: items.slice(from, from + size),
    nextLink: from + size < items.length ? next.href : null,
  };
}

function wholeNumber(url: URL, name: string, defaultValue: number): number {
  const text = url.searchParams.get(name);
  if (text !== null && !/^\d{1,7}$/.test(text)) {
    throw new AzureError(400, "BadParameter", `Property ${name} has invalid value.`);
  }
  return text === null ? defaultValue : Number(text);
}
