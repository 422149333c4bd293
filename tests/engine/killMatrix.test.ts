import { runKillMoments } from "../proof/killMatrix";
import { killMoments, runs, victims } from "../proof/killMoments";
import { sample } from "../support/seededRandom";

jest.setTimeout(300_000);

/** `npm run proof` runs all of them; another seed is another sample. */
const seed = Number(process.env.PROOF_SEED ?? 1);

describe(`a sample of the kill matrix, by seed ${seed}`, () => {
  test.each(victims)(
    "the %s, killed in the middle of up and of destroy: the next run converges",
    async (victim) => {
      const moments = runs.flatMap((run) =>
        sample(
          killMoments(seed).filter((one) => one.victim === victim && one.run === run),
          1,
          seed,
        ),
      );
      for (const verdict of await runKillMoments([moments], 1)) {
        expect(verdict).toMatchObject({ problems: [] });
      }
    },
  );
});
