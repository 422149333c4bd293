import type { Route } from "./service";

/** A path pattern, cut into segments once. */
interface Pattern {
  /** Whether it begins with `{scope+}`, which stands for one or more segments. */
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
 * @returns The variables, URL-decoded, or undefined. `scope` comes as a path, `/subscriptions/…`.
 * @throws URIError where a segment is not valid percent-encoding.
 */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const { scoped, segments } = patternOf(pattern);
  let parts = path.split("/").slice(1);
  const params: Record<string, string> = {};
  if (scoped) {
    const scope = parts.slice(0, parts.length - segments.length);
    if (scope.length === 0 || scope.some((part) => part === "")) {
      return undefined;
    }
    params.scope = `/${scope.map(decodeURIComponent).join("/")}`;
    parts = parts.slice(scope.length);
  }
  if (parts.length !== segments.length) {
    return undefined;
  }
  for (const [index, segment] of segments.entries()) {
    const part = parts[index]!;
    const [, name] = /^\{(\w+)\}$/.exec(segment) ?? [];
    if (name === undefined) {
      if (segment.toLowerCase() !== part.toLowerCase()) {
        return undefined;
      }
    } else if (part === "") {
      return undefined;
    } else {
      params[name] = decodeURIComponent(part);
    }
  }
  return params;
}

/** The route for a method and a path; `otherMethods` where the path exists for others alone. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | { otherMethods: string[] } {
  const otherMethods: string[] = [];
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params && route.method === method) {
      return { route, params };
    }
    if (params) {
      otherMethods.push(route.method);
    }
  }
  return { otherMethods };
}
