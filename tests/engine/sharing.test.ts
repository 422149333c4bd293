import { cli, jsonLines } from "../support/cli";
import { SharingProject } from "../support/sharingProject";
import type { SharingIntegration } from "../support/sharingProject";

jest.setTimeout(300_000);

const user = { objectId: "cccccccc-0000-4000-8000-000000000001", type: "User" };
const vault = { existing: { name: "kv-shared" } };
const policies = { existing: { name: "kv-policies" } };
const account = { existing: { name: "oai-shared" } };

interface Kind {
  /** What both integrations declare. */
  kind: string;
  args: (name: string) => object;
  /** The end of the child's Pulumi name. */
  child: string;
  remedy: string;
}

/** What two integrations may have in common, by where it is. */
const kinds: Kind[] = [
  {
    kind: "a principal with Key Vault Secrets Officer on a vault",
    args: (name) => ({
      vault,
      access: { keyVaultSecretsOfficers: [user] },
      secret: { secretName: `listed-${name}` },
    }),
    child: `-secrets-officer-${user.objectId}`,
    remedy: "Keep the principal in access.keyVaultSecretsOfficers of one integration only.",
  },
  {
    kind: "the identity of an account on a vault",
    args: (name) => ({ vault, account, secret: { secretName: `identity-${name}` } }),
    child: "-identity",
    remedy: 'set access.identityRoleScope to "Secret"',
  },
  {
    kind: "the identity of an account on a secret",
    args: () => ({
      vault,
      account,
      secret: { existing: true, secretName: "by-hand" },
      access: { identityRoleScope: "Secret" },
    }),
    child: "-identity",
    remedy: "An account needs one integration for each vault.",
  },
  {
    kind: "a principal who may fine-tune on an account",
    args: () => ({ account, access: { fineTuningPrincipals: [user] } }),
    child: `-team-member-${user.objectId}`,
    remedy: "Keep the principal in access.fineTuningPrincipals of one integration only.",
  },
  {
    kind: "a secret in a vault",
    args: () => ({ vault }),
    child: "-secret",
    remedy: "Set secret.existing to true in one of them",
  },
  {
    kind: "the access policy of a principal",
    args: (name) => ({
      vault: policies,
      access: { permissionModel: "AccessPolicy", keyVaultSecretsOfficers: [user] },
      secret: { secretName: `listed-${name}` },
    }),
    child: `-secrets-officer-${user.objectId}`,
    remedy: "Keep the principal in access.keyVaultSecretsOfficers of one integration only.",
  },
  {
    kind: "the access policy of an account's identity",
    args: (name) => ({
      vault: policies,
      account,
      access: { permissionModel: "AccessPolicy" },
      secret: { secretName: `identity-${name}` },
    }),
    child: "-identity",
    remedy: "An account needs one integration for each vault.",
  },
  {
    kind: "a model deployment on an account",
    args: () => ({
      account: { ...account, deployments: [{ name: "chat", model: "gpt-4.1-mini", version: "2025-04-14" }] },
    }),
    child: "-deployment-chat",
    remedy: "Keep it in account.deployments of one integration only, or give it another name.",
  },
];

const oneLine = (text: string) => text.replace(/\s+/g, " ");

describe("two integrations that declare the same", () => {
  let project: SharingProject;
  beforeAll(async () => {
    project = await SharingProject.create();
  });
  afterAll(() => project?.close());

  describe.each(kinds)("$kind", ({ args, child, remedy }) => {
    const declared = (name: string): SharingIntegration => ({ name, args: args(name) });
    afterEach(() => project.select("test"));

    test("are refused in one program: the preview names both and the argument, and nothing has two owners", async () => {
      project.declare(declared("aa"), declared("bb"));
      const preview = oneLine(await project.stack.failingPulumi("preview"));
      expect(preview).toMatch(
        new RegExp(`(aa${child} is the same [a-z ]+ as bb|bb${child} is the same [a-z ]+ as aa)${child}`),
      );
      expect(preview).toContain(remedy);
      await project.stack.failingPulumi("up", "--yes", "--skip-preview");
      const ids = await project.ids();
      expect(ids).toEqual([...new Set(ids)]);
      await project.stack.pulumi("destroy", "--yes", "--skip-preview");
    });

    test("are refused in two stacks: the second one's preview names the argument, and the first stays as it is", async () => {
      project.declare(declared("aa"));
      await project.stack.up();
      await project.select("second");
      project.declare(declared("bb"));
      const preview = oneLine(await project.stack.failingPulumi("preview"));
      expect(preview).toContain(
        'WandbIntegration "bb" cannot be deployed. Azure already has what it would create',
      );
      expect(preview).toContain(`bb${child}: the`);
      expect(preview).toContain(remedy);
      await project.select("test");
      project.declare(declared("aa"));
      await project.stack.pulumi("preview", "--expect-no-changes");
      await project.stack.pulumi("destroy", "--yes", "--skip-preview");
    });
  });
});

