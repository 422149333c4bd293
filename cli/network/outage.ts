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

const defaultOutageSeconds = 15 * 60;

/** How long such commands wait, in seconds: OUTAGE_TIMEOUT_SECONDS, for pipelines that have less time. @default 900 */
function outageSeconds(): number {
  const specified = process.env.OUTAGE_TIMEOUT_SECONDS?.trim();
  return specified && /^\d+$/.test(specified) ? Number(specified) : defaultOutageSeconds;
}

export const followingLimits: OutageLimits = {
  outageMs: outageSeconds() * 1000,
  firstDelayMs: 1000,
  maxDelayMs: 30_000,
};

/**
 * How long the outage of a service may last that has not worked yet in this command, and does not say how long to wait, in
 * milliseconds: nothing is under way that waiting would save, and somebody is probably looking.
 */
const firstContactMs = 15_000;

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

/**
 * The outage of a service, if the command that runs waits for its end; undefined if it gives up after a few attempts.
 * @param hasWorked Whether the service has worked before in this command.
 */
export function possibleOutage(signal: AbortSignal | undefined, hasWorked: boolean): Outage | undefined {
  const context = current.getStore();
  const signals = [signal, context?.signal].filter((one) => one !== undefined);
  const either = signals.length > 0 ? AbortSignal.any(signals) : undefined;
  return context && new Outage(context.limits, hasWorked, either);
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
    private readonly hasWorked: boolean,
    private readonly signal?: AbortSignal,
  ) {}

  get firstDelayMs(): number {
    return this.limits.firstDelayMs;
  }

  /** How much longer the outage may last, in milliseconds, if the service asks to wait. */
  get remainingMs(): number {
    return this.remainingOf(this.limits.outageMs);
  }

  private remainingOf(limitMs: number): number {
    return Math.max(0, limitMs - (this.since === undefined ? 0 : Date.now() - this.since));
  }

  /**
   * Waits before the next attempt. The first time, tells what is wrong.
   * @param askedMs The wait that the service asks for.
   * @returns Whether there may be another attempt.
   */
  async wait(problem: string, askedMs?: number): Promise<boolean> {
    const { firstDelayMs, maxDelayMs, outageMs } = this.limits;
    const isKnown = this.hasWorked || askedMs !== undefined;
    const limitMs = isKnown ? outageMs : Math.min(outageMs, firstContactMs);
    if (this.since === undefined) {
      this.since = Date.now();
      printNotice(`! ${problem} Trying again for up to ${describeDuration(limitMs)}.`);
    }
    const ms = Math.max(askedMs ?? 0, Math.min(maxDelayMs, firstDelayMs * 2 ** this.attempts));
    this.attempts += 1;
    if (ms > this.remainingOf(limitMs) || this.signal?.aborted) {
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
