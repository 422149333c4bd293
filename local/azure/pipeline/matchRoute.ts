import { AzureError } from "../error";
import type { Caller, Route } from "../service";

/** A route of any service. */
export type AnyRoute = Route<unknown, string, Caller | undefined>;

/** A path pattern, split into segments once. */
interface Pattern {
  /** Whether the pattern begins with `{scope+}`, which matches one or more segments. */
  scoped: boolean;
  segments: string[];
}

const patterns = new Map<string, Pattern>();

function patternOf(path: string): Pattern {
  let pattern = patterns.get(path);
  if (!pattern) {
    const segments = path.replace(/^\//, "").split("/");
    const scoped = segments[0] === "{scope+}";
    pattern = { scoped, segments: scoped ? segments.slice(1) : segments };
    patterns.set(path, pattern);
  }
  return pattern;
}

/**
 * Matches a path against a route's pattern: literal segments in any case, `{name}` one segment that is not empty.
 * @returns The parameters, URL-decoded, or undefined. `scope` is a path such as `/subscriptions/…`.
 * @throws URIError where a segment is not valid percent-encoding.
 */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const { scoped, segments } = patternOf(pattern);
  const parts = path.split("/").slice(1);
  const scope = scoped ? parts.splice(0, Math.max(0, parts.length - segments.length)) : undefined;
  if (scope && (scope.length === 0 || scope.includes(""))) {
    return undefined;
  }
  const params = matchSegments(segments, parts);
  return params && scope ? { scope: `/${scope.map(decodeURIComponent).join("/")}`, ...params } : params;
}

function matchSegments(
  segments: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  if (parts.length !== segments.length) {
    return undefined;
  }
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    const [, name] = /^\{(\w+)\}$/.exec(segment) ?? [];
    if (name !== undefined && part !== "") {
      params[name] = decodeURIComponent(part);
    } else if (name !== undefined || segment.toLowerCase() !== part.toLowerCase()) {
      return undefined;
    }
  }
  return params;
}

/**
 * @param unknownRoute The service's own error for a path that no route has.
 * @throws AzureError 405 where the path has other methods, 404 where it has none.
 */
export function requireRoute(
  routes: readonly AnyRoute[],
  method: string,
  url: URL,
  unknownRoute?: () => AzureError | undefined,
): { route: AnyRoute; pathParams: Record<string, string> } {
  const otherMethods = new Set<string>();
  for (const route of routes) {
    const pathParams = matchPath(route.path, url.pathname);
    if (pathParams && route.method === method) {
      return { route, pathParams };
    }
    if (pathParams) {
      otherMethods.add(route.method);
    }
  }
  if (otherMethods.size > 0) {
    throw new AzureError(405, "MethodNotAllowed", `The method ${method} is not allowed on this resource.`, {
      headers: { allow: [...otherMethods].join(", ") },
    });
  }
  throw unknownRoute?.() ?? new AzureError(404, "NotFound", `No such resource: ${method} ${url.pathname}`);
}
