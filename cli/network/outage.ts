/**
 * How long a command goes on trying when a service fails for now. Commands that follow a job, or log it, share one outage timeout: the job
 * goes on meanwhile, and nothing is lost by waiting. Others give up after a few attempts.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { printNotice } from "../output";
import { describeDuration } from "./retryAfter";

export interface OutageLimits {
  /** How long an outage may last, in milliseconds. */
  outageMs: number;
  /** The delay before the first further attempt; twice as long before each next one. */
  firstDelayMs: number;
  maxDelayMs: number;
}

export const followingLimits: OutageLimits = {
  outageMs: 15 * 60_000,
  firstDelayMs: 1000,
  maxDelayMs: 30_000,
};

interface Context {
  limits: OutageLimits;
  /** Ends every wait. */
  signal?: AbortSignal | undefined;
}

const current = new AsyncLocalStorage<Context>();

/**
 * Runs a command with the outage timeout of those that follow a job, or with that of the caller.
 * @param signal Ends every wait, besides the signals of single requests.
 */
export const toleratingOutages = <Result>(
  run: () => Promise<Result>,
  { signal, limits = followingLimits }: { signal?: AbortSignal; limits?: OutageLimits } = {},
): Promise<Result> => {
  const outer = current.getStore();
  return current.run({ limits: outer?.limits ?? limits, signal: signal ?? outer?.signal }, run);
};

/** The signal that ends the command that runs. */
export const commandSignal = (): AbortSignal | undefined => current.getStore()?.signal;

/** How long the command that runs waits for a service, in milliseconds. */
export const maxOutageMs = (): number => current.getStore()?.limits.outageMs ?? 0;

/** The outage of a service, if the command that runs waits for its end; undefined if it gives up after a few attempts. */
export function possibleOutage(signal?: AbortSignal): Outage | undefined {
  const context = current.getStore();
  const signals = [signal, context?.signal].filter((one) => one !== undefined);
  return context && new Outage(context.limits, signals.length > 0 ? AbortSignal.any(signals) : undefined);
}

const jitter = 0.25;

/** Varies a delay, so that clients that failed together do not come back together. Never shortens what a service asks for. */
export const withJitter = (ms: number): number => ms * (1 + Math.random() * jitter);

/** A service, or a sign-in, that fails for now. */
export class Outage {
  private since: number | undefined;
  private attempts = 0;

  constructor(
    private readonly limits: OutageLimits,
    private readonly signal?: AbortSignal,
  ) {}

  get firstDelayMs(): number {
    return this.limits.firstDelayMs;
  }

  /** How much longer the outage may last, in milliseconds. */
  get remainingMs(): number {
    return Math.max(0, this.limits.outageMs - (this.since === undefined ? 0 : Date.now() - this.since));
  }

  /**
   * Waits before the next attempt. The first time, tells what is wrong.
   * @param askedMs The wait that the service asks for.
   * @returns Whether there may be another attempt.
   */
  async wait(problem: string, askedMs?: number): Promise<boolean> {
    if (this.since === undefined) {
      this.since = Date.now();
      printNotice(`! ${problem} Trying again for up to ${describeDuration(this.limits.outageMs)}.`);
    }
    const { firstDelayMs, maxDelayMs } = this.limits;
    const ms = Math.max(askedMs ?? 0, Math.min(maxDelayMs, firstDelayMs * 2 ** this.attempts));
    this.attempts += 1;
    if (ms > this.remainingMs || this.signal?.aborted) {
      return false;
    }
    await delay(withJitter(ms), undefined, this.signal ? { signal: this.signal } : {});
    return true;
  }

  /** Tells that it is over, if it was told that it began. */
  end(what: string): void {
    if (this.since !== undefined) {
      this.since = undefined;
      this.attempts = 0;
      printNotice(`✔ ${what}`);
    }
  }
}
