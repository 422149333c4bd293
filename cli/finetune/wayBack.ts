/** The end of a command that follows a job: whatever ends it, the job goes on, and the command prints how to follow it again. */
import { onOutputClosed } from "../closedOutput";
import { causesOf, MissingSetting, UserError } from "../errors";
import { toleratingOutages } from "../network/outage";
import { serviceErrorOf } from "../network/serviceErrors";
import { printNotice } from "../output";
import type { Output } from "../output";
import { onInterrupt } from "./interrupt";

export interface WayBack {
  output: Output;
  /** The command that follows the job again, from where this one ends. */
  command: () => string;
  /** Introduces the command: what becomes of the job meanwhile. */
  sentence: () => string;
  /** Whether the command has begun its work, so that its end is a failure and no wrong input. */
  hasStarted: () => boolean;
  /** What scripts receive when the command is interrupted. */
  detached: () => object;
  toUserError: (error: unknown) => UserError;
}

const linesOf = ({ command, sentence }: WayBack): string[] => [sentence(), `  ${command()}`];

const notFound = 404;

/** Tells whether the same command would end as this one: there is no such job, or a setting is missing. */
const isFinal = (error: unknown): boolean =>
  error instanceof MissingSetting ||
  causesOf(error).some((cause) => serviceErrorOf(cause)?.status === notFound);

/**
 * Follows a job through outages, as such commands do. A signal ends the command, not the job.
 * @returns undefined if the command was interrupted.
 * @throws UserError with the way back, unless the command would end like this again.
 */
export async function withWayBack<Result>(
  wayBack: WayBack,
  follow: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | undefined> {
  const interrupt = onInterrupt("SIGINT", "SIGTERM", "SIGHUP");
  const { signal } = interrupt;
  const release = onOutputClosed(() => linesOf(wayBack).forEach(printNotice));
  try {
    return await toleratingOutages(() => follow(signal), { signal });
  } catch (error) {
    const { output, detached, hasStarted, toUserError } = wayBack;
    if (signal.aborted) {
      output.emit("detached", detached());
      output.print("", ...linesOf(wayBack));
      process.exitCode = interrupt.exitCode();
      return undefined;
    }
    const failure = toUserError(error);
    throw isFinal(error)
      ? failure
      : new UserError([...failure.lines, ...linesOf(wayBack)], hasStarted() ? 1 : failure.exitCode);
  } finally {
    release();
    interrupt.release();
  }
}
