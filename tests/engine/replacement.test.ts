import { cli } from "../support/cli";
import { deployAsShown } from "../support/previewedDeletions";
import { StackProject } from "../support/stackProject";

jest.setTimeout(400_000);

const account = "cognitiveservices:Account wandb-account";
const vault = "keyvault:Vault wandb-vault";

/** Changes of a running stack that replace the account or the vault, each on top of those before. */
const changes: {
  what: string;
  settings?: Record<string, string>;
  /** What is marked for replacement. */
  taint?: string;
  replaces: (typeof account | typeof vault)[];
}[] = [
  { what: "another resource group", settings: { resourceGroupName: "rg-other" }, replaces: [account, vault] },
  {
    what: "the first resource group again",
    settings: { resourceGroupName: "rg-openai-wandb-test" },
    replaces: [account, vault],
  },
  { what: "a mark on the account (state taint)", taint: "wandb-account", replaces: [account] },
  { what: "a mark on the vault (state taint)", taint: "wandb-vault", replaces: [vault] },
  { what: "a name for the account", settings: { accountName: "contoso-openai" }, replaces: [account] },
  { what: "a name for the vault", settings: { vaultName: "kv-contoso-openai" }, replaces: [vault] },
  {
    what: "another name for both",
    settings: { accountName: "contoso-ai", vaultName: "kv-contoso-ai" },
    replaces: [account, vault],
  },
];

describe("a change that replaces the account or the vault", () => {
  let project: StackProject;

  beforeAll(async () => {
    project = await StackProject.create();
    await project.init({ fineTuningPrincipals: ["ada@contoso.example"] });
    await project.up();
  });
  afterAll(() => project?.close());

  const urnOf = async (name: string) => {
    const { stdout } = await project.pulumi("stack", "export");
    const { deployment } = JSON.parse(stdout) as { deployment: { resources: { urn: string }[] } };
    return deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`))!.urn;
  };

  test.each(changes)(
    "$what: the new one is created first, under names that are free, and nothing is deleted that was not shown",
    async ({ settings, taint, replaces }) => {
      const before = await project.resources();
      await project.set(settings ?? {});
      if (taint) {
        await project.pulumi("state", "taint", await urnOf(taint), "--yes");
      }
      const { deleted, notShown, requests } = await deployAsShown(project);
      expect(notShown).toEqual([]);
      const after = await project.resources();
      for (const name of [account, vault]) {
        const [old, now] = [before.get(name)!.id, after.get(name)!.id];
        if (!replaces.includes(name as typeof account)) {
          expect([name, now]).toEqual([name, old]);
          continue;
        }
        expect(now).not.toBe(old);
        expect(deleted).toContain(old.toLowerCase());
        const at = (method: string, id: string) =>
          requests.findIndex(
            (request) =>
              request.method === method && new URL(request.url).pathname.toLowerCase() === id.toLowerCase(),
          );
        expect(at("PUT", now)).toBeGreaterThanOrEqual(0);
        expect(at("DELETE", old)).toBeGreaterThan(at("PUT", now));
      }
      await project.pulumi("preview", "--expect-no-changes");
      const { vaultUrl, secretName } = await project.outputs();
      expect(
        (await project.azure.vault("GET", `${vaultUrl}secrets/${secretName}?api-version=7.4`)).status,
      ).toBe(200);
    },
  );

  test("a tainted role assignment is refused by azure-native, and recover names the command that removes the taint", async () => {
    const urn = await urnOf("wandb-identity");
    await project.pulumi("state", "taint", urn, "--yes");
    expect(await project.failingPulumi("up", "--yes", "--skip-preview")).toContain(
      "cannot create already existing resource",
    );
    const { stderr, stdout } = await cli(project, ["recover"]);
    expect(stdout + stderr).toContain(`npx pulumi state untaint '${urn}'`);
    await project.pulumi("state", "untaint", urn, "--yes");
    await project.pulumi("preview", "--expect-no-changes");
  });
});
