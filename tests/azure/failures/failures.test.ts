/**
 * Every request of every command fails in every way: the cause is named, nothing is lost, and the way back is told. A sample by default;
 * FAILURES_EVERY=1 runs all cases, about 3,500, and FAILURES_SEED chooses others.
 */
import { failureCommands } from "./failureCommands";
import { failureKinds } from "./failureKinds";
import { casesOf, runCase } from "./runFailures";
import type { Surroundings } from "./runFailures";
import { createSurroundings, setSlowness } from "./surroundings";

jest.setTimeout(3_600_000);

const { FAILURES_EVERY = "41", FAILURES_SEED = "0" } = process.env;
const [every, seed] = [Number(FAILURES_EVERY), Number(FAILURES_SEED)];

let surroundings: Surroundings & { close: () => Promise<void> };
beforeAll(async () => (surroundings = await createSurroundings()));
afterAll(() => surroundings?.close());

test.each(failureCommands.map((command) => [command.name, command] as const))(
  "whatever fails, %s names the cause, loses nothing and tells how to go on",
  async (_name, command) => {
    const cases = await casesOf(surroundings, command, failureKinds);
    expect(cases.length).toBeGreaterThan(failureKinds.length);
    const problems: string[] = [];
    for (const testCase of cases.filter((_, index) => index % every === seed % every)) {
      setSlowness(testCase.kind.name === "no response in time" ? 1 : 400);
      problems.push(...(await runCase(surroundings, testCase)));
    }
    expect(problems).toEqual([]);
  },
);
