import { runCrashMoments } from "../proof/crashMatrix";
import { crashMoments, runs, targets } from "../proof/crashMoments";
import { sample } from "../support/seededRandom";

jest.setTimeout(300_000);

/** `npm run proof` runs all of them; another seed is another sample. */
const seed = Number(process.env.PROOF_SEED ?? 1);

describe(`a sample of the crash-recovery tests, by seed ${seed}`, () => {
  test.each(targets)(
    "the %s, killed in the middle of up and of destroy: the next run converges",
    async (target) => {
      const moments = runs.flatMap((run) =>
        sample(
          crashMoments(seed).filter((moment) => moment.target === target && moment.run === run),
          1,
          seed,
        ),
      );
      for (const result of await runCrashMoments([moments], 1)) {
        expect(result).toMatchObject({ problems: [] });
      }
    },
  );
});
