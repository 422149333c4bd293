import { AzureError } from "../error";
import type { Service, WireRequest } from "../service";

/** @throws AzureError 400 where the target is not a valid URL. */
export function parseUrl(
  { mergesSlashes }: Pick<Service, "mergesSlashes">,
  { host, target }: WireRequest,
): URL {
  try {
    // Azure accepts a doubled slash at the start, which its own clients send where a scope begins with one.
    const url = new URL(`https://${host}${target.replace(/^\/+/, "/")}`);
    if (mergesSlashes) {
      url.pathname = url.pathname.replace(/\/{2,}/g, "/");
    }
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    throw new AzureError(400, "BadRequest", "The request URI is malformed.");
  }
}
