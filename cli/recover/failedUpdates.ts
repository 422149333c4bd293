interface Update {
  /** `update`, `destroy`, `refresh` and so on. */
  kind: string;
  result: string;
  startTime: string;
  endTime: string;
}

/** Updates that create resources: a refresh or an import that succeeds between them proves nothing. */
const changesIn = (history: string): Update[] =>
  (JSON.parse(history) as Update[]).filter(({ kind }) => kind === "update" || kind === "destroy");

/** The largest difference between this machine's clock and Azure's. */
const clockSkewMs = 60_000;

/**
 * Returns when the first of the failed updates since the last successful one started, in milliseconds since the epoch; undefined
 * if the last update succeeded.
 * @param history What `pulumi stack history --json` prints, newest first.
 */
export function failingSince(history: string): number | undefined {
  const updates = changesIn(history);
  const succeeded = updates.findIndex(({ result }) => result === "succeeded");
  const first = (succeeded < 0 ? updates : updates.slice(0, succeeded)).at(-1);
  return first && Date.parse(first.startTime) - clockSkewMs;
}

/**
 * Returns when the last successful update ended, in milliseconds since the epoch; undefined if there is none. What the state does not
 * have was created later, also by a deployment that was killed, which has no entry in the history.
 */
export function succeededAt(history: string): number | undefined {
  const last = changesIn(history).find(({ result }) => result === "succeeded");
  return last && Date.parse(last.endTime) - clockSkewMs;
}
