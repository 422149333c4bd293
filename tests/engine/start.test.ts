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

  test("succeeds after that, with one account, one vault and one job, while another one waits for it", async () => {
    const start = project.start();
    await start.printed("… The local Azure");
    const other = project.start();
    expect(await other.printed("which is running npm start …")).toBe(true);
    other.kill("group");
    expect(await start.ended).toMatchObject({ code: 0, output: expect.stringContaining("No changes") });
    expect(await project.startedResources()).toMatchObject({ jobs: 1 });
  });
});
