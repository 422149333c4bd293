import type { Caller, Params, Platform } from "../service";
import type { AnyRoute } from "./matchRoute";

/** @throws AzureError 403 where the caller lacks the route's control-plane action. */
export function authorize(
  platform: Platform,
  route: AnyRoute,
  caller: Caller | undefined,
  params: Params,
  url: URL,
): void {
  if (!route.action) {
    return;
  }
  if (!caller) {
    throw new Error(`${route.method} ${route.path} has an action, but its service authenticates nobody.`);
  }
  platform.authorization.requireAction(caller, route.action, route.scope?.(params) ?? url.pathname);
}
