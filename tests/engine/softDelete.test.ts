import { cli, jsonLines } from "../support/cli";
import { until } from "../support/proofProject";
import { StackProject, testKey } from "../support/stackProject";

jest.setTimeout(400_000);

const account = "cognitiveservices:Account wandb-account";
const vault = "keyvault:Vault wandb-vault";
const versions = {
  [account]: "api-version=2024-10-01",
  [vault]: "api-version=2023-07-01",
  group: "api-version=2024-03-01",
};

describe("what was deleted outside Pulumi and is soft-deleted now", () => {
  let project: StackProject;
  let deployed: Partial<Record<string, string>>;

  beforeAll(async () => {
    project = await StackProject.create();
    await project.init({ fineTuningPrincipals: ["ada@contoso.example"] });
    await project.up();
  });
  afterAll(() => project?.close());

  const id = async (name: string) => (await project.resources()).get(name)!.id;

  async function expectWorking(): Promise<void> {
    await project.pulumi("preview", "--expect-no-changes");
    const { vaultUrl, secretName } = await project.outputs();
    const { body } = await project.azure.vault("GET", `${vaultUrl}secrets/${secretName}?api-version=7.4`);
    expect(body.value).toBe(testKey);
  }

  test("the account: a plain up creates one with a new name and subdomain", async () => {
    const before = await project.outputs();
    await project.azure.arm("DELETE", `${await id(account)}?${versions[account]}`);
    await project.up();
    const after = await project.outputs();
    expect(after.accountName).not.toBe(before.accountName);
    expect(after.endpoint).toBe(`https://${after.accountName}.openai.azure.com/`);
    expect(after.vaultUrl).toBe(before.vaultUrl);
    await expectWorking();
  });

  test("the resource group: a plain up creates all of it, with new names for the account and the vault", async () => {
    const before = await project.outputs();
    const group = `${project.azure.subscription}/resourceGroups/${before.resourceGroupName}`;
    await project.azure.arm("DELETE", `${group}?${versions.group}`);
    await until(
      async () => (await project.azure.arm("GET", `${group}?${versions.group}`)).status === 404,
      "the resource group is deleted",
    );
    await project.up();
    const after = await project.outputs();
    expect(after.resourceGroupName).toBe(before.resourceGroupName);
    expect(after.accountName).not.toBe(before.accountName);
    expect(after.vaultUrl).not.toBe(before.vaultUrl);
    await expectWorking();
  });

  test("the account: Recover restores it by the name that the state knows", async () => {
    const before = await project.outputs();
    const former = await id(account);
    await project.azure.arm("DELETE", `${former}?${versions[account]}`);
    await project.set({ onSoftDeleted: "Recover" });
    await project.up();
    expect(await id(account)).toBe(former);
    expect(await project.outputs()).toEqual(before);
    await project.pulumi("config", "rm", "onSoftDeleted");
    await expectWorking();
  });

  test("the vault: Recover restores it by the name that the state knows, and recover imports the secret that it still has", async () => {
    const former = await id(vault);
    await project.azure.arm("DELETE", `${former}?${versions[vault]}`);
    await project.set({ onSoftDeleted: "Recover" });
    expect(await project.failingPulumi("up", "--yes", "--skip-preview")).toContain(
      "cannot create already existing resource",
    );
    const [{ adopted }] = jsonLines(await cli(project, ["recover", "--json"])) as [{ adopted: string[] }];
    expect(adopted.some((urn) => urn.endsWith("::wandb-secret"))).toBe(true);
    await project.up();
    expect(await id(vault)).toBe(former);
    await project.pulumi("config", "rm", "onSoftDeleted");
    await expectWorking();
  });

  test("Recover in a stack without a state names the settings that say what to recover", async () => {
    deployed = await project.outputs();
    await project.pulumi("destroy", "--yes", "--skip-preview");
    await project.set({ onSoftDeleted: "Recover" });
    const output = (await project.failingPulumi("preview")).replace(/\s+/g, " ");
    expect(output).toMatch(/onSoftDeleted is Recover, which needs accountName or vaultName.*list-deleted/);
  });

  test("after a destroy, Recover restores account and vault by their specified names, and recover imports the secret", async () => {
    const { accountName, vaultUrl } = deployed;
    await project.set({ accountName: accountName!, vaultName: new URL(vaultUrl!).hostname.split(".")[0]! });
    expect(await project.failingPulumi("up", "--yes", "--skip-preview")).toContain(
      "cannot create already existing resource",
    );
    const [{ adopted }] = jsonLines(await cli(project, ["recover", "--json"])) as [{ adopted: string[] }];
    expect(adopted.some((urn) => urn.endsWith("::wandb-secret"))).toBe(true);
    await project.up();
    await project.pulumi("config", "rm", "onSoftDeleted");
    expect(await project.outputs()).toMatchObject({ accountName, vaultUrl });
    await expectWorking();
  });
});
