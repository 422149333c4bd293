import { deployAsShown } from "../support/previewedDeletions";
import { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

describe("createResourceGroup false", () => {
  let project: StackProject;
  beforeEach(async () => {
    project = await StackProject.create();
    await project.init();
  });
  afterEach(() => project?.close());

  const group = (name: string) =>
    `${project.azure.subscription}/resourceGroups/${name}?api-version=2024-03-01`;

  test("is refused for a group that the stack has created, before Pulumi deletes it with everything in it", async () => {
    await project.up();
    await project.set({ createResourceGroup: "false" });
    const output = await project.failingPulumi("up", "--yes", "--skip-preview");
    expect(output).toContain(
      'createResourceGroup is false, but this stack has created "rg-openai-wandb-test"',
    );
    expect(output).toContain("set createResourceGroup to true");
    expect((await project.azure.arm("GET", group("rg-openai-wandb-test"))).status).toBe(200);
    await project.set({ createResourceGroup: "true" });
    await project.pulumi("preview", "--expect-no-changes");
  });

  test("moves the integration to another group, and the group that the stack has created is deleted last", async () => {
    await project.up();
    await project.azure.arm("PUT", group("rg-shared"), { location: "swedencentral" });
    await project.set({ resourceGroupName: "rg-shared", createResourceGroup: "false" });
    const { deleted, notShown } = await deployAsShown(project);
    expect(notShown).toEqual([]);
    expect(deleted.at(-1)).toMatch(/\/resourcegroups\/rg-openai-wandb-test$/);
    await project.pulumi("preview", "--expect-no-changes");
  });

  test("uses a group that another stack has created", async () => {
    await project.azure.arm("PUT", group("rg-shared"), {
      location: "swedencentral",
      tags: { "managed-by": "pulumi", stack: "network" },
    });
    await project.set({ resourceGroupName: "rg-shared", createResourceGroup: "false" });
    await project.up();
    await project.pulumi("destroy", "--yes", "--skip-preview");
    expect((await project.azure.arm("GET", group("rg-shared"))).status).toBe(200);
  });
});
