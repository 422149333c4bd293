import { AzureError } from "../error";
import type { AnyRoute } from "./matchRoute";

/** @returns The api-version, or "" where the route has none. @throws AzureError 400 where it is missing or not supported. */
export function checkApiVersion({ apiVersions }: AnyRoute, method: string, url: URL): string {
  if (apiVersions.length === 0) {
    return "";
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
  if (others.length > 0 || !apiVersions.includes(version)) {
    throw new AzureError(
      400,
      "InvalidApiVersionParameter",
      `The api-version '${version.slice(0, 40)}' is invalid for ${method} ${url.pathname.slice(0, 300)}. ` +
        `The supported versions are '${apiVersions.join(",")}'.`,
    );
  }
  return version;
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
