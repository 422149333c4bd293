import { randomUUID } from "node:crypto";
import type { Platform, Service, WireRequest } from "../service";

/** A request and the service that it is addressed to. */
export interface Exchange {
  platform: Platform;
  service: Service;
  /** Parameters of the service's host. */
  hostParams: Record<string, string>;
  request: WireRequest;
  requestId: string;
  /** The api-version as which the request is answered, where it asks for a newer one. */
  answeredAs?: string;
}

/** Finds the service of a request by its host. */
export function openExchange(
  services: readonly Service[],
  platform: Platform,
  request: WireRequest,
): Exchange | undefined {
  const found = findService(services, request.host, platform);
  return found && { platform, request, requestId: randomUUID(), ...found };
}

/** The service of a host, with the parameters of the host. */
export function findService(
  services: readonly Service[],
  host: string,
  platform: Platform,
): { service: Service; hostParams: Record<string, string> } | undefined {
  for (const service of services) {
    const hostParams = service.host(host, platform);
    if (hostParams) {
      return { service, hostParams };
    }
  }
  return undefined;
}

export function unknownHost(host: string): string {
  return `The local Azure does not serve ${host.slice(0, 200)}. Use a host of Azure; nothing leaves this machine.`;
}
