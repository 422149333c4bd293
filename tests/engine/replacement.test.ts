import { deployAsShown } from "../support/shownDeletions";
import { StackProject } from "../support/stackProject";

jest.setTimeout(400_000);

const account = "cognitiveservices:Account wandb-account";
const vault = "keyvault:Vault wandb-vault";

/** Changes of a running stack that replace the account or the vault, each on top of those before. */
const changes: {
  what: string;
  settings?: Record<string, string>;
  options?: string[];
  replaces: (typeof account | typeof vault)[];
}[] = [
  { what: "another resource group", settings: { resourceGroupName: "rg-other" }, replaces: [account, vault] },
  {
    what: "the first resource group again",
    settings: { resourceGroupName: "rg-openai-wandb-test" },
    replaces: [account, vault],
  },
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

  test.each(changes)(
    "$what: the new one is created first, under names that are free, and nothing is deleted that was not shown",
    async ({ settings, options = [], replaces }) => {
      const before = await project.resources();
      await project.set(settings ?? {});
      const { deleted, notShown, requests } = await deployAsShown(project, ...options);
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
});
