interface Update {
  result: string;
  startTime: string;
}

/** The largest difference between this machine's clock and Azure's. */
const clockSkewMs = 60_000;

/**
 * Returns when the first of the failed updates since the last successful one started, in milliseconds since the epoch; undefined
 * if the last update succeeded.
 * @param history What `pulumi stack history --json` prints, newest first.
 */
export function failingSince(history: string): number | undefined {
  const updates = JSON.parse(history) as Update[];
  const succeeded = updates.findIndex(({ result }) => result === "succeeded");
  const first = (succeeded < 0 ? updates : updates.slice(0, succeeded)).at(-1);
  return first && Date.parse(first.startTime) - clockSkewMs;
}
