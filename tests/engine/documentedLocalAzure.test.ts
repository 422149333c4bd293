import { addRepository, DocumentedScenario } from "../support/documentedScenario";
import { StackProject } from "../support/stackProject";

jest.setTimeout(300_000);

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
    expect(stdout).toContain("npm run finetune -- examples/training.jsonl");
    expect(stdout).toContain("The curve is the one that the job logged");
  });

  test("change a setting and deploy it", async () => {
    const { stdout } = await documented.section("README.md#Run on the local Azure");
    expect(stdout).toContain("wandb-identity");
    await documented.run("npm run local -- pulumi up --yes");
    expect((await documented.run("npm run local -- pulumi preview")).stdout).toContain("unchanged");
  });

  test("run any command, and sign in another way", async () => {
    const { stdout } = await documented.run("npm run local -- env | grep AZURE_");
    expect(stdout).toMatch(/^AZURE_TENANT_ID=/m);
    const values = { COMMAND: "printenv", "[ARGUMENTS…]": "ARM_SUBSCRIPTION_ID" };
    await documented.run("npm run local -- COMMAND [ARGUMENTS…]", { values });
    await documented.run("npm run local --", { append: "printenv ARM_CLIENT_SECRET" });
    await documented.run("npm run local -- --sign-in WAY", {
      values: { WAY: "oidc" },
      append: "printenv ARM_USE_OIDC",
    });
    await documented.run("npm run local -- --sign-in WAY COMMAND [ARGUMENTS…]", {
      values: { WAY: "managed-identity", COMMAND: "printenv", "[ARGUMENTS…]": "IDENTITY_ENDPOINT" },
    });
    await documented.run("npm run local -- --sign-in oidc pulumi preview");
  });

  test("run the CLI", async () => {
    expect((await documented.run("npm run local -- npm run doctor")).stdout).toContain(
      "Ready for the W&B integration",
    );
    expect((await documented.run("npm run local -- npm run finetune -- --help")).stdout).toContain(
      "--validation-file",
    );
  });

  test("are all run", () => {
    expect(documented.missing).toEqual([]);
  });
});
