import { constants } from "node:os";
import { callContext, isCalledByProgram } from "../callContext";

/** A signal that aborts when the process is interrupted. */
export interface Interrupt {
  signal: AbortSignal;
  /** Exit code of a process that the received signal ended, as a shell reports it. */
  exitCode(): number;
  /** Restores the default behavior of Ctrl-C. */
  release(): void;
}

const shellOffset = 128;

/** Listens to the first of the process's signals, so that the command can end in order. A program that calls the library has its own. */
export function onInterrupt(...names: NodeJS.Signals[]): Interrupt {
  if (isCalledByProgram()) {
    const { signal = new AbortController().signal } = callContext();
    return { signal, exitCode: () => 1, release: () => undefined };
  }
  const controller = new AbortController();
  let received: NodeJS.Signals = "SIGINT";
  const abort = (name: NodeJS.Signals) => {
    received = name;
    controller.abort();
  };
  names.forEach((name) => process.once(name, abort));
  return {
    signal: controller.signal,
    exitCode: () => shellOffset + constants.signals[received],
    release: () => names.forEach((name) => process.removeListener(name, abort)),
  };
}
