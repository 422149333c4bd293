import * as fs from "node:fs";
import * as path from "node:path";
import { StackProject } from "../support/stackProject";

jest.setTimeout(120_000);

describe("values that the Pulumi CLI and YAML store as another type than was meant", () => {
  let project: StackProject;
  const setPath = async (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) {
      await project.pulumi("config", "set", "--path", name, value);
    }
  };
  beforeAll(async () => {
    project = await StackProject.create();
    await project.init();
  });
  afterAll(() => project?.close());

  test("a date as a model's version, a number in an object, and a list that is left empty are used as meant", async () => {
    await setPath({
      "deployments[0].name": "chat",
      "deployments[0].model": "gpt-4.1-mini",
      "deployments[0].version": "2025-04-14",
      "deployments[0].capacity": "5",
    });
    const file = path.join(project.directory, "program/Pulumi.test.yaml");
    const text = fs.readFileSync(file, "utf8");
    // As in a file that was written by hand: a date without quotes, and a setting without a value.
    fs.writeFileSync(
      file,
      text
        .replace(/version: "?2025-04-14"?/, "version: 2025-04-14")
        .replace("config:\n", "config:\n  azure-openai-wandb:tags:\n"),
    );
    expect(await project.preview()).toContainEqual(
      expect.stringMatching(/^create cognitiveservices:Deployment .*chat$/),
    );
  });

  test("a group's name that is a number or a boolean is looked up as it was written", async () => {
    await setPath({ "fineTuningPrincipals[0]": "2024", "fineTuningPrincipals[1]": "true" });
    const output = (await project.failingPulumi("preview")).replace(/\s+/g, " ");
    expect(output).toContain("Invalid configuration: 2 problems.");
    expect(output).toContain(`fineTuningPrincipals[0] is "2024": the group could not be looked up`);
    expect(output).toContain(`fineTuningPrincipals[1] is "true": the group could not be looked up`);
  });
});
