import * as fs from "node:fs";
import * as path from "node:path";
import { createPlatformProject } from "../support/platformProject";
import type { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

const released = path.join(__dirname, "released");
const versions = fs
  .readdirSync(released, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe("a stack of a released version", () => {
  let project: StackProject;
  afterEach(() => project?.close());

  test.each(versions)("%s previews without a replacement or a deletion under this one", async (version) => {
    const folder = path.join(released, version);
    project = await createPlatformProject(path.join(folder, "azure"));
    const recorded = (name: string) => fs.readFileSync(path.join(folder, name), "utf8");
    project.write("args.json", recorded("args.json"));
    await project.pulumi("stack", "init", "test", "--secrets-provider", "passphrase");
    project.write("Pulumi.test.yaml", recorded("settings.yaml"));
    await project.pulumi("stack", "import", "--file", path.join(folder, "stack.json"));
    expect((await project.resources()).size).toBeGreaterThan(8);
    const steps = await project.preview();
    expect(steps.filter((step) => !step.startsWith("update "))).toEqual([]);
    await project.up();
    expect(await project.preview()).toEqual([]);
  });
});
