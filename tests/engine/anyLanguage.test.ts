import * as path from "node:path";
import schemaFile from "../../components/schema.json";
import { filesWithKey, vaultsFile } from "../support/canarySecret";
import { root, StackProject } from "../support/stackProject";
import { addYaml, testWithYaml } from "../support/yamlHost";

jest.setTimeout(300_000);

const components = path.join(root, "components");

const yamlProgram = `name: from-yaml
runtime: yaml
options: { refresh: always }
packages:
  azure-openai-wandb: ${components}
config:
  wandbApiKey: { type: string, secret: true }
resources:
  team:
    type: azure-openai-wandb:WandbIntegration
    properties:
      resourceGroupName: rg-languages
      location: swedencentral
      wandbApiKey: \${wandbApiKey}
      access: { identityRole: SecretsUser }
      vault: { vaultName: { "fn::secret": kv-from-yaml }, tags: { from: yaml } }
outputs:
  vaultUrl: \${team.vaultUrl}
  secretName: \${team.secretName}
`;

const remoteProgram = `import * as pulumi from "@pulumi/pulumi";
import { transformChildren } from "./components/index";

/** The component as a package: it is constructed by a process of its own. */
class RemoteIntegration extends pulumi.ComponentResource {
  declare readonly vaultUrl: pulumi.Output<string>;
  constructor(name: string, args: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) {
    super("azure-openai-wandb:index:WandbIntegration", name, { ...args, vaultUrl: undefined }, opts, true);
  }
}
const remote = new RemoteIntegration(
  "team",
  {
    resourceGroupName: "rg-languages",
    location: "swedencentral",
    wandbApiKey: new pulumi.Config().requireSecret("wandbApiKey"),
  },
  { transforms: [transformChildren({ vault: () => ({ args: { tags: { changed: "from outside" } } }) })] },
);
export const vaultUrl = remote.vaultUrl;
`;

describe("the component as a package", () => {
  let project: StackProject;

  const start = async (files: Record<string, string>, bare: boolean) => {
    project = await StackProject.create({ bare, files });
    const group = `${project.azure.subscription}/resourceGroups/rg-languages?api-version=2024-03-01`;
    await project.azure.arm("PUT", group, { location: "swedencentral" });
    await project.init({});
  };
  afterEach(() => project?.close());

  const onlyTheVault = [expect.stringMatching(vaultsFile)];
  const vaultTags = async () =>
    [...(await project.resources())].find(([name]) => name.startsWith("keyvault:Vault"))![1].inputs.tags;

  test("has a schema in which every argument is described, and the key is the component's affair", async () => {
    await start({ "Pulumi.yaml": yamlProgram }, true);
    const { stdout } = await project.pulumi("package", "get-schema", components);
    const schema = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
      resources: Record<string, { inputProperties: object; properties: object; requiredInputs: string[] }>;
      types: Record<string, { properties?: object }>;
    };
    const resource = schema.resources["azure-openai-wandb:index:WandbIntegration"]!;
    expect(resource.requiredInputs).toEqual(["resourceGroupName"]);
    const described = [
      resource.inputProperties,
      resource.properties,
      ...Object.values(schema.types).map(({ properties }) => properties ?? {}),
    ];
    for (const properties of described) {
      for (const [name, property] of Object.entries(properties)) {
        expect([name, (property as { description?: string }).description]).toEqual([
          name,
          expect.stringMatching(/\S/),
        ]);
      }
    }
    expect(Object.keys(resource.properties)).not.toContain("wandbApiKey");
    // What a registry shows, and the names of SDKs, come from the running provider too.
    const { resources: _resources, types: _types, dependencies: _dependencies, ...metadata } = schemaFile;
    expect(schema).toMatchObject(metadata);
  });

  testWithYaml("is used from YAML, with Pulumi's own YAML language host; the key stays secret", async () => {
    await start({ "Pulumi.yaml": yamlProgram }, true);
    addYaml(project);
    const pulumi = (...args: string[]) => project.run("pulumi", [...args, "--non-interactive"]);
    const up = await pulumi("up", "--yes", "--skip-preview");
    expect([up.code, up.stdout]).toEqual([0, expect.stringContaining("wandb-api-key")]);
    const preview = await pulumi("preview", "--expect-no-changes");
    expect([preview.code, preview.stdout + preview.stderr]).toEqual([0, expect.anything()]);
    expect(await vaultTags()).toEqual({ from: "yaml" });
    // A value of an object may be an output, a secret here; the object itself may not.
    project.write(
      "Pulumi.yaml",
      yamlProgram.replace(/vault: .*/, 'vault: { "fn::secret": { vaultName: kv-from-yaml } }'),
    );
    const refused = await pulumi("preview");
    expect([refused.code === 0, (refused.stdout + refused.stderr).replace(/\s+/g, " ")]).toEqual([
      false,
      expect.stringMatching(/vault must be a plain object, whose values may be outputs, and is an output/),
    ]);
    project.write("Pulumi.yaml", yamlProgram);
    expect(filesWithKey(project.directory)).toEqual(onlyTheVault);
  });

  test("is used as a remote component from TypeScript, and typed transforms reach its children", async () => {
    const yaml = `name: remote
runtime:
  name: nodejs
  options: { typescript: false, nodeargs: --require=${components}/preload/index.js }
options: { refresh: always }
plugins:
  providers:
    - { name: azure-openai-wandb, path: ${components} }
`;
    await start({ "Pulumi.yaml": yaml, "index.ts": remoteProgram }, false);
    const { stdout } = await project.up();
    expect(stdout).toMatch(/vaultUrl: "https:\/\/team-vault\w+\.vault\.azure\.net\/"/);
    expect(await project.preview()).toEqual([]);
    expect(await vaultTags()).toEqual({ changed: "from outside" });
    expect(filesWithKey(project.directory)).toEqual(onlyTheVault);
  });
});
