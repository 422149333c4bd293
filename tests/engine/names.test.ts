import { createPlatformGroup, createPlatformProject, deployPlatform } from "../support/platformProject";
import { StackProject } from "../support/stackProject";

jest.setTimeout(400_000);

/** Names that the component had before, and has now. The second is longer than a vault's name may be. */
const names = { first: "wandb", second: "research-and-development" };

describe("a name that is no name in Azure", () => {
  let project: StackProject;
  afterEach(() => project?.close());

  const idsOf = async (type: string) =>
    [...(await project.resources()).entries()]
      .filter(([name]) => name.startsWith(type))
      .map(([, { id }]) => id);

  async function azureIds(): Promise<string[]> {
    const types = ["resources:", "cognitiveservices:", "keyvault:", "authorization:"];
    return (await Promise.all(types.map(idsOf))).flat().sort();
  }

  test("another name of the component with an alias, and another parent, change nothing in Azure", async () => {
    project = await createPlatformProject();
    await project.init();
    await createPlatformGroup(project);
    await deployPlatform(project, { name: names.first });
    const ids = await azureIds();
    const renamed = { name: names.second, aliases: [{ name: names.first }] };
    expect(await deployPlatform(project, renamed)).toEqual([]);
    expect(await azureIds()).toEqual(ids);
    const moved = { name: names.second, aliases: ["at the root"], parent: { name: "research" } };
    expect(await deployPlatform(project, moved)).toEqual([]);
    expect(await azureIds()).toEqual(ids);
    // Back to a short name, by the alias of a parent alone.
    const back = { name: "research", aliases: [{ name: names.second }], parent: { name: "research" } };
    expect(await deployPlatform(project, back)).toEqual([]);
    expect(await azureIds()).toEqual(ids);
  });

  test("another name of the stack changes nothing in Azure", async () => {
    project = await StackProject.create();
    await project.init();
    await project.up();
    const before = await project.outputs();
    await project.pulumi("stack", "rename", "renamed");
    project.variables.PULUMI_STACK = "renamed";
    expect(await project.preview()).toEqual([]);
    await project.up();
    expect(await project.outputs()).toEqual(before);
  });
});
