import * as path from "node:path";
import { root, StackProject, testKey } from "../support/stackProject";

jest.setTimeout(240_000);

/** A program of the Automation API, with transforms of the component, of its parent and of the stack. */
const program = `import * as pulumi from "@pulumi/pulumi";
import * as automation from "@pulumi/pulumi/automation";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { transformChildren, WandbIntegration } from "./components/index";

const addTag = (tag: string) => transformChildren({ secret: ({ tags }) => ({ args: { tags: { ...tags, [tag]: "yes" } } }) });

async function program() {
  pulumi.runtime.registerResourceTransform(addTag("stack"));
  const parent = new pulumi.ComponentResource("platform:index:Team", "team", {}, { transforms: [addTag("parent")] });
  const group = new ResourceGroup("group", { location: "swedencentral" }, { parent });
  new WandbIntegration(
    "wandb",
    { resourceGroupName: group.name, wandbApiKey: new pulumi.Config().requireSecret("wandbApiKey") },
    { parent, transforms: [addTag("component")] },
  );
}

async function main() {
  const stack = await automation.LocalWorkspace.createOrSelectStack({ projectName: "inline", stackName: "test", program });
  await stack.setConfig("wandbApiKey", { value: process.argv[2]!, secret: true });
  await stack.up();
}

void main();
`;

describe("an inline program of the Automation API", () => {
  let project: StackProject;
  beforeAll(async () => (project = await StackProject.create({ files: { "inline.ts": program } })));
  // It fails where a file, such as the state, contains the key.
  afterAll(() => project?.close());

  test("stores the secret encrypted, whatever transforms have seen it", async () => {
    const register = path.join(root, "local/register.js");
    const { code, stderr } = await project.run(process.execPath, ["-r", register, "inline.ts", testKey]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [secret] = (await project.stateResources("inline")).filter(
      ({ type }) => type === "azure-native:keyvault:Secret",
    );
    expect(secret!.inputs).toMatchObject({
      tags: { stack: "yes", parent: "yes", component: "yes" },
      // What Pulumi encrypts has this signature.
      properties: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" },
    });
  });
});
