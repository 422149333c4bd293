import { cli, jsonLines } from "../support/cli";
import { receivedRequests } from "../support/previewedDeletions";
import { StackProject } from "../support/stackProject";

jest.setTimeout(400_000);

const refuseDeployments = {
  method: "PUT",
  path: "/deployments/",
  status: 403,
  code: "RequestDisallowedByPolicy",
  message: "Model deployments are not allowed.",
};

describe("a replacement that fails half-way and is reverted", () => {
  let project: StackProject;
  const group = (name: string) =>
    `${project.azure.subscription}/resourceGroups/${name}?api-version=2024-03-01`;

  beforeAll(async () => {
    project = await StackProject.create();
    await project.init({ fineTuningPrincipals: ["ada@contoso.example"] });
    const deployment = { name: "one", model: "gpt-4.1-mini", version: "2025-04-14" };
    for (const [property, value] of Object.entries(deployment)) {
      await project.pulumi("config", "set", "--plaintext", "--path", `deployments[0].${property}`, value);
    }
    await project.up();
  });
  afterAll(() => project?.close());

  test("is reverted by recover: the former resources stay, and the new ones are deleted", async () => {
    const names = ["resources:ResourceGroup resource-group", "cognitiveservices:Account wandb-account"];
    const idsOf = async () => {
      const resources = await project.resources();
      return names.map((name) => resources.get(name)!.id);
    };
    const before = await idsOf();
    const outputs = await project.outputs();
    await project.azure.control("POST", "/_local/faults", [refuseDeployments]);
    await project.set({ resourceGroupName: "rg-other" });
    expect(await project.failingPulumi("up", "--yes", "--skip-preview")).toContain(
      "RequestDisallowedByPolicy",
    );
    expect((await project.azure.arm("GET", group("rg-other"))).status).toBe(200);

    await project.azure.control("DELETE", "/_local/faults");
    await project.set({ resourceGroupName: "rg-openai-wandb-test" });
    const [{ reverted }] = jsonLines(await cli(project, ["recover", "--json"])) as [{ reverted: string[] }];
    expect(reverted.some((urn) => urn.endsWith("::resource-group"))).toBe(true);
    expect(reverted.some((urn) => urn.endsWith("::wandb-account"))).toBe(true);
    await project.azure.control("DELETE", "/_local/requests");
    await project.up();
    expect(await idsOf()).toEqual(before);
    expect(await project.outputs()).toEqual(outputs);
    const former = before[1]!.toLowerCase();
    const deletions = (await receivedRequests(project)).filter(({ method }) => method === "DELETE");
    expect(deletions.some(({ url }) => new URL(url).pathname.toLowerCase() === former)).toBe(false);
    expect((await project.azure.arm("GET", group("rg-other"))).status).toBe(404);
    await project.pulumi("preview", "--expect-no-changes");
  });
});
