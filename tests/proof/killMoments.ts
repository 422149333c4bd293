/** The moments of the kill matrix: spread over the requests of a run, so that they are the same wherever it runs. */
import { seededRandom } from "../support/seededRandom";

export const victims = ["engine", "providers", "local Azure"] as const;
/** Who is killed. The engine goes with the providers, which it has started where they are the official ones. */
export type Victim = (typeof victims)[number];

export const runs = ["up", "destroy"] as const;
export type Run = (typeof runs)[number];

/** Moments in each run of each victim. */
export const momentCount = 25;

export interface KillMoment {
  victim: Victim;
  run: Run;
  /** Which part of the run's requests has been, from 0 to 1. */
  part: number;
  /** Whether Azure has done what the request asks for. */
  done: boolean;
}

export const momentName = ({ victim, run, part, done }: KillMoment): string =>
  `${victim}, ${run} at ${Math.round(part * 100)} %, ${done ? "done" : "not yet done"}`;

/** @param seed Where in its share of the run each moment lies. */
export function killMoments(seed: number): KillMoment[] {
  const next = seededRandom(seed);
  return victims.flatMap((victim) =>
    runs.flatMap((run) =>
      Array.from({ length: momentCount }, (_, index) => ({
        victim,
        run,
        part: (index + next()) / momentCount,
        done: index % 2 === 1,
      })),
    ),
  );
}
