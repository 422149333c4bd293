/** A signal that aborts when the process is interrupted. */
export interface Interrupt {
  signal: AbortSignal;
  /** Restores the default behavior of Ctrl-C. */
  release(): void;
}

/** Listens to the first of the process's signals, so that the command can end in order. */
export function onInterrupt(...names: NodeJS.Signals[]): Interrupt {
  const controller = new AbortController();
  const abort = () => controller.abort();
  names.forEach((name) => process.once(name, abort));
  return {
    signal: controller.signal,
    release: () => names.forEach((name) => process.removeListener(name, abort)),
  };
}
