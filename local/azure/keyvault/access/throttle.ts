import { AzureError } from "../../error";
import type { Platform } from "../../service";

const windowMs = 10_000;

/** Requests to each vault in its current window, by the machine's clock. */
const windows = new Map<string, { startedAt: number; requests: number }>();

/** Counts a request to a vault. @throws AzureError 429 above the vault's limit in ten seconds. */
export function throttle(platform: Platform, vaultName: string): void {
  const now = Date.now();
  let current = windows.get(vaultName);
  if (!current || now - current.startedAt >= windowMs) {
    windows.set(vaultName, (current = { startedAt: now, requests: 0 }));
  }
  current.requests += 1;
  if (current.requests > platform.settings.current.vaultRequestLimit) {
    const retryAfterSeconds = Math.ceil((current.startedAt + windowMs - now) / 1000);
    throw new AzureError(
      429,
      "Throttled",
      "Request was not processed because too many requests were received.",
      { headers: { "retry-after": String(retryAfterSeconds) } },
    );
  }
}
