/**
 * What belongs to one call of the library, or to the process of a command: where its lines go, what ends it, and what it has read of stacks.
 * It is a context of asynchronous calls, so that no function has to pass it on.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export interface CallContext {
  /** Receives each line instead of the process's output. Undefined for a command, which prints. */
  onLine?: (line: string) => void;
  /** Ends the call. A command is ended by signals of its process instead. */
  signal?: AbortSignal;
  /** States by the stack and how they were exported. */
  readonly states: Map<string, Promise<string>>;
}

const ofProcess: CallContext = { states: new Map() };
const current = new AsyncLocalStorage<CallContext>();

/** The context of the call that runs; that of the process for a command. */
export const callContext = (): CallContext => current.getStore() ?? ofProcess;

/** Whether a program calls the library: it prints itself, and has its own signals and exit code. */
export const isCalledByProgram = (): boolean => current.getStore() !== undefined;

/** Runs a call of the library: it prints nothing. */
export const asCall = <Result>(
  { onLine = () => undefined, signal }: Partial<Pick<CallContext, "onLine" | "signal">>,
  run: () => Promise<Result>,
): Promise<Result> => current.run({ onLine, ...(signal ? { signal } : {}), states: new Map() }, run);
