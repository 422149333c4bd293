import type { Properties } from "./values";

/** Azure accepted a change but did not finish it: the engine keeps the resource in its state and repairs it later. */
export class InitializationError extends Error {
  constructor(
    readonly id: string,
    readonly outputs: Properties,
    readonly inputs: Properties,
    reason: string,
  ) {
    super(reason);
  }
}
