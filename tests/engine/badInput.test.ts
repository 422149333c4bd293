import { StackProject } from "./stackProject";

jest.setTimeout(120_000);

const key = "not-a-key-because-much-too-short";

describe("wrong settings", () => {
  let project: StackProject;

  beforeAll(async () => {
    project = await StackProject.create();
    await project.init({}, key);
  });
  afterAll(() => project?.close());

  test("are reported together, by name and with what to do, before anything is registered", async () => {
    await project.set({
      location: "moonbase1",
      vaultName: "my--vault",
      customSubDomainName: "contoso_ai",
      secretName: "wandb_api_key",
      permissionModel: "RBAC",
      enablePurgeProtection: "false",
      wandbKey: "not-a-setting",
      teamMembers: [
        "nobody@contoso.example",
        "ada@contoso.example",
        "ada@contoso.example",
        "User:not-a-guid",
        "Robot:aaaaaaaa-0000-4000-8000-000000000001",
        "No Such Group",
      ],
    });
    for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const { code, stdout, stderr } = await project.tryPulumi(...command);
      const said = stdout + stderr;
      expect(code).not.toBe(0);
      expect(said).toContain("settings are wrong; nothing was deployed");
      for (const line of [
        "wandbKey is not a setting of this project: remove it (pulumi config rm wandbKey)",
        "wandbApiKey has 32 characters",
        'location is "moonbase1"',
        'vaultName is "my--vault"',
        'customSubDomainName is "contoso_ai"',
        'secretName is "wandb_api_key"',
        'permissionModel is "RBAC"',
        "enablePurgeProtection is false",
        'teamMembers[0] is "nobody@contoso.example": no user of the directory',
        "is the same principal as",
        'is "not-a-guid", which is not a GUID',
        'is "Robot", which is not one of "User", "Group", "ServicePrincipal"',
        'teamMembers[5] is "No Such Group": the group could not be looked up',
      ]) {
        expect(said).toContain(line);
      }
      expect(said).not.toContain(key);
      expect(said).not.toMatch(/\n\s+at .*\(.*:\d+:\d+\)/);
    }
    const left = [...(await project.resources()).keys()].filter((name) => !name.startsWith("pulumi:"));
    expect(left).toEqual([]);
    const { body } = await project.azure.control("GET", "/_local/requests");
    const changes = (body.requests as { method: string; url: string }[]).filter(
      ({ method, url }) => url.includes("management.azure.com") && method !== "GET",
    );
    expect(changes).toEqual([]);
  });

  test("an existing resource group that does not exist is reported by its setting", async () => {
    await project.set({ createResourceGroup: "false", resourceGroupName: "rg-nowhere" });
    const { code, stdout } = await project.tryPulumi("preview");
    expect(code).not.toBe(0);
    expect(stdout).toContain('resourceGroupName is "rg-nowhere", which does not exist');
  });

  test("a missing key is refused by its name", async () => {
    const other = await StackProject.create();
    try {
      await other.init({}, null);
      const { code, stdout, stderr } = await other.tryPulumi("preview");
      expect(code).not.toBe(0);
      expect(stdout + stderr).toContain("wandbApiKey");
    } finally {
      await other.close();
    }
  });
});
