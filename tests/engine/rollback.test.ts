import * as path from "node:path";
import type { Finding } from "../../cli/doctor/check";
import { cli } from "../support/cli";
import { root, StackProject } from "../support/stackProject";

jest.setTimeout(300_000);

const version = "api-version=2025-06-01";

describe("an account that Azure upgrades to Foundry before the W&B integration is configured", () => {
  let project: StackProject;
  let id: string;
  let endpoint: string;

  beforeAll(async () => {
    project = await StackProject.create();
    const { body } = await project.azure.control("GET", "/_local/seed");
    await project.init({ fineTuningPrincipals: [`ServicePrincipal:${body.deployer.objectId}`] });
    await project.up();
    id = (await project.resources()).get("cognitiveservices:Account wandb-account")!.id;
    endpoint = (await project.outputs()).endpoint!;
  });
  afterAll(() => project?.close());

  const account = async () => (await project.azure.arm("GET", `${id}?${version}`)).body;
  const below = (name: string) => `${id}/${name}?${version}`;
  const findings = async () => {
    const { stdout } = await cli(project, ["doctor", "--json"]);
    const { findings: all } = JSON.parse(stdout) as { findings: Finding[] };
    return Object.fromEntries(all.map((finding) => [finding.id, finding]));
  };
  const work = async () => {
    const [files, jobs] = await Promise.all(
      ["files", "fine_tuning/jobs"].map((list) =>
        project.azure.openai("GET", `${endpoint}openai/v1/${list}`),
      ),
    );
    const ids = ({ body }: { body: { data: { id: string }[] } }) => body.data.map((item) => item.id);
    return [ids(files!), ids(jobs!)];
  };

  test("is rolled back by up, after doctor has shown what prevents it, and keeps its files and jobs", async () => {
    const training = path.join(root, "examples/training.jsonl");
    const job = await cli(project, [
      "finetune",
      training,
      "--no-wandb",
      "--endpoint",
      endpoint,
      "--poll",
      "0.05",
      "--epochs",
      "1",
    ]);
    expect(job).toMatchObject({ code: 0 });
    const before = await work();
    expect(before.map((ids) => ids.length > 0)).toEqual([true, true]);

    // What Azure's upgrade does: the documented PUT.
    const { kind: _, systemData: __, ...rest } = await account();
    const upgrade = { ...rest, kind: "AIServices" };
    upgrade.properties = { ...rest.properties, allowProjectManagement: true };
    expect((await project.azure.arm("PUT", `${id}?${version}`, upgrade)).status).toBe(200);
    expect(await account()).toMatchObject({ kind: "AIServices", properties: { endpoint } });
    const location = { location: "swedencentral" };
    await project.azure.arm("PUT", below("projects/first"), { ...location, properties: {} });
    await project.azure.arm("PUT", below("connections/search"), {
      properties: { category: "CognitiveSearch" },
    });
    await project.azure.arm("PUT", below("deployments/other"), {
      sku: { name: "GlobalStandard", capacity: 1 },
      properties: { model: { format: "Meta", name: "Llama", version: "1" } },
    });

    const { stdout, stderr } = await project.pulumi("preview", "--diff");
    expect(stdout).toMatch(/~ kind *: "AIServices" => "OpenAI"/);
    expect((stdout + stderr).replace(/\s+/g, " ")).toMatch(
      /warning: The account \S+ is of kind AIServices: Azure upgraded it .* This update rolls it back to kind OpenAI and keeps its files/,
    );
    expect(await project.preview()).toEqual(["update cognitiveservices:Account wandb-account"]);

    const found = await findings();
    expect(found["account.kind"]).toMatchObject({
      status: "failed",
      remedy: "npx pulumi up, which rolls the account back",
    });
    expect(found["account.rollback"]).toMatchObject({
      status: "failed",
      detail: expect.stringMatching(/project first; the connection search; the deployment .* other$/),
      remedy: expect.stringMatching(
        /^delete the project first in the Foundry portal; .*; delete the deployment /,
      ),
    });
    expect(await project.failingPulumi("up", "--yes", "--skip-preview")).toMatch(
      /cannot be changed from 'AIServices' to 'OpenAI': delete its projects; delete its connections; delete its deployments/,
    );

    for (const name of ["projects/first", "connections/search", "deployments/other"]) {
      await project.azure.arm("DELETE", below(name));
    }
    expect((await findings())["account.rollback"]).toMatchObject({ status: "passed" });
    await project.up();
    expect(await account()).toMatchObject({ kind: "OpenAI", properties: { endpoint } });
    expect(await work()).toEqual(before);
    expect(await project.preview()).toEqual([]);
    expect((await findings())["account.kind"]).toMatchObject({ status: "passed" });
  });
});
