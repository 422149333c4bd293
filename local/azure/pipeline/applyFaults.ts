import { ConnectionReset } from "../error";
import type { Exchange } from "./exchange";

/**
 * Applies the injected faults that match a request.
 * @param moment Before the service sees the request, or after its changes are on disk.
 * @param onLost Is called before the delay of a response that nobody receives.
 * @throws AzureError or ConnectionReset, as the fault specifies.
 */
export async function applyFaults(
  { platform, service, request }: Exchange,
  url: URL,
  moment: "before" | "after",
  onLost?: () => void,
): Promise<void> {
  if (service.acceptsFaults === false) {
    return;
  }
  const fault = await platform.faults.apply(service.name, request.method, url, moment, onLost);
  if (fault === "reset") {
    throw new ConnectionReset();
  }
  if (fault) {
    throw fault;
  }
}
