import type { Store } from "./storage/store";

/** The local Azure's time, which tests move forward (`/_local/clock`). Nothing waits for it. */
export interface Clock {
  /** Milliseconds since the epoch: the machine's time, plus what tests have added. */
  now(): number;
  /** Moves time forward, in this process and in later ones. */
  advance(milliseconds: number): void;
}

export function createClock(store: Store): Clock {
  const offsets = store.collection<number>("clock");
  const offset = () => offsets.get("offset") ?? 0;
  return {
    now: () => Date.now() + offset(),
    advance: (milliseconds) => offsets.put("offset", offset() + milliseconds),
  };
}
