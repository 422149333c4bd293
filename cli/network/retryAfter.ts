/** How long a service asks to wait before the next request, and how long that may be. */

/** Headers of a response of any client. */
export interface ResponseHeaders {
  get(name: string): string | null | undefined;
}

/** The longest wait that a command accepts. */
export const maxWaitMs = 60_000;

/** A wait that is longer than this is told. */
export const toldWaitMs = 2000;

const tooManyRequests = 429;

/** Reads a header's value as milliseconds; undefined or NaN if it is none. */
type Reader = (value: string) => number | undefined;

const number =
  (unitMs: number): Reader =>
  (value) =>
    /^\d+(\.\d+)?$/.test(value) ? Number(value) * unitMs : undefined;

/** A date as HTTP formats it begins with its day of the week. */
const date: Reader = (value) => (/^[a-z]{3}/i.test(value) ? Date.parse(value) - Date.now() : undefined);

/** A number of seconds beyond this is a time since the epoch. */
const minEpochSeconds = 1_000_000_000;

const secondsOrEpoch: Reader = (value) => {
  const ms = number(1000)(value);
  return ms === undefined || ms < minEpochSeconds * 1000 ? ms : ms - Date.now();
};

const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** OpenAI's durations: `20ms`, `1.5s`, `6m0s`. */
const duration: Reader = (value) => {
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  return parts.length > 0 && parts.map(([part]) => part).join("") === value
    ? parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (durationUnits[unit] ?? 0), 0)
    : undefined;
};

/** Headers in the order in which they count, and how each is read. */
const headers: readonly { name: string; readers: readonly Reader[]; only429?: true; unless?: string }[] = [
  { name: "retry-after-ms", readers: [number(1)] },
  { name: "x-ms-retry-after-ms", readers: [number(1)] },
  { name: "retry-after", readers: [number(1000), date] },
  // The end of the limit's window. Responses that are not throttled have it too. W&B: seconds (docs.wandb.ai, "Rate limits").
  { name: "ratelimit-reset", readers: [secondsOrEpoch, date], only429: true },
  { name: "x-ratelimit-reset", readers: [secondsOrEpoch, date], only429: true },
  // Azure OpenAI: seconds; OpenAI: a duration. The limit that has something left is not the one that was exceeded.
  ...["requests", "tokens"].map((what) => ({
    name: `x-ratelimit-reset-${what}`,
    readers: [number(1000), duration],
    only429: true as const,
    unless: `x-ratelimit-remaining-${what}`,
  })),
];

/**
 * Returns the milliseconds to wait that a response asks for; undefined if it does not ask, or not for a time to come.
 * @param status The headers of a rate limit count only where it was exceeded.
 */
export function retryAfterMs(response: ResponseHeaders, status = tooManyRequests): number | undefined {
  for (const { name, readers, only429, unless } of headers) {
    if ((only429 && status !== tooManyRequests) || (unless && Number(response.get(unless) ?? 0) > 0)) {
      continue;
    }
    const value = response.get(name)?.trim() ?? "";
    const ms = readers.map((read) => read(value)).find((read) => read !== undefined && read > 0);
    if (ms !== undefined) {
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
