import { AzureError } from "../error";
import type { Platform } from "../service";

/** Milliseconds. */
const window = 10_000;

/** Requests to each vault in its current window, by the machine's time. */
const windows = new Map<string, { since: number; count: number }>();

/** Counts a request to a vault. @throws AzureError 429 above the vault's limit in ten seconds. */
export function throttle(platform: Platform, vaultName: string): void {
  const now = Date.now();
  let current = windows.get(vaultName);
  if (!current || now - current.since >= window) {
    windows.set(vaultName, (current = { since: now, count: 0 }));
  }
  current.count += 1;
  if (current.count > platform.settings.current.vaultRequestLimit) {
    throw new AzureError(
      429,
      "Throttled",
      "Request was not processed because too many requests were received.",
      {
        headers: { "retry-after": String(Math.ceil((current.since + window - now) / 1000)) },
      },
    );
  }
}