describe("an integration that uses the account and the vault of another one in its program", () => {
  let project: SharingProject;
  beforeAll(async () => {
    project = await SharingProject.create();
  });
  afterAll(() => project?.close());

  const deployment = (name: string) => ({ name, model: "gpt-4.1-mini", version: "2025-04-14" });
  const hub = { name: "aa", args: { account: { deployments: [deployment("chat")] } } };
  /** A second key for the same account: everything in the vault has another name or scope than the first integration's. */
  const shares = (more: object = {}) => ({
    name: "bb",
    vaultOf: "aa",
    accountOf: "aa",
    args: {
      account: { deployments: [deployment("mini")] },
      secret: { secretName: "key-bb" },
      access: { identityRoleScope: "Secret", ...more },
    },
  });
  const deployer = async () => {
    const { body } = await project.stack.azure.control("GET", "/_local/seed");
    return { objectId: body.deployer.objectId, type: "ServicePrincipal" };
  };

  test("is refused in the first preview, which knows no id, where both list a principal", async () => {
    const keyVaultSecretsOfficers = [await deployer()];
    project.declare(
      { ...hub, args: { access: { keyVaultSecretsOfficers } } },
      shares({ keyVaultSecretsOfficers }),
    );
    const preview = oneLine(await project.stack.failingPulumi("preview"));
    expect(preview).toMatch(
      /only one of them can own it\. Keep the principal in access\.keyVaultSecretsOfficers/,
    );
  });

  test("is deployed, unchanged afterwards, and removed without a change to the other", async () => {
    project.declare(hub, shares());
    await project.stack.pulumi("preview");
    await project.stack.up();
    await project.stack.pulumi("preview", "--expect-no-changes");
    const dependencies = await project.dependencies();
    expect(dependencies["bb-deployment-mini"]).toContain("aa-deployment-chat");
    expect(dependencies["bb-secret"]).toContain("aa-secrets-officer-deployer");
    project.declare(hub);
    await project.stack.up();
    await project.stack.pulumi("preview", "--expect-no-changes");
  });

  test("is destroyed with it: the secret goes before the role assignment that deletes secrets", async () => {
    // Without the role assignment, a deletion that arrives late is denied.
    await project.revokeFromDeployer();
    project.declare(hub, shares());
    await project.stack.up();
    await project.stack.azure.control("POST", "/_local/faults", [
      { service: "keyvault", method: "DELETE", path: "/secrets/key-bb$", delayMs: 3000 },
    ]);
    await project.stack.pulumi("destroy", "--yes", "--skip-preview");
    await project.stack.azure.control("DELETE", "/_local/faults");
    expect(await project.ids()).toEqual([]);
  });
});

describe("what exists on an existing vault", () => {
  let project: SharingProject | undefined;
  afterEach(() => project?.close());

  const args = { vault, access: { keyVaultSecretsOfficers: [user] } };
  const assignments = { service: "arm", method: "PUT", path: "/roleAssignments/[^/]+$" };

  test("because an interrupted deployment has created it is refused in a preview that names recover, which imports it", async () => {
    project = await SharingProject.create();
    project.declare({ name: "aa", args });
    await project.stack.azure.control("POST", "/_local/faults", [
      { ...assignments, after: true, reset: true },
    ]);
    await project.stack.failingPulumi("up", "--yes", "--skip-preview");
    await project.stack.azure.control("DELETE", "/_local/faults");
    expect(oneLine(await project.stack.failingPulumi("preview"))).toContain(
      "run `npx azure-openai-wandb recover`",
    );
    const [recovered] = jsonLines(await cli(project.stack, ["recover", "--json"]));
    expect(recovered).toMatchObject({
      adopted: expect.arrayContaining([expect.stringMatching(/::aa-secrets-officer-/)]),
      refused: [],
    });
    await project.stack.up();
    await project.stack.pulumi("preview", "--expect-no-changes");
  });

  test("and is in the state under another name is not imported by recover, which names that URN and what to do", async () => {
    // In a process of its own the program ends with its first error.
    project = await SharingProject.create({ ownProcess: true });
    project.declare({ name: "aa", args });
    await project.stack.up();
    const before = await project.ids();
    project.declare({ name: "bb", args });
    await project.stack.failingPulumi("up", "--yes", "--skip-preview");
    const { code, stdout, stderr } = await cli(project.stack, ["recover", "--json"]);
    expect(code).toBe(1);
    const refused = JSON.parse(stdout).refused as { urn: string }[];
    expect(refused.map(({ urn }) => urn.split("::").pop()).sort()).toEqual([
      "bb-secret",
      `bb-secrets-officer-${user.objectId}`,
    ]);
    expect(stderr).toMatch(
      /the state has it as urn:pulumi:test::platform::\S+::aa-secret,.*pulumi state rename/s,
    );
    // Its own account may have been created before the program ended.
    expect((await project.ids()).filter((id) => !/\/accounts\/bb-/.test(id))).toEqual(before);
  });
});
