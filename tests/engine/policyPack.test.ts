import * as path from "node:path";
import { root, StackProject } from "../support/stackProject";
import { createPlatformGroup, platformSettings } from "../support/platformProject";

jest.setTimeout(300_000);

const pack = path.join(root, "policy");

/** A program with integrations and with resources that it declares by itself, as its `args.json` specifies. */
const program = `import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { RoleAssignment } from "@pulumi/azure-native/authorization";
import { Account } from "@pulumi/azure-native/cognitiveservices";
import { Secret, Vault } from "@pulumi/azure-native/keyvault";
import { transformChildren, WandbIntegration } from "./components/index";

const { integrations, account, vault, identityRole, secretValue, output } = JSON.parse(fs.readFileSync("args.json", "utf8"));
const wandbApiKey = new pulumi.Config().requireSecret("wandbApiKey");
const common = { resourceGroupName: "rg-platform", location: "swedencentral" };
const byHand = {
  account: account && new Account("own-account", { ...common, accountName: "own-account", sku: { name: "S0" }, ...account }),
  vault: vault && new Vault("own-vault", { ...common, properties: { tenantId: vault.tenantId, sku: { family: "A", name: "standard" }, ...vault.properties } }),
};
for (const { name, useVault, useAccount, kind, ...args } of integrations) {
  const integration = new WandbIntegration(name, {
    ...common,
    wandbApiKey,
    ...args,
    ...(useVault ? { vault: { existing: { name: byHand.vault.name } } } : {}),
    ...(useAccount ? { account: { existing: { name: byHand.account.name } } } : {}),
  }, kind ? { transforms: [transformChildren({ account: () => ({ args: { kind } }) })] } : {});
  if (identityRole) {
    new RoleAssignment(name + "-by-hand", { principalId: integration.identityPrincipalId, principalType: "ServicePrincipal", ...identityRole });
  }
  if (secretValue) {
    const { secret, value } = secretValue;
    new Secret(name + "-by-hand", { ...common, vaultName: integration.vaultName, secretName: "by-hand", properties: { value: secret ? pulumi.secret(value) : value } });
  }
}
export const shown = output;
`;

/** A key that the program has in plain text: the engine prints and stores it, unlike that of the stack. */
const plainKey = `wandb_v1_${"PlainText00".repeat(7)}`;

interface Violation {
  level: string;
  policy: string;
  resource: string;
  message: string;
}

/** The violations in an output of Pulumi, sorted. */
const violationsIn = (output: string): Violation[] =>
  [...output.matchAll(/- \[(\w+)\](?: \[severity: \w+\])? {2}(\S+) {2}\(\S+: (\S+)\)\n\s+.*\n\s+(.*)/g)]
    .map(([, level, policy, resource, message]) => ({
      level: level!,
      policy: policy!,
      resource: resource!,
      message: message!,
    }))
    .sort((one, other) => (one.policy + one.resource < other.policy + other.resource ? -1 : 1));

const brief = (violations: readonly Violation[]) =>
  violations.map(({ level, policy, resource }) => `${level} ${policy} ${resource}`);

