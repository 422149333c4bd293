import { StackProject } from "../support/stackProject";

jest.setTimeout(300_000);

const vault = "keyvault:Vault wandb-vault";
const account = "cognitiveservices:Account wandb-account";

const vaultType = "Microsoft.KeyVault/vaults";
const accountType = "Microsoft.CognitiveServices/accounts";

const tagEverything = {
  effect: "deployIfNotExists",
  displayName: "Configure the tag costCenter",
  resourceTypes: [vaultType, accountType],
  conditions: [{ path: "tags.costCenter", operator: "exists", value: false }],
  tags: { costCenter: "42" },
  afterSeconds: 600,
};

describe("a deployment under Azure Policy", () => {
  let project: StackProject;
  const assign = (policies: object[]) => project.azure.control("PUT", "/_local/policies", policies);
  const tenMinutesLater = () => project.azure.control("POST", "/_local/clock", { seconds: 601 });

  beforeAll(async () => {
    project = await StackProject.create({ ownProcess: true });
    await project.init();
  });
  afterAll(() => project?.close());
  afterEach(() => project.azure.control("DELETE", "/_local/policies"));

  test("that a policy denies ends in one error with the policy's name, and succeeds without the policy", async () => {
    await assign([
      {
        effect: "deny",
        displayName: "Key vaults have no public network access",
        resourceTypes: [vaultType],
        conditions: [{ path: "properties.publicNetworkAccess", operator: "notEquals", value: "disabled" }],
      },
    ]);
    const output = await project.failingPulumi("up", "--yes", "--skip-preview");
    const errors = output.split("\n").filter((line) => /^\s*error: (?!update failed)/.test(line));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain("RequestDisallowedByPolicy");
    expect(errors[0]).toContain("Key vaults have no public network access");
    await project.azure.control("DELETE", "/_local/policies");
    await project.up();
    await project.pulumi("preview", "--expect-no-changes");
  });

  test("shows the tags that a policy adds as drift after each update, and not with ignoreTags", async () => {
    await assign([tagEverything]);
    await tenMinutesLater();
    expect(await project.preview()).toEqual([`update ${account}`, `update ${vault}`]);
    await project.up();
    await tenMinutesLater();
    expect(await project.preview()).toEqual([`update ${account}`, `update ${vault}`]);
    await project.set({ ignoreTags: ["costCenter"] });
    await project.pulumi("preview", "--expect-no-changes");
    await project.up();
    const { id } = (await project.resources()).get(vault)!;
    const { body } = await project.azure.arm("GET", `${id}?api-version=2023-07-01`);
    expect(body.tags).toMatchObject({ costCenter: "42", stack: "test" });
  });

  test("whose request a policy modifies has no drift; a change after the write shows, until the setting agrees", async () => {
    const disableKeys = { resourceTypes: [accountType], properties: { disableLocalAuth: true } };
    await assign([
      {
        effect: "deployIfNotExists",
        displayName: "Disable keys afterwards",
        afterSeconds: 600,
        ...disableKeys,
      },
    ]);
    await tenMinutesLater();
    expect(await project.preview()).toEqual([`update ${account}`]);
    await project.set({ disableLocalAuth: "true" });
    await project.pulumi("preview", "--expect-no-changes");
    await project.up();
    await assign([{ effect: "modify", displayName: "Disable keys", ...disableKeys }]);
    await project.up();
    await project.pulumi("preview", "--expect-no-changes");
  });
});
