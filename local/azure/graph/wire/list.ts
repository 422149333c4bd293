import { AzureError } from "../../error";
import type { Call } from "../../service";
import { collections } from "../model/directoryObjects";
import type { CollectionName, Entity } from "../model/directoryObjects";
import { toResponseEntity } from "./entity";
import { parseFilter } from "./filter";

export const listQuery = ["$filter", "$select", "$top", "$count", "$skiptoken", "$orderby", "$search"];

const unsupportedQuery = (message: string) => new AzureError(400, "Request_UnsupportedQuery", message);

const defaultPageSize = 100;
const maxPageSize = 999;

/** The page of a collection that a query selects. @throws AzureError 400 `Request_UnsupportedQuery` */
export function toResponseList(
  call: Pick<Call, "url">,
  name: CollectionName,
  entities: readonly Entity[],
): Record<string, unknown> {
  const { searchParams } = call.url;
  for (const option of ["$orderby", "$search"]) {
    if (searchParams.has(option)) {
      throw unsupportedQuery(`Unsupported query option '${option}'.`);
    }
  }
  const matching = entities.filter(parseFilter(searchParams.get("$filter"), collections[name].filterable));
  const { from, to } = pageOf(searchParams);
  const next = new URL(call.url);
  next.searchParams.set("$skiptoken", String(to));
  return {
    "@odata.context": `https://graph.microsoft.com/v1.0/$metadata#${name}`,
    ...(searchParams.get("$count") === "true" ? { "@odata.count": matching.length } : {}),
    ...(to < matching.length ? { "@odata.nextLink": next.href } : {}),
    value: matching.slice(from, to).map((entity) => toResponseEntity(call, entity)),
  };
}

function pageOf(searchParams: URLSearchParams): { from: number; to: number } {
  const top = Number(searchParams.get("$top") ?? defaultPageSize);
  const from = Number(searchParams.get("$skiptoken") ?? 0);
  const isValid =
    Number.isInteger(top) && top >= 1 && top <= maxPageSize && Number.isInteger(from) && from >= 0;
  if (!isValid) {
    throw unsupportedQuery("Invalid value of $top or $skiptoken.");
  }
  return { from, to: from + top };
}
