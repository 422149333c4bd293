import * as fs from "node:fs";
import * as path from "node:path";
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

  /** @returns A folder with a Pulumi CLI that deploys once when it is asked for the history: `recover` has read the state then. */
  function withUpAfterRead(): string {
    const folder = path.join(project.directory, "up-after-read");
    fs.mkdirSync(folder);
    const script = `#!/bin/sh
PATH=\${PATH#${folder}:}
if [ "$1 $2" = "stack history" ] && mkdir ${folder}/done 2>/dev/null; then
  pulumi up --yes --skip-preview --non-interactive > ${folder}/log 2>&1
fi
exec pulumi "$@"
`;
    fs.writeFileSync(path.join(folder, "pulumi"), script, { mode: 0o755 });
    return folder;
  }

  /** @returns The state in a storage backend's history after the last deployment. */
  function checkpointInHistory(): string {
    const folder = path.join(project.state, "pulumi/.pulumi/history/azure-openai-wandb/test");
    const newest = fs
      .readdirSync(folder)
      .filter((name) => name.endsWith(".checkpoint.json"))
      .sort()
      .at(-1)!;
    return fs.readFileSync(path.join(folder, newest), "utf8");
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

  test("writes nothing over a deployment that succeeded while it was looking, and its backup restores what it replaces", async () => {
    await project.up();
    await project.set({ fineTuningPrincipals: ["ada@contoso.example", "grace@contoso.example"] });
    await killDuring("/roleAssignments/[^/]+$");
    // Only ada again, and a deployment.
    await project.set({
      fineTuningPrincipals: ["ada@contoso.example"],
      deployments: JSON.stringify([{ name: "chat", model: "gpt-4.1-mini", version: "2025-04-14" }]),
    });
    const { code, stderr } = await cli(project, ["recover", "--unlock", "--json"], {
      PATH: `${withUpAfterRead()}:${project.environment.PATH}`,
    });
    expect(code).toBe(2);
    expect(stderr).toContain("The stack's state changed after it was read");
    expect([...(await project.resources()).keys()].some((name) => name.includes("chat"))).toBe(true);
    expect(await project.preview()).toEqual([]);

    await project.set({ fineTuningPrincipals: ["ada@contoso.example", "grace@contoso.example"] });
    const before = await project.pulumi("stack", "export");
    const deployed = checkpointInHistory();
    const proof = new ProofProject(project);
    const assignments = { service: "arm", method: "PUT", path: "/roleAssignments/[^/]+$" };
    await proof.addFaults({ ...assignments, after: true, reset: true });
    expect((await project.tryPulumi("up", "--yes", "--skip-preview")).code).not.toBe(0);
    await proof.clearFaults();
    const { stdout } = await cli(project, ["recover"]);
    const [, restore] = /^✔ Saved the state before the change\. To restore it, run: npx (.+)$/m.exec(stdout)!;
    expect(stdout).toMatch(/✔ Imported wandb-\S+ into the state/);
    await project.pulumi(...restore!.split(" ").slice(1));
    const resourcesOf = ({ stdout: state }: { stdout: string }) =>
      (JSON.parse(state) as { deployment: { resources: { urn: string }[] } }).deployment.resources
        .map(({ urn }) => urn)
        .sort();
    expect(resourcesOf(await project.pulumi("stack", "export"))).toEqual(resourcesOf(before));
    // The backend's history has the same state.
    const { version, checkpoint } = JSON.parse(deployed) as {
      version: number;
      checkpoint: { latest: object };
    };
    await project.pulumi("stack", "rm", "--force", "--yes", "--preserve-config");
    await project.pulumi("stack", "init", "test");
    project.write("state.json", JSON.stringify({ version, deployment: checkpoint.latest }));
    await project.pulumi("stack", "import", "--file", "state.json");
    expect(resourcesOf(await project.pulumi("stack", "export"))).toEqual(resourcesOf(before));
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
