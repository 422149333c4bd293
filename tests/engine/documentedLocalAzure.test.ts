import * as fs from "node:fs";
import * as path from "node:path";
import { addRepository, DocumentedScenario } from "../support/documentedScenario";
import { root, StackProject } from "../support/stackProject";

jest.setTimeout(600_000);

/** In a copy of the repository, whose local Azure is in its own `.local/`, in the order of the documents. */
describe("the documented commands of the local Azure", () => {
  let project: StackProject;
  let documented: DocumentedScenario;

  beforeAll(async () => {
    project = await StackProject.create();
    documented = new DocumentedScenario(project, "localAzure");
    addRepository(project);
    // As in a reader's shell, which no local Azure has prepared.
    for (const name of Object.keys(project.environment)) {
      if (process.env[name] === undefined && name !== "NO_COLOR") {
        project.variables[name] = "";
      }
    }
  });
  afterAll(() => project?.close());

  test("npm start runs the quickstart to the loss curve", async () => {
    const { stdout } = await documented.run("npm start");
    expect(stdout).toContain("npx azure-openai-wandb finetune examples/training.jsonl");
    expect(stdout).toContain("The curve is the one that the job logged");
  });

  test("npm start ends with the report of the job", async () => {
    const again = await documented.run("npm start");
    expect(again.stdout).toContain("Open .local/report.html in a browser");
    const report = fs.readFileSync(path.join(project.directory, "program/.local/report.html"), "utf8");
    expect(report).toMatch(/demo \(ftjob-[0-9a-f]{8}\)/);
    expect(report).toContain("https://wandb.ai/contoso/azure-openai/runs/ftjob-");
    expect(report).toContain("https://ai.azure.com/resource/overview?wsid=");
  });

  test("look at what was deployed, train another model, and compare both", async () => {
    const tutorial = (heading: string) => `docs/tutorials/local-in-five-minutes.md#${heading}`;
    const deployed = await documented.section(tutorial("3. Look at what was deployed"));
    expect(deployed.stdout).toContain("portalLink");
    await documented.section(tutorial("4. Train another model"));
    const { stdout } = await documented.run("npm run local -- npx azure-openai-wandb finetune list");
    const [second, first] = stdout.match(/ftjob-\w+/g)!;
    await documented.section(tutorial("5. Compare both models"), {
      values: { "JOB JOB2": `${first} ${second}` },
    });
    const report = fs.readFileSync(path.join(project.directory, "program/report.html"), "utf8");
    expect(report).toContain(first!);
    expect(report).toContain(second!);
  });

  test("change a setting and deploy it", async () => {
    const { stdout } = await documented.section("README.md#Run on the local Azure");
    expect(stdout).toContain("wandb-identity");
    const again = await documented.run("npm run local -- pulumi up --yes");
    expect(again.stdout).not.toMatch(/\d+ (created|updated|replaced|deleted)/);
  });

  test("run a program in another folder", async () => {
    const platform = path.join(project.directory, "platform");
    fs.mkdirSync(platform);
    fs.symlinkSync(path.join(root, "node_modules"), path.join(platform, "node_modules"));
    const components = path.join(root, "components");
    const files = {
      "package.json": '{ "name": "platform", "main": "index.ts" }',
      "Pulumi.yaml": `name: platform
runtime:
  name: nodejs
  options: { nodeargs: --require=${components}/preload/index.js, typescript: false }
`,
      "index.ts": `import { ResourceGroup } from "@pulumi/azure-native/resources";
import { WandbIntegration } from "${components}/index";
const { name } = new ResourceGroup("ml", { location: "swedencentral" });
new WandbIntegration("research", { resourceGroupName: name, wandbApiKey: "${"0123456789".repeat(4)}" });
`,
    };
    for (const [name, text] of Object.entries(files)) {
      fs.writeFileSync(path.join(platform, name), text);
    }
    const { stdout } = await documented.section("docs/how-to/use-the-local-azure.md#Run your own program");
    expect(stdout).toMatch(/^research +research-\w+ +research-vault\w+ +wandb-api-key/m);
  });

  test("run any command, and sign in another way", async () => {
    const { stdout } = await documented.run("npm run local -- env | grep AZURE_");
    expect(stdout).toMatch(/^AZURE_TENANT_ID=/m);
    await documented.run("npm run local -- --sign-in oidc pulumi preview");
  });

  test("run the CLI", async () => {
    expect((await documented.run("npm run local -- npx azure-openai-wandb doctor")).stdout).toContain(
      "Ready for the W&B integration",
    );
    expect(
      (await documented.run("npm run local -- npx azure-openai-wandb finetune --help")).stdout,
    ).toContain("--validation-file");
  });

  test("are all run", () => {
    expect(documented.missing).toEqual([]);
  });
});
