import { createPlatformProject, deployPlatform } from "../support/platformProject";
import type { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

/** Options that Azure takes once, or takes and never gives back: each on the same integration, in order. */
describe("an option that lasts", () => {
  let project: StackProject;
  const group = () => `${project.azure.subscription}/resourceGroups/rg-platform`;
  const vaultName = "kv-platform-1";
  const first = { vault: { vaultName, softDeleteRetentionInDays: 7 } };

  let accountName: string | undefined;
  const properties = async () => {
    accountName ??= (await project.outputs()).accountName;
    const ids = [
      `${group()}/providers/Microsoft.CognitiveServices/accounts/${accountName}?api-version=2024-10-01`,
      `${group()}/providers/Microsoft.KeyVault/vaults/${vaultName}?api-version=2023-07-01`,
    ];
    const [account, vault] = await Promise.all(
      ids.map(async (id) => {
        const { location, properties: all } = (await project.azure.arm("GET", id)).body;
        return { location, ...all };
      }),
    );
    return { account, vault };
  };
  const deploy = (args: object) => deployPlatform(project, args);

  beforeAll(async () => {
    project = await createPlatformProject();
    await project.azure.arm("PUT", `${group()}?api-version=2024-03-01`, { location: "swedencentral" });
    await project.init({});
    await deploy(first);
  });
  afterAll(() => project?.close());

  test("a retention is the vault's from its creation on", async () => {
    expect((await properties()).vault).toMatchObject({ softDeleteRetentionInDays: 7 });
  });

  test.each<[string, object, RegExp, number?]>([
    [
      "another retention",
      { vault: { vaultName, softDeleteRetentionInDays: 30 } },
      /Vault \(wandb-vault\):.*"softDeleteRetentionInDays" has been set already and it can't be modified/,
    ],
    [
      // azure-native message 90 where nothing is printed.
      "no retention any more, which stands for 90 days",
      { vault: { vaultName } },
      /Vault \(wandb-vault\):.*"softDeleteRetentionInDays" has been set already and it can't be modified/,
    ],
    [
      "another location",
      { location: "northcentralus" },
      /'(kv-platform-1|wandb-\w{8})' already exists in location 'swedencentral'\. .*?cannot be created in location 'northcentralus'/,
      // Of the account and the vault, which are replaced side by side, the engine may stop before the second is refused.
      2,
    ],
    [
      "another subdomain",
      { account: { customSubDomainName: "another-domain" } },
      /Account \(wandb-account\):.*The custom subdomain 'wandb-\w{8}' of an account cannot be changed/,
    ],
  ])("%s is refused in Azure's words, and nothing changes", async (_what, change, message, refused = 1) => {
    const before = await properties();
    project.write("args.json", JSON.stringify({ ...first, ...change }));
    const { code, stdout } = await project.tryPulumi("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    const printed = stdout.split("Diagnostics:")[1]!.replace(/\s+/g, " ");
    expect(printed).toMatch(message);
    // Each error message it, and nothing else is printed.
    const errors = printed.match(/error: Status=4/g)!;
    expect(printed.match(new RegExp(message, "g"))).toHaveLength(errors.length);
    expect(errors.length).toBeLessThanOrEqual(refused);
    expect(await properties()).toEqual(before);
  });

  test("what was refused leaves nothing behind", async () => {
    project.write("args.json", JSON.stringify(first));
    expect(await project.preview()).toEqual([]);
  });

  test("purge protection that is left out again stays", async () => {
    expect(await deploy({ vault: { ...first.vault, enablePurgeProtection: true } })).toEqual([
      "~ keyvault:Vault wandb-vault",
    ]);
    expect((await properties()).vault).toMatchObject({ enablePurgeProtection: true });
    expect(await deploy(first)).toEqual(["~ keyvault:Vault wandb-vault"]);
    expect((await properties()).vault).toMatchObject({ enablePurgeProtection: true });
    expect(await project.preview()).toEqual([]);
  });

  test("purge protection is not switched off: that is printed before anything is deployed", async () => {
    project.write("args.json", JSON.stringify({ vault: { ...first.vault, enablePurgeProtection: false } }));
    await project.azure.control("DELETE", "/_local/requests");
    const { code, stdout } = await project.tryPulumi("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/vault\.enablePurgeProtection is false/);
    const { requests } = (await project.azure.control("GET", "/_local/requests")).body;
    expect((requests as { method: string }[]).filter(({ method }) => method === "PUT")).toEqual([]);
  });
});