describe("the policy pack, run by the engine", () => {
  let project: StackProject;
  let group: string;

  beforeAll(async () => {
    project = await StackProject.create({
      files: { "Pulumi.yaml": platformSettings, "index.ts": program, "args.json": "{}" },
    });
    group = await createPlatformGroup(project);
    await project.init({});
  });
  afterAll(() => project?.close());

  const run = async (command: "preview" | "up", args: object, config: object = {}) => {
    project.write("args.json", JSON.stringify({ integrations: [], ...args }));
    project.write("policies.json", JSON.stringify(config));
    const options = command === "up" ? ["--yes", "--skip-preview"] : [];
    const { code, stdout, stderr } = await project.tryPulumi(
      ...[command, ...options, "--policy-pack", pack, "--policy-pack-config", "policies.json"],
    );
    return { code, output: stdout + stderr, violations: violationsIn(stdout) };
  };
  const vaultsInAzure = async () => {
    const { body } = await project.azure.arm("GET", `${group}/resources?api-version=2021-04-01`);
    return (body.value as { type: string }[]).filter(({ type }) => type === "Microsoft.KeyVault/vaults");
  };

  test("shows all violations of a preview at once, and a mandatory one fails it", async () => {
    const args = {
      integrations: [
        {
          name: "wandb",
          location: "westus",
          account: { accountName: "wandb-policies", customSubDomainName: "wandb-policies" },
          kind: "AIServices",
        },
      ],
    };
    const { code, violations, output } = await run("preview", args, {
      "account-network": "mandatory",
      "vault-network": "mandatory",
      "required-tags": { tags: ["costCenter"] },
      "allowed-regions": { regions: ["swedencentral"] },
      "vault-permission-model": { permissionModel: "AccessPolicy" },
      "secret-expiry": "disabled",
    });
    expect([code, brief(violations)]).toEqual([
      1,
      [
        "mandatory account-kind wandb-account",
        "advisory account-local-authentication wandb-account",
        "mandatory account-network wandb-account",
        "mandatory allowed-regions wandb-account",
        "mandatory allowed-regions wandb-vault",
        "mandatory required-tags wandb-account",
        "mandatory required-tags wandb-secret",
        "mandatory required-tags wandb-vault",
        "mandatory vault-network wandb-vault",
        "mandatory vault-permission-model wandb-vault",
        "advisory vault-purge-protection wandb-vault",
      ],
    ]);
    const network = violations.find(({ policy }) => policy === "vault-network")!;
    expect(network.message).toMatch(
      /^Vault "wandb-vault" of WandbIntegration "wandb" is open.*vault\.ipRules.*not among the services that Key Vault trusts.*sync/,
    );
    expect(output).not.toMatch(/\bat .*\.(js|ts):\d+/);
  });

  test("lets a mandatory violation stop an update before the resource is created", async () => {
    const args = { integrations: [{ name: "wandb" }] };
    const { code, violations } = await run("up", args, { "vault-purge-protection": "mandatory" });
    expect([code, brief(violations)]).toEqual([
      1,
      expect.arrayContaining(["mandatory vault-purge-protection wandb-vault"]),
    ]);
    expect(await vaultsInAzure()).toEqual([]);
  });

  test("accepts the component with its defaults, with advice alone", async () => {
    const { code, violations } = await run("up", { integrations: [{ name: "wandb" }] });
    const advice = [
      "advisory account-local-authentication wandb-account",
      "advisory identity-role wandb-identity",
      "advisory secret-expiry wandb-secret",
      "advisory vault-purge-protection wandb-vault",
    ];
    expect([code, brief(violations)]).toEqual([0, advice]);
    // With all values known, a preview shows the same.
    const preview = await run("preview", { integrations: [{ name: "wandb" }] });
    expect([preview.code, brief(preview.violations)]).toEqual([0, advice]);
  });

  test("is silent once the arguments that its messages name are set", async () => {
    const workspaceId = `${group}/providers/Microsoft.OperationalInsights/workspaces/audit`;
    await project.azure.arm("PUT", `${workspaceId}?api-version=2023-09-01`, { location: "swedencentral" });
    const wandb = {
      name: "wandb",
      account: { disableLocalAuth: true, ipRules: ["203.0.113.7"] },
      vault: { enablePurgeProtection: true },
      secret: { expiresOn: new Date(Date.now() + 30 * 24 * 3600 * 1000).toISOString().replace(/\.\d+/, "") },
      access: { identityRole: "SecretsUser", identityRoleScope: "Secret" },
      tags: { costCenter: "42" },
      diagnostics: { workspaceId },
    };
    const config = {
      all: "mandatory",
      "account-outbound-network": "disabled",
      "vault-network": "disabled",
      "secret-expiry": { maxDays: 60 },
      "identity-scope": { scopes: ["Secret"] },
      "required-tags": { tags: ["costCenter"] },
      "allowed-regions": { regions: ["Sweden Central"] },
    };
    const unlocked = await run("up", { integrations: [wandb] }, config);
    expect([unlocked.code, brief(unlocked.violations)]).toEqual([
      1,
      ["mandatory delete-lock wandb-account", "mandatory delete-lock wandb-vault"],
    ]);
    const { code, violations, output } = await run(
      "up",
      { integrations: [{ ...wandb, deleteLock: true }] },
      config,
    );
    expect([code, violations, code === 0 ? "" : output]).toEqual([0, [], ""]);
  });

  test("checks vaults, accounts and role assignments of the program that an integration uses, and no others", async () => {
    const tenantId = project.environment.ARM_TENANT_ID;
    const other = { kind: "AIServices", properties: { customSubDomainName: "own-account" } };
    const vault = { tenantId, properties: { enableRbacAuthorization: true } };
    const config = { "vault-purge-protection": "mandatory" };
    const unused = await run("preview", { integrations: [{ name: "wandb" }], account: other, vault }, config);
    expect(brief(unused.violations).filter((one) => one.includes("own-"))).toEqual([]);
    const all = await run(
      "preview",
      { integrations: [], account: other, vault },
      { "account-kind": { scope: "all" }, "vault-purge-protection": { scope: "all" } },
    );
    expect([all.code, brief(all.violations)]).toEqual([
      1,
      ["mandatory account-kind own-account", "advisory vault-purge-protection own-vault"],
    ]);
    const used = await run(
      "preview",
      {
        integrations: [
          { name: "wandb" },
          { name: "second", useVault: true },
          {
            name: "third",
            useVault: true,
            secret: { secretName: "third", tags: { wandbAccountType: "service" } },
          },
        ],
        vault,
        identityRole: {
          scope: group,
          roleDefinitionId: `${group.split("/resourceGroups")[0]}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
        },
      },
      config,
    );
    expect([used.code, brief(used.violations).filter((one) => /by-hand|own-|shared-/.test(one))]).toEqual([
      1,
      [
        "advisory identity-role second-by-hand",
        "advisory identity-role third-by-hand",
        "advisory identity-role wandb-by-hand",
        "mandatory identity-scope second-by-hand",
        "mandatory identity-scope third-by-hand",
        "mandatory identity-scope wandb-by-hand",
        "advisory shared-key-account second-secret",
        "mandatory vault-purge-protection own-vault",
      ],
    ]);
    const scope = used.violations.find(({ policy }) => policy === "identity-scope")!;
    expect(scope.message).toMatch(/access to secrets on a resource group\. Set scope to the id of the vault/);
  });

  test("finds a key in plain text in any resource and in the stack's outputs, and does not print it", async () => {
    const args = { integrations: [{ name: "wandb" }], secretValue: { value: plainKey } };
    const plain = await run("preview", args);
    expect([plain.code, plain.violations.filter(({ level }) => level === "mandatory")]).toEqual([
      1,
      [expect.objectContaining({ policy: "plain-text-key", resource: "wandb-by-hand" })],
    ]);
    const policies = plain.output.slice(plain.output.indexOf("Policies:"));
    expect(policies).toContain("in plain text at properties.value.");
    expect(policies).not.toContain(plainKey);
    const secret = await run("preview", { ...args, secretValue: { value: plainKey, secret: true } });
    expect([secret.code, secret.violations.filter(({ level }) => level === "mandatory")]).toEqual([0, []]);
    const output = await run("preview", { integrations: [{ name: "wandb" }], output: plainKey });
    expect([output.code, brief(output.violations).filter((one) => one.startsWith("mandatory"))]).toEqual([
      1,
      ["mandatory plain-text-key platform-test"],
    ]);
  });

  test("refuses wrong values of settings, and names of settings and policies that do not exist, all at once", async () => {
    const integrations = { integrations: [{ name: "wandb" }] };
    const wrong = await run("preview", integrations, {
      "identity-role": { roles: ["Reader"] },
      "secret-expiry": { maxDays: 0 },
    });
    expect([wrong.code, wrong.output]).toEqual([
      1,
      expect.stringMatching(/identity-role: roles\.0.*SecretsUser[^]*secret-expiry: maxDays/),
    ]);
    const unknown = await run("preview", integrations, {
      "vault-purge-protections": "mandatory",
      "vault-network": { scop: "all" },
    });
    expect([unknown.code, unknown.output]).toEqual([
      1,
      expect.stringMatching(
        /"vault-network" has no setting "scop".*no policy "vault-purge-protections": see https/,
      ),
    ]);
  });
});
