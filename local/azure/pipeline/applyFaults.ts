import { ConnectionReset } from "../error";
import type { Exchange } from "./exchange";

/**
 * Applies the injected faults that match a request.
 * @param moment Before the service sees the request, or after its changes are on disk.
 * @throws AzureError or ConnectionReset, as the fault specifies.
 */
export async function applyFaults(
  { platform, service, request }: Exchange,
  url: URL,
  moment: "before" | "after",
): Promise<void> {
  if (service.acceptsFaults === false) {
    return;
  }
  const fault = await platform.faults.apply(service.name, request.method, url, moment);
  if (fault === "reset") {
    throw new ConnectionReset();
  }
  if (fault) {
    throw fault;
  }
}
