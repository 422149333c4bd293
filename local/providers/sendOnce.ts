import { fetch } from "undici";
import type { RequestInit, Response } from "undici";
import { refuseRedirect, requireSecureUrl } from "../../cli/network/service";
import type { Service } from "../../cli/network/service";

/**
 * Sends a request with credentials: encrypted, or not beyond this machine.
 * @throws RequestRefused where the URL is not secure, or the response redirects.
 */
export async function sendOnce(service: Service, url: string | URL, init: RequestInit): Promise<Response> {
  const secureUrl = requireSecureUrl(url, service);
  const response = await fetch(secureUrl, { ...init, redirect: "manual" });
  refuseRedirect(secureUrl, response, service);
  return response;
}
