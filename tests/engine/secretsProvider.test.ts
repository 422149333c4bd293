import * as fs from "node:fs";
import * as path from "node:path";
import { filesWithKey, vaultsFile } from "../support/canarySecret";
import { DocumentedScenario } from "../support/documentedScenario";
import { createPlatformGroup, createPlatformProject } from "../support/platformProject";
import { testKey } from "../support/stackProject";
import type { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

const cryptoOfficer = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603";
const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const vaultUrl = "https://kv-pulumi.vault.azure.net";
/** The key as `--secrets-provider` accepts it; without a version it is the newest one. */
const provider = "azurekeyvault://kv-pulumi.vault.azure.net/keys/stacks";

/** One stack: each test continues from the one before. */
describe("a stack whose secrets are encrypted by a key in Key Vault", () => {
  let project: StackProject;
  let documented: DocumentedScenario;
  /** Versions of the key, oldest first. */
  const versions: string[] = [];

  const newVersion = async (operation: "create" | "rotate", body?: object) => {
    const url = `${vaultUrl}/keys/stacks/${operation}?api-version=7.6`;
    const response = await project.azure.vault("POST", url, body);
    expect([response.status, response.body]).toEqual([200, response.body]);
    versions.push((response.body.key.kid as string).split("/").pop()!);
  };
  const settingsFile = () => path.join(project.directory, "program/Pulumi.test.yaml");
  const settings = () => fs.readFileSync(settingsFile(), "utf8");
  const arm = async (target: string, version: string, body: object) => {
    const response = await project.azure.arm("PUT", `${target}?api-version=${version}`, body);
    expect([response.status < 300, response.body]).toEqual([true, response.body]);
  };
  const unchanged = () => project.pulumi("preview", "--expect-no-changes");
  /** What stands for a value in the documents. @param version Of the key. */
  const values = (version: string | undefined) => ({
    VAULT: "kv-pulumi",
    "/VERSION": `/${version}`,
    "init prod": "init test",
    "Pulumi.prod.yaml": "Pulumi.test.yaml",
  });
  const change = (provider: string, version?: string) =>
    documented.run(`pulumi stack change-secrets-provider ${provider}`, { values: values(version) });
  const documentedProvider = "azurekeyvault://VAULT.vault.azure.net/keys/stacks/VERSION";
  const onlyVaults = [expect.stringMatching(vaultsFile)];

  beforeAll(async () => {
    project = await createPlatformProject();
    documented = new DocumentedScenario(project, "secretsProvider");
    const { subscription } = project.azure;
    const group = await createPlatformGroup(project);
    const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-pulumi`;
    const location = "swedencentral";
    await arm(vault, "2023-07-01", {
      location,
      properties: {
        tenantId: project.environment.ARM_TENANT_ID,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
      },
    });
    const { deployer } = (await project.azure.control("GET", "/_local/seed")).body;
    const assignment = "11111111-1111-4111-8111-111111111111";
    await arm(`${vault}/providers/Microsoft.Authorization/roleAssignments/${assignment}`, "2022-04-01", {
      properties: {
        principalId: deployer.objectId,
        principalType: "ServicePrincipal",
        roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${cryptoOfficer}`,
      },
    });
    await newVersion("create", { kty: "RSA", key_size: 3072 });
  });
  afterAll(() => project?.close());

  test("is created, deployed and previewed, and the W&B key is in no file of its settings and state", async () => {
    await documented.run(`pulumi stack init prod --secrets-provider ${documentedProvider}`, {
      values: values(versions[0]),
    });
    await project.setKey(testKey);
    await project.up();
    await unchanged();
    expect(settings()).toContain(`secretsprovider: ${provider}/${versions[0]}`);
    expect(settings()).toMatch(/wandbApiKey:\s+secure: v1:/);
    expect(settings()).not.toContain("encryptionsalt");
    expect(filesWithKey(project.directory)).toEqual(onlyVaults);
  });

  test("is previewed by nobody without a role on the key, in one error that names what is missing", async () => {
    const stranger = (
      await project.azure.control("POST", "/_local/directory/applications", {
        displayName: "stranger",
        roles: [{ roleDefinitionId: owner, scope: project.azure.subscription }],
      })
    ).body;
    const { code, stdout, stderr } = await project.run(
      "pulumi",
      ["preview", "--non-interactive"],
      undefined,
      {
        AZURE_CLIENT_ID: stranger.clientId,
        AZURE_CLIENT_SECRET: stranger.clientSecret,
      },
    );
    expect(code).not.toBe(0);
    const output = stdout + stderr;
    expect(output.match(/^error: /gm)).toHaveLength(1);
    expect(output).toContain("secrets (code=PermissionDenied)");
    expect(output).toContain("Action: 'Microsoft.KeyVault/vaults/keys/decrypt/action'");
    expect(output).toContain("vaults/kv-pulumi/keys/stacks'");
    expect(output).not.toContain(testKey);
  });

  test("that names the key's version outlives a rotation, and goes over to the new version", async () => {
    await newVersion("rotate");
    expect((await project.pulumi("config", "get", "wandbApiKey")).stdout.trim()).toBe(testKey);
    await change(documentedProvider, versions[1]);
    await unchanged();
    expect(settings()).toContain(`secretsprovider: ${provider}/${versions[1]}`);
  });

  test("that names no version cannot be read after a rotation, until settings and state name the one before", async () => {
    await project.pulumi("stack", "change-secrets-provider", provider);
    await newVersion("rotate");
    const { code, stderr } = await project.tryPulumi("preview");
    expect(code).not.toBe(0);
    expect(stderr).toContain("Unable to decrypt specified value with this key.");

    await documented.section("docs/how-to/encrypt-the-stacks-secrets.md#Rotate the encryption key", {
      values: values(versions[1]),
    });
    await unchanged();
  });

  test("goes from a passphrase to Key Vault with change-secrets-provider, and nothing else changes", async () => {
    await change("passphrase");
    const before = settings();
    expect(before).toContain("encryptionsalt: v1:");
    await change(documentedProvider, versions[2]);
    expect(settings()).toContain(`secretsprovider: ${provider}/${versions[2]}`);
    expect(settings()).not.toContain("encryptionsalt");
    const secure = (text: string) => /secure: (\S+)/.exec(text)![1];
    expect(secure(settings())).not.toBe(secure(before));
    const { deployment } = JSON.parse((await project.pulumi("stack", "export")).stdout);
    expect(deployment.secrets_providers).toMatchObject({
      type: "cloud",
      state: { url: `${provider}/${versions[2]}` },
    });
    await unchanged();
    expect(filesWithKey(project.directory)).toEqual(onlyVaults);
  });

  test("follows the documents, every one of their commands", () => {
    expect(documented.missing).toEqual([]);
  });
});
