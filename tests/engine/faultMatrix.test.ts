import { subscriptionId } from "../../local/azure/directory/seed";
import { caseName, faultCases } from "../proof/faultCases";
import { runFaultCases } from "../proof/faultMatrix";
import type { FaultResult } from "../proof/faultStack";
import { sample } from "../support/seededRandom";

jest.setTimeout(300_000);

/** `npm run proof` runs all of them; another seed is another sample. */
const seed = Number(process.env.PROOF_SEED ?? 1);
const size = 7;

describe(`a sample of the fault matrix, by seed ${seed}`, () => {
  const cases = sample(faultCases(`/subscriptions/${subscriptionId}`), size, seed);
  let results: FaultResult[];
  beforeAll(async () => (results = await runFaultCases([cases], 1)));

  test.each(cases.map(caseName))("%s: succeeds, or ends in one clear error and then converges", (name) => {
    expect(results.find((result) => result.name === name)).toMatchObject({ problems: [] });
  });
});
