import * as fs from "node:fs";
import * as path from "node:path";
import { formerArguments } from "../../components/validation/formerArguments";
import { createPlatformProject } from "../support/platformProject";
import type { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

const released = path.join(__dirname, "released");
const versions = fs
  .readdirSync(released, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Arguments as they are called now: each former one moves to its new place. */
function migrate(args: Record<string, unknown>): object {
  const migrated = structuredClone(args);
  for (const [former, now] of Object.entries(formerArguments)) {
    const value = take(migrated, former.split("."));
    if (value !== undefined) {
      put(migrated, now.split("."), value);
    }
  }
  return migrated;
}

function take(target: Record<string, unknown>, [name = "", ...rest]: string[]): unknown {
  if (rest.length > 0) {
    return target[name] === undefined ? undefined : take(target[name] as Record<string, unknown>, rest);
  }
  const value = target[name];
  delete target[name];
  return value;
}

function put(target: Record<string, unknown>, [name = "", ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  target[name] ??= {};
  put(target[name] as Record<string, unknown>, rest, value);
}

describe("a stack of a released version", () => {
  let project: StackProject;
  afterEach(() => project?.close());

  test.each(versions)("%s previews without a replacement or a deletion under this one", async (version) => {
    const folder = path.join(released, version);
    project = await createPlatformProject({ azure: path.join(folder, "azure") });
    const recorded = (name: string) => fs.readFileSync(path.join(folder, name), "utf8");
    const args = JSON.parse(recorded("args.json")) as Record<string, unknown>;
    project.write("args.json", JSON.stringify(migrate(args)));
    await project.pulumi("stack", "init", "test", "--secrets-provider", "passphrase");
    project.write("Pulumi.test.yaml", recorded("settings.yaml"));
    await project.pulumi("stack", "import", "--file", path.join(folder, "stack.json"));
    expect((await project.resources()).size).toBeGreaterThan(5);
    const steps = await project.preview();
    expect(steps.filter((step) => !step.startsWith("update "))).toEqual([]);
    await project.up();
    expect(await project.preview()).toEqual([]);
  });
});
