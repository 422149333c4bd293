import * as fs from "node:fs";
import * as path from "node:path";
import { architectureGraph, architecturePictures } from "../../../generate/architecture";
import { Graph } from "../../../generate/architecture/graph";
import { pictures } from "../../../generate/architecture/pictures";
import { drawResources, resourceTypes, roleTitle } from "../../../generate/architecture/resourceTypes";
import { roles } from "../../../components/access/roles";
import { WandbIntegration } from "../../../components/index";
import { everyNewArgument } from "../../support/everyArgument";
import { key } from "../../support/arbitraryArgs";
import { record } from "../component/recorder";

const root = path.join(__dirname, "../../..");

/** Arrows as sentences, with the titles of the boxes. */
async function sentences(name: string): Promise<string[]> {
  const picture = pictures.find(({ file }) => file.endsWith(`/${name}.svg`))!;
  const graph = await architectureGraph(picture);
  return graph.edges.map(
    ({ from, to, label }) => `${graph.require(from).title} → ${graph.require(to).title}: ${label}`,
  );
}

describe("the pictures of the architecture", () => {
  test("are what `npm run generate` draws, and the same in each run", async () => {
    const drawn = await architecturePictures();
    expect(await architecturePictures()).toEqual(drawn);
    for (const [file, text] of drawn) {
      expect([file, fs.readFileSync(path.join(root, file), "utf8")]).toEqual([file, text]);
    }
  });

  test("have a row for each type that the component registers with any argument", async () => {
    const registered = [
      ...(await record(() => new WandbIntegration("wandb", everyNewArgument()))),
      ...(await record(
        () =>
          new WandbIntegration("wandb", {
            resourceGroupName: "rg",
            wandbApiKey: key,
            vault: { existing: { name: "kv-hand-made" } },
            access: { permissionModel: "AccessPolicy" },
          }),
        { existingVaultUsesRbac: false },
      )),
    ];
    const types = [...new Set(registered.map(({ type }) => type))];
    expect(types.filter((type) => !(type in resourceTypes))).toEqual([]);
    expect(Object.keys(resourceTypes).filter((type) => !types.includes(type))).toEqual([]);
  });

  test("draw the role assignments of the default", async () => {
    expect(await sentences("architecture")).toEqual([
      "Identity of the account → Key Vault: Key Vault Secrets Officer",
      "Deploying identity → Key Vault: Key Vault Secrets Officer",
      "Fine-tuning principals → Azure OpenAI account: Azure AI User (Foundry User)",
      "Azure OpenAI account → Secret “wandb-api-key”: Manage integrations",
      "Fine-tuning principals → Azure OpenAI account: 1. Upload files, create the job",
      "Identity of the account → Secret “wandb-api-key”: 2. Read the W&B API key",
      "Azure OpenAI account → Weights & Biases: 3. Log the run",
    ]);
  });

  test("draw access policies where the permission model has them", async () => {
    expect((await sentences("architecture-access-policies")).slice(0, 3)).toEqual([
      "Deploying identity → Key Vault: Access policy: 8 secret permissions",
      "Identity of the account → Key Vault: Access policy: 8 secret permissions",
      "Fine-tuning principals → Azure OpenAI account: Azure AI User (Foundry User)",
    ]);
  });

  test("draw the narrowest access at the secret", async () => {
    expect(await sentences("architecture-existing")).toContain(
      "Identity of the account → Secret “wandb-api-key”: Key Vault Secrets User",
    );
  });

  test("draw each private endpoint at what it connects to", async () => {
    const links = (await sentences("architecture-private-network")).filter((line) =>
      line.endsWith("Private link"),
    );
    expect(links).toEqual([
      "Private endpoint → Azure OpenAI account: Private link",
      "Private endpoint → Key Vault: Private link",
    ]);
  });

  test("refuse a type, a principal, a scope and a role that they do not know", () => {
    const assignment = {
      type: "azure-native:authorization:RoleAssignment",
      name: "one",
      secrets: [],
      dependsOn: [],
      inputs: {
        principalId: "33333333-3333-4333-8333-333333333333",
        scope: "/subscriptions/s/providers/Microsoft.KeyVault/vaults/kv",
        roleDefinitionId: `/roleDefinitions/${roles.azureAiUser.id}`,
      },
    };
    const draw = (change: object, inputs: object = {}) => {
      const resource = { ...assignment, ...change, inputs: { ...assignment.inputs, ...inputs } };
      return () => drawResources(new Graph(), [resource]);
    };
    expect(draw({})).not.toThrow();
    expect(draw({ type: "azure-native:storage:Account" })).toThrow("has no row");
    expect(draw({}, { principalId: "other" })).toThrow("principalTitles");
    expect(draw({}, { scope: "/subscriptions/s" })).toThrow("no box");
    expect(draw({}, { roleDefinitionId: "/roleDefinitions/other" })).toThrow("The role other");
  });

  test("call each role of the component by its name in Azure", () => {
    expect(Object.values(roles).map(({ id }) => roleTitle(`/roleDefinitions/${id}`))).toEqual([
      "Key Vault Secrets Officer",
      "Key Vault Secrets User",
      "Azure AI User (Foundry User)",
    ]);
  });
});
