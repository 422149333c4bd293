import * as fs from "node:fs";
import * as path from "node:path";
import { DocumentedScenario } from "../support/documentedScenario";
import { createPlatformProject } from "../support/platformProject";
import { ProofProject } from "../support/proofProject";
import { root, testKey } from "../support/stackProject";
import type { StackProject } from "../support/stackProject";

jest.setTimeout(300_000);

interface ImportFile {
  resources: { type: string; name: string; id?: string; component?: boolean }[];
}

/** What the recipe has Pulumi ignore of role assignments. */
function ignoredByTheRecipe(): string[] {
  const recipe = fs.readFileSync(path.join(root, "docs/how-to/adopt.md"), "utf8");
  const [, names] = /roleAssignment: \(\) => \(\{ opts: \{ ignoreChanges: (\[.*?\]) \} \}\)/.exec(recipe)!;
  return JSON.parse(names!) as string[];
}

/** The recipe of docs/how-to/adopt.md, on resources that a team has created by hand. */
describe.each<[string, Record<string, string>]>([
  ["", {}],
  [
    ", with an azure-native from before pulumi-azure-native#4818, which loses the first / of a scope",
    { AZURE_NATIVE_IMPORT_LOSES_SLASH: "true" },
  ],
])("resources that were created by hand%s", (_provider, variables) => {
  let project: StackProject;
  let providers: ProofProject;
  const group = () => `${project.azure.subscription}/resourceGroups/rg-platform`;
  const ids = () => ({
    "azure-native:cognitiveservices:Account": `${group()}/providers/Microsoft.CognitiveServices/accounts/by-hand`,
    "azure-native:keyvault:Vault": `${group()}/providers/Microsoft.KeyVault/vaults/kv-by-hand`,
    "azure-native:keyvault:Secret": `${group()}/providers/Microsoft.KeyVault/vaults/kv-by-hand/secrets/wandb-api-key`,
  });
  const args = {
    account: { accountName: "by-hand", customSubDomainName: "by-hand" },
    vault: { vaultName: "kv-by-hand" },
    transform: { adopted: "yes" },
  };
  /** Names of role assignments that the portal has generated. */
  const assignmentNames = {
    identity: "10000000-0000-4000-8000-000000000001",
    secretsOfficer: "10000000-0000-4000-8000-000000000002",
  };

  const put = async (id: string, version: string, body: object) => {
    const { status, body: answer } = await project.azure.arm("PUT", `${id}?api-version=${version}`, body);
    expect([status < 300, answer]).toEqual([true, answer]);
    return answer;
  };

  beforeAll(async () => {
    project = await createPlatformProject({ ownProcess: true });
    providers = new ProofProject(project);
    Object.assign(project.variables, variables);
    await providers.startProviders(60_000);
    const { environment } = project;
    const { body: seed } = await project.azure.control("GET", "/_local/seed");
    await put(group(), "2024-03-01", { location: "swedencentral" });
    const account = await put(ids()["azure-native:cognitiveservices:Account"], "2024-10-01", {
      location: "swedencentral",
      kind: "OpenAI",
      sku: { name: "S0" },
      identity: { type: "SystemAssigned" },
      properties: { customSubDomainName: "by-hand", publicNetworkAccess: "Enabled" },
    });
    const vault = ids()["azure-native:keyvault:Vault"];
    await put(vault, "2023-07-01", {
      location: "swedencentral",
      properties: {
        tenantId: environment.ARM_TENANT_ID,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        accessPolicies: [],
      },
    });
    for (const [name, principalId] of [
      [assignmentNames.identity, account.identity.principalId],
      [assignmentNames.secretsOfficer, seed.deployer.objectId],
    ]) {
      await put(`${vault}/providers/Microsoft.Authorization/roleAssignments/${name}`, "2022-04-01", {
        properties: {
          principalId,
          principalType: "ServicePrincipal",
          roleDefinitionId: `${project.azure.subscription}/providers/Microsoft.Authorization/roleDefinitions/b86a8fe4-44ce-4948-aee5-eccb2c155cd7`,
        },
      });
    }
    await put(ids()["azure-native:keyvault:Secret"], "2023-07-01", {
      properties: { value: testKey, contentType: "W&B API key" },
    });
    await project.init({});
  });
  afterAll(() => providers?.close());

  test("come into the component by an import, and none is created again or replaced", async () => {
    project.write("args.json", JSON.stringify({ ...args, adoptedAssignments: ignoredByTheRecipe() }));
    const documented = new DocumentedScenario(project, "adopt");
    const file = path.join(project.directory, "program/adopt.json");
    await documented.section("docs/how-to/adopt.md#2. List what Pulumi would create");
    const adopt = JSON.parse(fs.readFileSync(file, "utf8")) as ImportFile;
    const known: Record<string, string> = {
      ...ids(),
      "wandb-identity": `${ids()["azure-native:keyvault:Vault"]}/providers/Microsoft.Authorization/roleAssignments/${assignmentNames.identity}`,
      "wandb-secrets-officer-deployer": `${ids()["azure-native:keyvault:Vault"]}/providers/Microsoft.Authorization/roleAssignments/${assignmentNames.secretsOfficer}`,
    };
    for (const resource of adopt.resources.filter(({ component }) => !component)) {
      resource.id = known[resource.name] ?? known[resource.type];
      expect([resource.name, resource.id]).toEqual([resource.name, expect.any(String)]);
    }
    fs.writeFileSync(file, JSON.stringify(adopt));
    await documented.section("docs/how-to/adopt.md#4. Import and preview");
    expect(documented.missing).toEqual([]);
    const steps = await project.preview();
    expect(steps.filter((step) => !step.startsWith("update "))).toEqual([]);
    expect(steps).toContain("update keyvault:Vault wandb-vault");
    await project.up();
    expect(await project.preview()).toEqual([]);
    const url = "https://kv-by-hand.vault.azure.net/secrets/wandb-api-key?api-version=7.4";
    expect((await project.azure.vault("GET", url)).body.value).toBe(testKey);
    const [, assignment] = [...(await project.resources())].find(([name]) =>
      name.endsWith("wandb-identity"),
    )!;
    expect(assignment.id).toContain(assignmentNames.identity);
  });
});
