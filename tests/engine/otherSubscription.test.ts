import { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

/** The local Azure has one subscription: the stack's own one is another here, and previews alone reach it. */
describe("a stack with existing resources in another subscription", () => {
  let project: StackProject;
  const own = "99999999-0000-4000-8000-000000000000";

  beforeAll(async () => {
    project = await StackProject.create();
    await project.init();
    const group = `${project.azure.subscription}/resourceGroups/rg-hub`;
    const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-hub`;
    await project.azure.arm("PUT", `${group}?api-version=2024-03-01`, { location: "swedencentral" });
    const sku = { family: "A", name: "standard" };
    const tenantId = project.environment.ARM_TENANT_ID;
    const { status } = await project.azure.arm("PUT", `${vault}?api-version=2023-07-01`, {
      location: "swedencentral",
      properties: { tenantId, sku, enableRbacAuthorization: true },
    });
    expect(status).toBeLessThan(300);
    await project.set({ existingVaultId: vault });
  });
  afterAll(() => project?.close());

  test("reaches it by a provider of its own, with the sign-in of the settings", async () => {
    await project.set({ "azure-native:subscriptionId": own, "azure-native:useMsi": "false" });
    const steps = await project.preview();
    const subscription = project.azure.subscription.split("/")[2];
    expect(steps).toEqual(
      expect.arrayContaining([
        `create pulumi:providers:azure-native subscription-${subscription}`,
        "create keyvault:Secret wandb-secret",
        "create authorization:RoleAssignment wandb-identity",
      ]),
    );
    expect(steps).not.toContain("create keyvault:Vault wandb-vault");
    await project.pulumi("config", "rm", "azure-native:subscriptionId");
  });

  test("has no such provider where the resources are in its own subscription", async () => {
    expect((await project.preview()).filter((step) => step.includes("pulumi:providers"))).toEqual([]);
  });
});
