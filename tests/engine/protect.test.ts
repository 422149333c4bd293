import { createPlatformProject, deployPlatform } from "../support/platformProject";
import type { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

/** One integration with `protect`, in order: each test goes on from the one before. */
describe("an integration that is protected", () => {
  let project: StackProject;
  const colleague = { objectId: "aaaaaaaa-0000-4000-8000-000000000001", type: "User" };
  const args = {
    protect: true,
    vault: { vaultName: "kv-platform-1" },
    access: { fineTuningPrincipals: [colleague] },
  };
  const member = `authorization:RoleAssignment wandb-team-member-${colleague.objectId}`;

  /** What Azure was asked to delete since the record was cleared. */
  const deletions = async () => {
    const { requests } = (await project.azure.control("GET", "/_local/requests")).body;
    return (requests as { method: string; service: string }[]).filter(
      ({ method, service }) => method === "DELETE" && service !== "control",
    );
  };
  const destroy = () => project.tryPulumi("destroy", "--yes", "--skip-preview");

  beforeAll(async () => {
    project = await createPlatformProject();
    const group = `${project.azure.subscription}/resourceGroups/rg-platform?api-version=2024-03-01`;
    await project.azure.arm("PUT", group, { location: "swedencentral" });
    await project.init({});
    await deployPlatform(project, args);
    await project.azure.control("DELETE", "/_local/requests");
  });
  afterAll(() => project?.close());

  test("hands its protection on to everything inside", async () => {
    const { deployment } = JSON.parse((await project.pulumi("stack", "export")).stdout);
    const inside = (deployment.resources as { urn: string; protect?: boolean }[]).filter(({ urn }) =>
      urn.includes("azure-openai-wandb:index:WandbIntegration"),
    );
    expect(inside.length).toBeGreaterThan(6);
    expect(inside.filter(({ protect }) => !protect)).toEqual([]);
  });

  test("is not destroyed, and nothing of it is deleted", async () => {
    const { code, stdout, stderr } = await destroy();
    expect(code).not.toBe(0);
    expect(stdout + stderr).toMatch(/protected/);
    expect(await deletions()).toEqual([]);
    expect(await project.preview()).toEqual([]);
  });

  test("loses no principal either, until that role assignment is unprotected by itself", async () => {
    project.write("args.json", JSON.stringify({ ...args, access: { fineTuningPrincipals: [] } }));
    const { code, stdout } = await project.tryPulumi("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/protected/);
    expect(await deletions()).toEqual([]);
    const { stdout: exported } = await project.pulumi("stack", "export");
    const urn = (JSON.parse(exported).deployment.resources as { urn: string }[]).find((one) =>
      one.urn.endsWith(`::${member.split(" ")[1]}`),
    )!.urn;
    await project.pulumi("state", "unprotect", urn, "--yes");
    expect(await deployPlatform(project, { ...args, access: { fineTuningPrincipals: [] } })).toEqual([
      `- ${member}`,
    ]);
  });

  test("is destroyed once its state is unprotected", async () => {
    await project.pulumi("state", "unprotect", "--all", "--yes");
    const { code, stdout } = await destroy();
    expect([code, stdout]).toEqual([0, stdout]);
    expect([...(await project.resources()).keys()]).toEqual([]);
    const vaults = `${project.azure.subscription}/providers/Microsoft.KeyVault/vaults?api-version=2023-07-01`;
    expect((await project.azure.arm("GET", vaults)).body.value).toEqual([]);
  });
});
