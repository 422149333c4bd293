/** The cases of the tests of `npm start`: moments at which it is killed, and two that start at once. */
import { crashKinds } from "../support/startProject";
import type { CrashKind } from "../support/startProject";
import { seededRandom } from "../support/seededRandom";

/** Killed once at a moment; the next start follows at once, and is killed itself where another moment follows in the chain. */
export interface KilledStart {
  kind: "killed";
  kill: CrashKind;
  /** When, as a part of an undisturbed first start from 0 to 1. */
  part: number;
  /** The place in its chain, from 0. */
  place: number;
}

/** Two first starts at once. */
export interface TwoStarts {
  kind: "two";
  number: number;
  /** How much later the second one begins, as a part of an undisturbed start. */
  later: number;
  /** Whether the first one is killed, as it runs. */
  killedAt: number | undefined;
}

export type StartCase = KilledStart | TwoStarts;

/** Starts that are killed one after the other, before one runs to its end. */
const chainLength = 4;

const percent = (part: number) => `${(part * 100).toFixed(1)} %`;

export const startCaseName = (startCase: StartCase): string =>
  startCase.kind === "killed"
    ? `killed at ${percent(startCase.part)}, ${crashKinds[startCase.kill]}`
    : `two at once (${startCase.number})${startCase.killedAt === undefined ? "" : `, the first killed at ${percent(startCase.killedAt)}`}`;

/**
 * Chains of cases, each from an empty state. The moments of all chains together are spread evenly over a start.
 * @param count The number of moments.
 * @param pairs The number of pairs.
 */
export function startChains(seed: number, count: number, pairs: number): StartCase[][] {
  const next = seededRandom(seed);
  const kinds = Object.keys(crashKinds) as CrashKind[];
  const chainCount = Math.ceil(count / chainLength);
  const moments = Array.from({ length: count }, (_, index) => ({
    kind: "killed" as const,
    part: (index + next()) / count,
    kill: kinds[Math.floor(next() * kinds.length)]!,
  }));
  const chains = Array.from({ length: chainCount }, (_, chain) =>
    // From the first to the last: a start passes over what an earlier one has done.
    moments
      .filter((_moment, index) => index % chainCount === chain)
      .map((moment, place) => ({ ...moment, place })),
  );
  const two = Array.from({ length: pairs }, (_, number) => ({
    kind: "two" as const,
    number,
    later: number % 2 === 0 ? 0 : next() * 0.5,
    killedAt: number % 3 === 2 ? 0.5 + next() / 2 : undefined,
  }));
  return [...chains, ...two.map((pair) => [pair])];
}
