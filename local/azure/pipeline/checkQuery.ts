import { AzureError } from "../error";
import type { Service } from "../service";
import type { AnyRoute } from "./matchRoute";

/** The api-version of a request. */
interface ApiVersion {
  /** What the handler sees; "" where the route has no versions. */
  version: string;
  /** The same, where the request asks for a newer version. */
  answeredAs?: string;
}

/** @throws AzureError 400 where the version is missing or not supported. */
export function checkApiVersion(
  { publishedVersions }: Pick<Service, "publishedVersions">,
  { apiVersions, path }: AnyRoute,
  url: URL,
): ApiVersion {
  if (apiVersions.length === 0) {
    return { version: "" };
  }
  const [version, ...others] = [...url.searchParams]
    .filter(([name]) => name.toLowerCase() === "api-version")
    .map(([, value]) => value);
  if (!version) {
    throw new AzureError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  const published = publishedVersions?.(path);
  const isKnown = apiVersions.includes(version) || published?.includes(version) === true;
  if (others.length === 0 && isKnown) {
    return { version };
  }
  const known = [...new Set([...apiVersions, ...(published ?? [])])].sort((a, b) => a.localeCompare(b));
  const newest = published && newestStable(known);
  if (others.length === 0 && newest !== undefined && isNewer(version, newest)) {
    return { version: newest, answeredAs: newest };
  }
  throw new AzureError(
    400,
    "InvalidApiVersionParameter",
    `The api-version '${version.slice(0, 60)}' is invalid. The supported versions are '${known.reverse().join(",")}'.`,
  );
}

/** A date, and the stage of a version that is not stable. */
const versionFormat = /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(-(?:preview|alpha|beta))?$/;

/** The newest stable version, or the newest of all where none is stable. */
const newestStable = (versions: readonly string[]): string | undefined =>
  versions.findLast((version) => versionFormat.exec(version)?.[2] === undefined) ?? versions.at(-1);

function isNewer(version: string, than: string): boolean {
  const [, date] = versionFormat.exec(version) ?? [];
  return date !== undefined && date > than.slice(0, date.length);
}

/** @throws AzureError 400 where a query parameter is not one of the route's. */
export function checkQuery(route: AnyRoute, url: URL): void {
  if (route.query === "any") {
    return;
  }
  const accepted = ["api-version", ...(route.query ?? [])].map((name) => name.toLowerCase());
  for (const name of url.searchParams.keys()) {
    if (!accepted.includes(name.toLowerCase())) {
      throw new AzureError(
        400,
        "InvalidQueryParameter",
        `The query parameter '${name.slice(0, 80)}' is not supported by this operation.`,
      );
    }
  }
}
