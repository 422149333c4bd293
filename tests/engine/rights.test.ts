import type { Finding } from "../../cli/doctor/check";
import { cli } from "../support/cli";
import { createPlatformGroup, createPlatformProject, deployPlatform } from "../support/platformProject";
import { StackProject } from "../support/stackProject";

jest.setTimeout(300_000);

const secretsOfficer = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";
const other = { objectId: "cccccccc-0000-4000-8000-000000000001", type: "User" };
const vaultVersion = "api-version=2023-07-01";

/** The warnings of the deletion of secrets in what a command prints, with single spaces. Pulumi prints each of them twice. */
const warningsIn = (output: string): string[] => [
  ...new Set(
    output
      .replace(/\s+/g, " ")
      .match(/warning: WandbIntegration "\w+": Pulumi deletes the secret .*?permission\./g) ?? [],
  ),
];

/** What doctor finds, by the ids of its checks. */
async function findings(project: StackProject, flags: string[] = []): Promise<Record<string, Finding>> {
  const { stdout } = await cli(project, ["doctor", "--json", ...flags]);
  const { findings: all } = JSON.parse(stdout) as { findings: Finding[] };
  return Object.fromEntries(all.map((finding) => [finding.id, finding]));
}

describe("the right to delete the secret", () => {
  let project: StackProject;
  let group: string;
  let deployer: { objectId: string; type: string };
  const vault = (name: string) => `${group}/providers/Microsoft.KeyVault/vaults/${name}`;

  const createVault = (name: string, properties: object = {}) =>
    project.azure.arm("PUT", `${vault(name)}?${vaultVersion}`, {
      location: "swedencentral",
      properties: {
        tenantId: project.environment.ARM_TENANT_ID,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        accessPolicies: [],
        ...properties,
      },
    });
  /** Requests of a method since the last call, as `STATUS host/path`. */
  const requests = async (method: string): Promise<string[]> => {
    const { body } = await project.azure.control("GET", "/_local/requests");
    await project.azure.control("DELETE", "/_local/requests");
    return (body.requests as { method: string; status: number; url: string }[])
      .filter((request) => request.method === method && !request.url.includes("/_local/"))
      .map(({ status, url }) => `${status} ${url.replace(/^https:\/\/|\?.*$/g, "")}`);
  };
  const assignSecretsOfficer = (scope: string) =>
    project.azure.arm(
      "PUT",
      `${scope}/providers/Microsoft.Authorization/roleAssignments/dddddddd-0000-4000-8000-000000000001?api-version=2022-04-01`,
      {
        properties: {
          principalId: deployer.objectId,
          principalType: deployer.type,
          roleDefinitionId: `${project.azure.subscription}/providers/Microsoft.Authorization/roleDefinitions/${secretsOfficer}`,
        },
      },
    );
  const destroy = () => project.tryPulumi("destroy", "--yes", "--skip-preview");

  beforeEach(async () => {
    project = await createPlatformProject();
    group = await createPlatformGroup(project);
    await project.init({});
    const { body } = await project.azure.control("GET", "/_local/seed");
    deployer = { objectId: body.deployer.objectId, type: "ServicePrincipal" };
  });
  afterEach(() => project?.close());

  test("in an existing vault: its lack is a warning of the preview, and a destroy that fails for it has deleted nothing", async () => {
    await createVault("kv-hub");
    const args = {
      vault: { existing: { name: "kv-hub" } },
      account: { deployments: [{ name: "chat", model: "gpt-4.1-mini", version: "2025-04-14" }] },
      access: { fineTuningPrincipals: [other] },
    };
    project.write("args.json", JSON.stringify(args));
    const { stdout } = await project.pulumi("preview");
    expect(warningsIn(stdout)).toEqual([
      expect.stringMatching(
        new RegExp(
          `vault\\.existing is set without access\\.keyVaultSecretsOfficers.*${deployer.objectId}.*\`pulumi destroy\` and .*fail with ForbiddenByRbac\\. List the deployer`,
        ),
      ),
    ]);
    await deployPlatform(project, args);
    const { accountName } = await project.outputs();
    const names = ["--resource-group", "rg-platform", "--account", accountName!, "--vault", "kv-hub"];
    expect(await findings(project, names)).toMatchObject({
      "secret.deletion": {
        status: "warning",
        remedy: `az role assignment create --role "Key Vault Secrets Officer" --assignee ${deployer.objectId} --scope ${vault("kv-hub")}`,
      },
    });
    const before = [...(await project.resources()).keys()];
    await requests("DELETE");

    const failed = await destroy();
    expect(failed.code).not.toBe(0);
    expect(failed.stdout).toContain("ForbiddenByRbac");
    expect(await requests("DELETE")).toEqual(["403 kv-hub.vault.azure.net/secrets/wandb-api-key"]);
    expect([...(await project.resources()).keys()]).toEqual(before);

    expect((await assignSecretsOfficer(vault("kv-hub"))).status).toBe(201);
    expect(await findings(project, names)).toMatchObject({
      "secret.deletion": { status: "passed", detail: "Key Vault Secrets Officer" },
    });
    expect(await destroy()).toMatchObject({ code: 0 });
    expect((await requests("DELETE"))[0]).toBe("200 kv-hub.vault.azure.net/secrets/wandb-api-key");
  });

  test("in an existing vault without public network access: the preview warns, and a destroy that fails has deleted nothing", async () => {
    await createVault("kv-closed", { publicNetworkAccess: "Disabled" });
    const args = {
      vault: { existing: { name: "kv-closed" } },
      access: { keyVaultSecretsOfficers: [deployer] },
    };
    project.write("args.json", JSON.stringify(args));
    const { stdout } = await project.pulumi("preview");
    expect(stdout.replace(/\s+/g, " ")).toMatch(
      /warning: .*vault\.existing has no public network access\. .*`pulumi destroy` and .* fail with ForbiddenByConnection/,
    );
    await deployPlatform(project, args);
    await requests("DELETE");
    const failed = await destroy();
    expect(failed.stdout).toContain("ForbiddenByConnection");
    expect(await requests("DELETE")).toEqual(["403 kv-closed.vault.azure.net/secrets/wandb-api-key"]);

    await project.azure.arm("PATCH", `${vault("kv-closed")}?${vaultVersion}`, {
      properties: { publicNetworkAccess: "Enabled" },
    });
    expect(await destroy()).toMatchObject({ code: 0 });
  });

  test("in an existing vault with access policies: a destroy that fails with ForbiddenByPolicy has deleted nothing", async () => {
    await createVault("kv-policies", { enableRbacAuthorization: false });
    await deployPlatform(project, {
      vault: { existing: { name: "kv-policies" } },
      access: { permissionModel: "AccessPolicy", keyVaultSecretsOfficers: [other] },
    });
    await requests("DELETE");
    const failed = await destroy();
    expect(failed.stdout).toContain("ForbiddenByPolicy");
    expect(await requests("DELETE")).toEqual(["403 kv-policies.vault.azure.net/secrets/wandb-api-key"]);
  });

  test("with a role assignment on the secret itself, only that one is deleted before the secret", async () => {
    await createVault("kv-scope");
    const args = { vault: { existing: { name: "kv-scope" } }, access: { identityRoleScope: "Secret" } };
    await deployPlatform(project, args);
    await requests("DELETE");
    expect((await destroy()).stdout).toContain("ForbiddenByRbac");
    expect(await requests("DELETE")).toEqual([
      expect.stringMatching(/^200 .*\/secrets\/wandb-api-key\/.*\/roleAssignments\//),
      "403 kv-scope.vault.azure.net/secrets/wandb-api-key",
    ]);
    // As documented: the next update restores it.
    expect(await deployPlatform(project, args)).toEqual(["+ authorization:RoleAssignment wandb-identity"]);
  });

  test("in the integration's own vault: others that are listed cause a warning, another name fails, and with the remedy it succeeds", async () => {
    const listing = (principals: object[], secretName: string) => ({
      access: { keyVaultSecretsOfficers: principals },
      secret: { secretName },
    });
    project.write("args.json", JSON.stringify(listing([other], "first")));
    expect(warningsIn((await project.pulumi("preview")).stdout)).toEqual([
      expect.stringMatching(
        /access\.keyVaultSecretsOfficers does not list the deployer .* an update that replaces the secret, such as another secret\.secretName, fails with ForbiddenByRbac\. List the deployer/,
      ),
    ]);
    await deployPlatform(project, listing([other], "first"));
    project.write("args.json", JSON.stringify(listing([other], "second")));
    expect(await project.failingPulumi("up", "--yes", "--skip-preview")).toContain("ForbiddenByRbac");

    project.write("args.json", JSON.stringify(listing([other, deployer], "second")));
    expect(warningsIn((await project.pulumi("preview")).stdout)).toEqual([]);
    await project.up();
    expect(await project.preview()).toEqual([]);
  });
});

describe("role assignments of principals that do not exist", () => {
  const nobody = "cccccccc-0000-4000-8000-0000000000ff";
  let project: StackProject;
  let ada: { objectId: string };

  beforeAll(async () => {
    project = await StackProject.create();
    const { body } = await project.azure.control("GET", "/_local/seed");
    ada = body.users[0];
    await project.init({
      fineTuningPrincipals: [`User:${nobody}`],
      keyVaultSecretsOfficers: [`User:${ada.objectId}`],
    });
    await project.up();
  });
  afterAll(() => project?.close());

  test("are found by doctor, and allow nobody to fine-tune", async () => {
    const found = await findings(project);
    expect(found["stack.principals"]).toMatchObject({
      status: "warning",
      detail: `Microsoft Entra ID has no principal for wandb-team-member-${nobody} (${nobody})`,
      remedy: expect.stringMatching(/fineTuningPrincipals, then npx pulumi up$/),
    });
    expect(found["training.permission"]).toMatchObject({
      status: "warning",
      detail: expect.stringContaining(`not counted, since the directory does not have them: ${nobody}`),
    });
    expect(found["secret.permission"]).toMatchObject({
      status: "passed",
      detail: expect.stringMatching(/^\d principals? with Key Vault Secrets Officer$/),
    });
  });

  test("who cannot delete the secret is told so, with the setting that allows it", async () => {
    const { body } = await project.azure.control("GET", "/_local/seed");
    expect((await findings(project))["secret.deletion"]).toMatchObject({
      status: "warning",
      detail: expect.stringMatching(
        /an update that replaces the secret, such as with another secretName, fails with 403$/,
      ),
      remedy: expect.stringContaining(
        `ServicePrincipal:${body.deployer.objectId} in keyVaultSecretsOfficers`,
      ),
    });
  });

  test("are not looked for where the directory may not be read, which is no failure", async () => {
    await project.azure.control("POST", "/_local/faults", [
      {
        service: "graph",
        path: "/getByIds",
        status: 403,
        code: "Authorization_RequestDenied",
        message: "Insufficient privileges.",
      },
    ]);
    const found = await findings(project);
    await project.azure.control("DELETE", "/_local/faults");
    expect(found["stack.principals"]).toMatchObject({
      status: "skipped",
      detail: "the directory could not be read (403 Authorization_RequestDenied)",
    });
    expect(found["training.permission"]).toMatchObject({
      status: "passed",
      detail: expect.stringContaining("whether they exist was not checked (403 Authorization_RequestDenied)"),
    });
  });

  test("remain after a person has left, until the setting changes", async () => {
    await project.set({ fineTuningPrincipals: [`User:${ada.objectId}`] });
    await project.up();
    expect((await findings(project))["stack.principals"]).toMatchObject({ status: "passed" });
    expect((await project.azure.control("DELETE", `/_local/directory/users/${ada.objectId}`)).status).toBe(
      204,
    );
    const found = await findings(project);
    expect(found["stack.principals"]!.detail).toContain(
      `wandb-team-member-${ada.objectId} (${ada.objectId})`,
    );
    expect(found["stack.principals"]!.detail).toContain(`wandb-secrets-officer-${ada.objectId}`);
    expect(found["training.permission"]!.status).toBe("warning");
  });
});
