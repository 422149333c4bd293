import { deletedIds, receivedRequests } from "../support/previewedDeletions";
import { StackProject, testKey } from "../support/stackProject";

jest.setTimeout(240_000);

/** The life of one stack, in order: each test goes on from the one before. */
describe("the stack's life on the real engine", () => {
  let project: StackProject;
  let first: Record<string, string>;

  beforeAll(async () => {
    project = await StackProject.create({ ownProcess: true });
    await project.init({ fineTuningPrincipals: ["ada@contoso.example"] });
  });
  afterAll(() => project?.close());

  const names = async () =>
    [...(await project.resources()).keys()].filter((name) => !name.startsWith("pulumi:"));
  const secret = async () =>
    project.azure.vault("GET", `${first.vaultUrl}secrets/${first.secretName}?api-version=7.4`);

  test("up creates the account, the vault, the secret and the role assignments", async () => {
    await project.up();
    first = await project.outputs();
    expect(first).toMatchObject({
      vaultUrl: expect.stringMatching(/^https:\/\/wandb-vault[0-9a-f]{8}\.vault\.azure\.net\/$/),
      secretName: "wandb-api-key",
      accountName: expect.stringMatching(/^wandb-[a-z0-9]{8}$/),
      endpoint: `https://${first.accountName}.openai.azure.com/`,
      resourceGroupName: "rg-openai-wandb-test",
      portalLink: expect.stringContaining(first.vaultUrl!),
    });
    expect((await names()).map((name) => name.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "ID")).sort()).toEqual([
      "authorization:RoleAssignment wandb-identity",
      "authorization:RoleAssignment wandb-secrets-officer-deployer",
      "authorization:RoleAssignment wandb-team-member-ID",
      "azure-openai-wandb:index:WandbIntegration wandb",
      "cognitiveservices:Account wandb-account",
      "keyvault:Secret wandb-secret",
      "keyvault:Vault wandb-vault",
      "random:index/randomString:RandomString wandb-suffix",
      "resources:ResourceGroup resource-group",
    ]);
    expect((await secret()).body.value).toBe(testKey);
  });

  /** Ids that `destroy` deletes, in order. */
  async function destroyedIds(): Promise<string[]> {
    await project.azure.control("DELETE", "/_local/requests");
    await project.pulumi("destroy", "--yes", "--skip-preview");
    return deletedIds(await receivedRequests(project));
  }

  test("the next preview is empty", async () => {
    await project.pulumi("preview", "--expect-no-changes");
  });

  test("a refresh finds no change", async () => {
    await project.pulumi("refresh", "--yes", "--expect-no-changes");
  });

  test("an exported state can be imported, and the preview stays empty", async () => {
    const { stdout } = await project.pulumi("stack", "export");
    const imported = await project.run("pulumi", ["stack", "import", "--non-interactive"], stdout);
    expect(imported.code).toBe(0);
    await project.pulumi("preview", "--expect-no-changes");
  });

  test("rotating the key changes the secret alone and keeps its name", async () => {
    const rotated = "fedcba9876543210fedcba9876543210fedcba98";
    await project.setKey(rotated);
    expect(await project.preview()).toEqual(["update keyvault:Secret wandb-secret"]);
    await project.up();
    expect(await project.outputs()).toEqual(first);
    expect((await secret()).body.value).toBe(rotated);
  });

  test("adding and reordering fine-tuning principals only adds", async () => {
    await project.set({
      fineTuningPrincipals: ["ML Engineers", "grace@contoso.example", "ada@contoso.example"],
    });
    const steps = await project.preview();
    expect(steps).toHaveLength(2);
    for (const step of steps) {
      expect(step).toMatch(/^create authorization:RoleAssignment wandb-team-member-/);
    }
    await project.up();
    await project.pulumi("preview", "--expect-no-changes");
  });

  test("switching to access policies and back changes the vault and its role assignments, and nothing else", async () => {
    await project.set({ permissionModel: "AccessPolicy" });
    expect(await project.preview()).toEqual([
      "delete authorization:RoleAssignment wandb-identity",
      "delete authorization:RoleAssignment wandb-secrets-officer-deployer",
      "update keyvault:Vault wandb-vault",
    ]);
    await project.up();
    await project.pulumi("preview", "--expect-no-changes");
    expect((await secret()).status).toBe(200);

    await project.set({ permissionModel: "Rbac" });
    await project.up();
    await project.pulumi("preview", "--expect-no-changes");
    expect((await secret()).status).toBe(200);
    expect(await project.outputs()).toEqual(first);
  });

  test("destroy deletes the secret with its vault, which needs no right on the vault's data plane", async () => {
    expect(await destroyedIds()).not.toContainEqual(expect.stringContaining("/secrets/"));
    expect(await names()).toEqual([]);
    // The host of a vault that is deleted is unknown.
    expect((await secret()).status).toBe(502);
  });

  test("up again creates everything under the same names' prefixes", async () => {
    await project.up();
    const second = await project.outputs();
    expect(second.vaultUrl).toMatch(/^https:\/\/wandb-vault[0-9a-f]{8}\.vault\.azure\.net\/$/);
    expect(second.accountName).toMatch(/^wandb-[a-z0-9]{8}$/);
    expect(second.vaultUrl).not.toBe(first.vaultUrl);
    expect(second.resourceGroupName).toBe(first.resourceGroupName);
    await project.pulumi("preview", "--expect-no-changes");
  });

  test("secret of a vault with a specified name is destroyed before the role assignments of the Key Vault Secrets Officers", async () => {
    await project.set({ vaultName: "kv-lifecycle" });
    await project.up();
    const assignment = (await project.resources()).get(
      "authorization:RoleAssignment wandb-secrets-officer-deployer",
    )!;
    const destroyed = await destroyedIds();
    const secret = destroyed.indexOf("/vaults/kv-lifecycle/secrets/wandb-api-key");
    expect(secret).toBeGreaterThanOrEqual(0);
    expect(destroyed.indexOf(assignment.id.toLowerCase())).toBeGreaterThan(secret);
  });
});
