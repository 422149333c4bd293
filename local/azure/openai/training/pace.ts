import { setImmediate as nextEventLoopTurn } from "node:timers/promises";

/** How long the process trains before it answers requests, in milliseconds. */
const maxBusyMs = 50;

/** Returns what to await between steps, so that the process answers requests while it trains. */
export function createPace(): () => Promise<void> {
  let since = Date.now();
  return async () => {
    if (Date.now() - since >= maxBusyMs) {
      await nextEventLoopTurn();
      since = Date.now();
    }
  };
}
