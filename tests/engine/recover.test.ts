import { ProofProject, until } from "../support/proofProject";
import { cli, jsonLines } from "../support/cli";
import { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

/** A resource that is being created when the engine is killed: the request that creates it, and its name in the stack. */
const moments: [what: string, request: string, name: string][] = [
  ["resource group", "/resourceGroups/[^/]+$", "resource-group"],
  ["account", "/accounts/[^/]+$", "wandb-account"],
  ["vault", "/vaults/[^/]+$", "wandb-vault"],
  ["secret", "/secrets/[^/]+$", "wandb-secret"],
  ["role assignments", "/roleAssignments/[^/]+$", "wandb-identity"],
];

describe("recover after the engine was killed", () => {
  let project: StackProject;
  beforeEach(async () => {
    project = await StackProject.create();
    await project.init({ fineTuningPrincipals: ["ada@contoso.example"] });
  });
  afterEach(() => project?.close());

  /** Kills `pulumi up` with all its processes, after Azure has processed the request and before its response. */
  async function killDuring(request: string): Promise<void> {
    const proof = new ProofProject(project);
    await proof.addFaults({ service: "arm", method: "PUT", path: request, after: true, delayMs: 60_000 });
    const running = proof.start(["up", "--yes", "--skip-preview"]);
    await until(async () => (await proof.faultNow()).matched > 0, `Azure has done what ${request} asks for`);
    running.kill();
    await running.ended;
    await proof.clearFaults();
  }

  test.each(moments)(
    "during the creation of the %s imports what Azure has, and pulumi up continues",
    async (_what, request, name) => {
      await killDuring(request);
      const [recovered] = jsonLines(await cli(project, ["recover", "--unlock", "--json"]));
      const adopted = recovered.adopted.map((urn: string) => urn.split("::").pop());
      expect(adopted.some((one: string) => one === name || one.startsWith("wandb-"))).toBe(true);
      if (name !== "wandb-identity") {
        expect(adopted).toContain(name);
      }
      await project.up();
      expect(await project.preview()).toEqual([]);
      // Nothing was created twice, and nothing exists that is not in the state.
      const ids = [...(await project.resources()).values()].map(({ id }) => id?.toLowerCase());
      const listed = await project.azure.arm(
        "GET",
        `${project.azure.subscription}/resources?api-version=2021-04-01`,
      );
      for (const { id, type } of listed.body.value as { id: string; type: string }[]) {
        if (/accounts$|vaults$/.test(type)) {
          expect(ids).toContain(id.toLowerCase());
        }
      }
    },
  );

  test("imports the vault under its generated name if every response was lost, and no second vault is created", async () => {
    const vaults = { service: "arm", method: "PUT", path: "/vaults/[^/]+$" };
    await project.azure.control("POST", "/_local/faults", [{ ...vaults, after: true, reset: true }]);
    expect((await project.tryPulumi("up", "--yes", "--skip-preview")).code).not.toBe(0);
    await project.azure.control("DELETE", "/_local/faults");
    const [recovered] = jsonLines(await cli(project, ["recover", "--json"]));
    expect(recovered).toMatchObject({ adopted: [expect.stringMatching(/::wandb-vault$/)], forgotten: [] });
    await project.up();
    expect(await project.preview()).toEqual([]);
    const { vaultUrl } = await project.outputs();
    const listed = await project.azure.arm(
      "GET",
      `${project.azure.subscription}/resources?api-version=2021-04-01&$filter=resourceType eq 'Microsoft.KeyVault/vaults'`,
    );
    const names = (listed.body.value as { name: string }[]).map(
      ({ name }) => `https://${name}.vault.azure.net/`,
    );
    expect(names).toEqual([vaultUrl]);
  });

  test("reports that no creation is pending, and a locked state with its remedy", async () => {
    expect((await cli(project, ["recover"])).stdout).toMatch(
      /^Running pulumi preview.*\n✔ No creation is pending/,
    );
    await killDuring("/accounts/[^/]+$");
    const { code, stderr } = await cli(project, ["recover"]);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/locked[^]*--unlock/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
