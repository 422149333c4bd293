import { StartProject } from "../support/startProject";
import type { CrashKind } from "../support/startProject";

jest.setTimeout(600_000);

/** What `npm start` prints at the border of a step, and how it is killed there. Each start continues after the former one. */
const moments: [text: string, kill: CrashKind][] = [
  ["… The local Azure", "everything"],
  ["resource-group created", "group"],
  ["Created the job", "npm"],
];

let project: StartProject;
beforeAll(() => (project = StartProject.create()));
afterAll(() => project.close());

describe("npm start", () => {
  test.each(moments)("is killed after it has printed “%s” (%s)", async (text, kill) => {
    const start = project.start();
    expect(await start.printed(text)).toBe(true);
    start.kill(kill);
    expect((await start.ended).code).not.toBe(0);
  });

  test("succeeds after that, twice at once, with one account, one vault and one job", async () => {
    const starts = await Promise.all([project.start().ended, project.start().ended]);
    for (const { code, output } of starts) {
      expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining("No changes") });
    }
    expect(starts.map(({ output }) => output).join("")).toMatch(
      /Waiting for process \d+ on \S+, which is running npm start/,
    );
    expect(await project.startedResources()).toMatchObject({ jobs: 1 });
  });
});
