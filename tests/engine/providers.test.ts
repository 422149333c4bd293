import { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

const yaml = "name: trial\nruntime:\n  name: nodejs\n  options:\n    tsconfig: tsconfig.json\n";
const tsconfig = JSON.stringify({
  compilerOptions: {
    target: "ES2022",
    module: "nodenext",
    moduleResolution: "nodenext",
    noCheck: true,
    skipLibCheck: true,
  },
});

const imports = `
import * as pulumi from "@pulumi/pulumi";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { Secret, Vault } from "@pulumi/azure-native/keyvault";
import { RoleAssignment } from "@pulumi/azure-native/authorization";
import { RandomId, RandomString, RandomUuid } from "@pulumi/random";
const group = new ResourceGroup("group", { location: "swedencentral" });
const tenantId = process.env.ARM_TENANT_ID!;
const sku = { family: "A", name: "standard" } as const;
const vault = (name: string, more: object = {}, opts = {}) =>
  new Vault(name, { resourceGroupName: group.name, properties: { tenantId, sku, enableRbacAuthorization: true }, ...more }, opts);
`;

/** The emulated providers behave as the official ones do, as seen by the engine. */
describe("the emulated azure-native", () => {
  let project: StackProject;

  const write = (program: string) => project.write("index.ts", imports + program);

  beforeEach(async () => {
    project = await StackProject.create({
      bare: true,
      files: { "Pulumi.yaml": yaml, "package.json": "{}", "tsconfig.json": tsconfig, "index.ts": imports },
    });
    await project.init({}, null);
  });
  afterEach(() => project.close());

  test("refuses invalid inputs in a preview, all of a resource's at once", async () => {
    write(
      `vault("a-logical-name-that-is-much-too-long", { properties: { tenantId: "x", sku: { family: "A", name: "gold" }, color: 1 } });`,
    );
    const output = await project.failingPulumi("preview");
    for (const part of [
      "'vaultName' is too long",
      "'properties.tenantId' does not match",
      // Dropped, as by azure-native, which leaves it to Azure to refuse the SKU `gold`.
      "warning: azure-native has no such inputs and drops them: properties.color",
    ]) {
      expect(output).toContain(part);
    }
  });

  test("generates names from the logical name, keeps them, and uses the resource group's location", async () => {
    write(
      `export const name = vault("kept").name;\nexport const location = vault("placed").location;\nexport const groupName = group.name;`,
    );
    await project.up();
    const first = await project.outputs();
    expect(first.name).toMatch(/^kept[0-9a-f]{8}$/);
    expect(first.groupName).toMatch(/^group[0-9a-f]{8}$/);
    expect(first.location).toBe("swedencentral");
    write(
      `export const name = vault("kept", { tags: { a: "b" } }).name;\nexport const location = vault("placed").location;\nexport const groupName = group.name;`,
    );
    expect(await project.preview()).toEqual(["update keyvault:Vault kept"]);
    await project.up();
    expect(await project.outputs()).toEqual(first);
  });

  test("follows pulumi:autonaming of the project", async () => {
    await project.pulumi("config", "set", "--path", "pulumi:autonaming.pattern", "${name}-${hex(4)}");
    write(`export const name = vault("own").name;\nexport const groupName = group.name;`);
    await project.up();
    const { name, groupName } = await project.outputs();
    expect(name).toMatch(/^own-[0-9a-f]{4}$/);
    expect(groupName).toMatch(/^group-[0-9a-f]{4}$/);
  });

  test("knows an update's name in a preview, and no other output that Azure determines", async () => {
    const program = (tags: string) => `
const v = vault("v", { tags: ${tags} });
v.name.apply((name) => void pulumi.log.info("NAME " + name));
v.properties.vaultUri.apply((uri) => void pulumi.log.info("URI " + uri));`;
    write(program("{}"));
    const creation = (await project.pulumi("preview")).stdout;
    expect(creation).not.toMatch(/NAME |URI /);
    expect((await project.pulumi("up", "--yes", "--skip-preview")).stdout).toMatch(/URI https:/);
    write(program('{ a: "b" }'));
    const update = (await project.pulumi("preview")).stdout;
    expect(update).toMatch(/NAME v[0-9a-f]{8}/);
    expect(update).not.toContain("URI ");
  });

  test("replaces for a changed path, and deletes first unless the name is generated", async () => {
    write(`vault("v", { vaultName: "kv-first-name" });`);
    await project.up();
    write(`vault("v", { vaultName: "kv-second-name" });`);
    expect(await project.preview()).toEqual(["replace keyvault:Vault v"]);
    await project.azure.control("DELETE", "/_local/requests");
    await project.up();
    const { body } = await project.azure.control("GET", "/_local/requests");
    const changes = (body.requests as { method: string; url: string }[])
      .filter(({ method, url }) => ["PUT", "DELETE"].includes(method) && url.includes("/vaults/"))
      .map(({ method, url }) => `${method} ${/vaults\/([\w-]+)/.exec(url)![1]}`);
    expect(changes).toEqual(["DELETE kv-first-name", "PUT kv-second-name"]);
  });

  test("does not adopt a resource that exists already", async () => {
    write(`vault("one", { vaultName: "kv-taken-twice" });`);
    await project.up();
    write(`vault("one", { vaultName: "kv-taken-twice" });\nvault("two", { vaultName: "kv-taken-twice" });`);
    expect(await project.failingPulumi("up", "--yes", "--skip-preview")).toContain(
      "cannot create already existing resource",
    );
  });

  test("does not adopt an access policy that exists already", async () => {
    const objectId = "aaaaaaaa-0000-4000-8000-000000000001";
    const base = `
const properties = { tenantId, sku, enableRbacAuthorization: false, accessPolicies: [] };
const entries = vault("entries", { properties }, { ignoreChanges: ["properties.accessPolicies"] });
export const id = entries.id;
`;
    write(base);
    await project.up();
    const { id } = await project.outputs();
    const policy = {
      tenantId: project.environment.ARM_TENANT_ID,
      objectId,
      permissions: { secrets: ["get"] },
    };
    const path = `${id}/accessPolicies/add?api-version=2024-11-01`;
    await project.azure.arm("PUT", path, { properties: { accessPolicies: [policy] } });
    write(`${base}
import { AccessPolicy } from "@pulumi/azure-native/keyvault";
const policy = { tenantId, objectId: "${objectId}", permissions: { secrets: ["list"] } };
new AccessPolicy("entry", { resourceGroupName: group.name, vaultName: entries.name, policy });`);
    expect(await project.failingPulumi("up", "--yes", "--skip-preview")).toContain(
      "cannot create already existing resource",
    );
    const { body } = await project.azure.arm("GET", `${id}?api-version=2024-11-01`);
    expect(body.properties.accessPolicies).toMatchObject([{ permissions: { secrets: ["get"] } }]);
  });

  test("uses the response of a PUT where the resource cannot be read back", async () => {
    // A secret: the response to a new vault's PUT is not the vault in the end (recorded, azure-cli, Mar 2023).
    write(
      `const inputs = { resourceGroupName: group.name, vaultName: vault("v").name, secretName: "unread", properties: { value: "x" } };\n` +
        `export const uri = new Secret("s", inputs).properties.secretUri;`,
    );
    await project.azure.control("POST", "/_local/faults", [
      { service: "arm", method: "GET", path: "/secrets/unread", skip: 1, status: 403 },
    ]);
    expect((await project.up()).stdout).toContain("warning: Failed to read resource after Create.");
    expect((await project.outputs()).uri).toMatch(/^https:\/\/v.*\/secrets\/unread$/);
    await project.azure.control("DELETE", "/_local/faults");
    await project.pulumi("preview", "--expect-no-changes", "--refresh");
  });

  // Recorded, azure-cli, Mar 2023: a new vault is RegisteringDns for half a minute, and the client polls the vault itself.
  test("waits until a new vault has registered its DNS name", async () => {
    write(
      `const { properties } = vault("dns");\nexport const state = properties.provisioningState;\nexport const uri = properties.vaultUri;`,
    );
    await project.azure.control("PUT", "/_local/settings", {
      keyVault: { dnsSeconds: 2, objectPolls: 3, objectSeconds: 0 },
    });
    await project.up();
    const { state, uri } = await project.outputs();
    expect([state, uri]).toEqual([
      "Succeeded",
      expect.stringMatching(/^https:\/\/dns[\w-]+\.vault\.azure\.net\/$/),
    ]);
  });

  test("imports by id, and then changes the resource without replacing it", async () => {
    write(`vault("v", { vaultName: "kv-to-be-imported" });`);
    await project.up();
    const { id } = (await project.resources()).get("keyvault:Vault v")!;
    await project.pulumi(
      "state",
      "delete",
      "--yes",
      "urn:pulumi:test::trial::azure-native:keyvault:Vault::v",
    );
    const imported = await project.pulumi(
      "import",
      "azure-native:keyvault:Vault",
      "v",
      id,
      "--yes",
      "--generate-code=false",
      "--protect=false",
    );
    expect(imported.stdout).toContain("1 imported");
    // What Azure fills in is what the SDK sets by default; the vault's URL is no input.
    expect(await project.preview()).toEqual([]);
    write(`vault("v", { vaultName: "kv-to-be-imported", tags: { a: "b" } });`);
    expect(await project.preview()).toEqual(["update keyvault:Vault v"]);
    await project.up();
    expect(await project.preview()).toEqual([]);
  });

  test("recovers a secret whose name is in soft delete, and then writes it", async () => {
    const assignment = `new RoleAssignment("assignment", { scope: v.id, principalId: "de910e72-0000-4000-8000-0000000000b0", principalType: "ServicePrincipal", roleDefinitionId: v.id.apply((id) => "/subscriptions/" + id.split("/")[2] + "/providers/Microsoft.Authorization/roleDefinitions/b86a8fe4-44ce-4948-aee5-eccb2c155cd7") })`;
    const secret = (value: string) =>
      `new Secret("s", { resourceGroupName: group.name, vaultName: v.name, secretName: "again", properties: { value: "${value}" } }, { dependsOn: [assignment] });`;
    const base = `const v = vault("v");\nconst assignment = ${assignment};\nexport const uri = v.properties.vaultUri;\n`;
    write(base + secret("one"));
    await project.up();
    write(base);
    await project.up();
    const { uri } = await project.outputs();
    // It appears among the deleted ones a little later (recorded, azure-sdk-for-python, Oct 2019).
    const reads: number[] = [];
    while (reads.at(-1) !== 200 && reads.length < 10) {
      reads.push((await project.azure.vault("GET", `${uri}deletedsecrets/again?api-version=7.4`)).status);
    }
    expect(reads.at(-1)).toBe(200);
    write(base + secret("two"));
    await project.up();
    expect((await project.azure.vault("GET", `${uri}secrets/again?api-version=7.4`)).body.value).toBe("two");
  });

  test("two providers of one program keep their own settings", async () => {
    const { body } = await project.azure.control("GET", "/_local/seed");
    const { clientId, clientSecret } = body.contributor as { clientId: string; clientSecret: string };
    write(`
import { Provider } from "@pulumi/azure-native";
import { getClientConfigOutput } from "@pulumi/azure-native/authorization";
const other = new Provider("other", { clientId: "${clientId}", clientSecret: process.env.OTHER_SECRET, location: "westeurope" });
export const mine = getClientConfigOutput().clientId;
export const others = getClientConfigOutput({ provider: other }).clientId;
export const location = new ResourceGroup("elsewhere", {}, { provider: other }).location;
`);
    const { code, stdout, stderr } = await project.run(
      "pulumi",
      ["up", "--yes", "--skip-preview", "--non-interactive"],
      undefined,
      { OTHER_SECRET: clientSecret },
    );
    expect({ code, output: code === 0 ? "" : stdout + stderr }).toEqual({ code: 0, output: "" });
    const outputs = await project.outputs();
    expect(outputs.others).toBe(clientId);
    expect(outputs.mine).not.toBe(clientId);
    expect(outputs.location).toBe("westeurope");
  });

  test("lists the resource types that it supports, where it does not support one", async () => {
    write(
      `import { StorageAccount } from "@pulumi/azure-native/storage";\nnew StorageAccount("s", { resourceGroupName: group.name, kind: "StorageV2", sku: { name: "Standard_LRS" } });`,
    );
    const output = await project.failingPulumi("preview");
    expect(output).toContain("azure-native:storage:StorageAccount");
    expect(output).toContain("The emulated azure-native provider does not support the resource type");
  });

  test("random values stay, and are replaced for other inputs", async () => {
    const program = (length: number) => `
export const text = new RandomString("text", { length: ${length}, special: false, upper: false, minNumeric: 3 }).result;
export const id = new RandomId("id", { byteLength: 4 }).hex;
export const uuid = new RandomUuid("uuid").result;`;
    write(program(12));
    await project.up();
    const first = await project.outputs();
    expect(first.text).toMatch(/^[a-z0-9]{12}$/);
    expect(first.text!.replace(/\D/g, "").length).toBeGreaterThanOrEqual(3);
    expect(first.id).toMatch(/^[0-9a-f]{8}$/);
    expect(first.uuid).toMatch(/^[0-9a-f-]{36}$/);
    await project.pulumi("preview", "--expect-no-changes", "--refresh");
    write(program(13));
    expect(await project.preview()).toEqual(["replace random:index/randomString:RandomString text"]);
  });
});
