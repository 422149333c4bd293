/** The moments of the crash-recovery tests: spread over the requests of a run, so that they are the same on any machine. */
import { seededRandom } from "../support/seededRandom";

/** The processes that are killed. The engine goes with the providers, which it starts itself where they are the official ones. */
export const targets = ["engine", "providers", "local Azure"] as const;
export type Target = (typeof targets)[number];

export const runs = ["up", "destroy"] as const;
export type Run = (typeof runs)[number];

/** Moments in each run of each target. */
export const momentCount = 25;

export interface CrashMoment {
  target: Target;
  run: Run;
  /** How far the run is, as a part of its requests from 0 to 1. */
  part: number;
  /** Whether Azure has completed the request that is under way. */
  done: boolean;
}

export const momentName = ({ target, run, part, done }: CrashMoment): string =>
  `${target}, ${run} at ${Math.round(part * 100)} %, ${done ? "done" : "not yet done"}`;

/** All moments. @param seed Determines where in its share of the run each moment is. */
export function crashMoments(seed: number): CrashMoment[] {
  const next = seededRandom(seed);
  return targets.flatMap((target) =>
    runs.flatMap((run) =>
      Array.from({ length: momentCount }, (_, index) => ({
        target,
        run,
        part: (index + next()) / momentCount,
        done: index % 2 === 1,
      })),
    ),
  );
}
