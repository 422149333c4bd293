/** How long a service asks to wait before the next request, and how long that may be. */

/** Names of headers, and how many milliseconds a number in them is. */
const headers: readonly { name: string; unitMs: number }[] = [
  { name: "retry-after-ms", unitMs: 1 },
  { name: "x-ms-retry-after-ms", unitMs: 1 },
  { name: "retry-after", unitMs: 1000 },
];

/** The longest wait that a command accepts. */
export const maxWaitMs = 60_000;

/** A wait that is longer than this is told. */
export const toldWaitMs = 2000;

/** Headers of a response of any client. */
export interface ResponseHeaders {
  get(name: string): string | null | undefined;
}

/** Returns the milliseconds to wait that a response asks for; undefined if it does not ask, or not for a time to come. */
export function retryAfterMs(response: ResponseHeaders): number | undefined {
  for (const { name, unitMs } of headers) {
    const value = response.get(name)?.trim() ?? "";
    // A date as HTTP formats it begins with its day of the week.
    const ms = /^\d+(\.\d+)?$/.test(value)
      ? Number(value) * unitMs
      : Date.parse(/^[a-z]{3}/i.test(value) ? value : "") - Date.now();
    if (ms > 0) {
      return ms;
    }
  }
  return undefined;
}

const units: readonly [name: string, ms: number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

const maxDescribedMs = 10_000 * 86_400_000;

/** Describes a duration by its two largest units: `1 day 3 hours`. */
export function describeDuration(ms: number): string {
  if (ms > maxDescribedMs) {
    return `more than ${describeDuration(maxDescribedMs)}`;
  }
  let restMs = Math.max(1000, Math.ceil(ms / 1000) * 1000);
  const largest = units.findIndex(([, unitMs]) => restMs >= unitMs);
  return units
    .slice(largest, largest + 2)
    .flatMap(([name, unitMs]) => {
      const count = Math.floor(restMs / unitMs);
      restMs -= count * unitMs;
      return count === 0 ? [] : [`${count} ${name}${count === 1 ? "" : "s"}`];
    })
    .join(" ");
}
