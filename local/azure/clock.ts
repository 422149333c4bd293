import type { Store } from "./storage/store";

/** The local Azure's time. Tests move it forward (`/_local/clock`); nothing ever waits for it. */
export interface Clock {
  /** Milliseconds since the epoch: the machine's time and whatever was added. */
  now(): number;
  /** Moves time forward and keeps the distance for later processes. */
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
