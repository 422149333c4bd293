import * as pulumi from "@pulumi/pulumi";
import { WandbIntegration } from "../../../components/index";
import type { WandbIntegrationArgs } from "../../../components/index";
import { deployerId, record } from "./recorder";

const key = "0123456789abcdef0123456789abcdef01234567";
const other = { objectId: "55555555-5555-4555-8555-555555555555", type: "User" } as const;
const group = { objectId: "66666666-6666-4666-8666-666666666666", type: "Group" } as const;
const deployer = { objectId: deployerId.toUpperCase(), type: "ServicePrincipal" } as const;
const existing = { vault: { existing: { name: "kv-hand-made" } } } as const;

const listing = (...keyVaultSecretsOfficers: (typeof other | typeof group | typeof deployer)[]) => ({
  access: { keyVaultSecretsOfficers },
});
const byPolicy = (args: Partial<WandbIntegrationArgs>) => ({
  ...args,
  access: { ...args.access, permissionModel: "AccessPolicy" as const },
});
const policyOf = (objectId: string, ...secrets: string[]) => ({
  enableRbacAuthorization: false,
  accessPolicies: [{ tenantId: "t", objectId, permissions: { secrets } }],
});

/** What the component warns of. */
async function warnings(args: Partial<WandbIntegrationArgs>, existingVault?: object): Promise<string[]> {
  const warn = jest.spyOn(pulumi.log, "warn").mockImplementation(async () => undefined);
  await record(
    () =>
      new WandbIntegration("wandb", {
        resourceGroupName: "rg",
        wandbApiKey: args.secret?.existing ? undefined : key,
        ...args,
      }),
    { existingVault },
  );
  return warn.mock.calls.map(([message]) => message);
}

const destroyFails =
  /`pulumi destroy` and an update that replaces the secret, such as another secret\.secretName, fail with/;
const updateFails = /an update that replaces the secret, such as another secret\.secretName, fails with/;

describe("the right to delete the secret, which is needed only at the end", () => {
  afterEach(() => jest.restoreAllMocks());

  test.each<[string, Partial<WandbIntegrationArgs>, RegExp[], object?]>([
    [
      "others that are listed for the integration's own vault",
      listing(other),
      [
        /keyVaultSecretsOfficers does not list the deployer \(object ID 3+-/,
        updateFails,
        /ForbiddenByRbac/,
        /Unless another role assignment/,
      ],
    ],
    ["an empty list", listing(), [/keyVaultSecretsOfficers does not list the deployer/]],
    [
      "a group, which may contain the deployer",
      listing(other, group),
      [
        /lists groups and not the deployer/,
        /Unless it is a member of one of them or another role assignment/,
      ],
    ],
    [
      "others that are listed for the integration's own vault with access policies, which has no further ones",
      byPolicy(listing(other)),
      [/So an update that replaces the secret, .* fails with ForbiddenByPolicy/],
    ],
    [
      "an existing vault, which gives the deployer no role by default",
      existing,
      [/vault\.existing is set without access\.keyVaultSecretsOfficers/, destroyFails, /ForbiddenByRbac/],
    ],
    [
      "an existing vault with others that are listed",
      { ...existing, ...listing(other) },
      [/does not list the deployer/, destroyFails],
    ],
    [
      "an existing vault with access policies of which none names the deployer",
      byPolicy(existing),
      [destroyFails, /ForbiddenByPolicy/, /another access policy allows/],
      policyOf(deployerId, "get", "set"),
    ],
    [
      "an existing vault without public network access",
      { ...existing, ...listing(deployer) },
      [/no public network access/, destroyFails, /ForbiddenByConnection/],
      { publicNetworkAccess: "Disabled" },
    ],
    [
      "an existing vault with a firewall, and others that are listed",
      { ...existing, ...listing(other) },
      [/does not list the deployer/, /firewall of vault\.existing/, /ForbiddenByRbac.*ForbiddenByFirewall/],
      { networkAcls: { defaultAction: "Deny" } },
    ],
  ])("causes one warning: %s", async (...[, args, patterns, vault]) => {
    const found = await warnings(args, vault);
    expect(found).toHaveLength(1);
    patterns.forEach((pattern) => expect(found[0]).toMatch(pattern));
  });

  test.each<[string, Partial<WandbIntegrationArgs>, object?]>([
    ["the default, which assigns the role to the deployer", {}],
    ["the deployer among those that are listed, in upper case", listing(other, deployer)],
    ["the deployer listed for an existing vault", { ...existing, ...listing(deployer) }],
    [
      "an existing secret, which Pulumi does not delete",
      { ...existing, secret: { existing: true } },
      { publicNetworkAccess: "Disabled" },
    ],
    [
      "an access policy of the existing vault for the deployer",
      byPolicy(existing),
      policyOf(deployerId.toUpperCase(), "Delete"),
    ],
    ["an access policy with all permissions", byPolicy(existing), policyOf(deployerId, "all")],
  ])("causes no warning: %s", async (...[, args, vault]) => {
    expect(await warnings(args, vault)).toEqual([]);
  });
});

describe("the secret of an existing vault", () => {
  beforeEach(() => void jest.spyOn(pulumi.log, "warn").mockImplementation(async () => undefined));
  afterEach(() => jest.restoreAllMocks());

  const dependenciesOf = async (args: Partial<WandbIntegrationArgs>, name: string) => {
    const resources = await record(
      () => new WandbIntegration("wandb", { resourceGroupName: "rg", wandbApiKey: key, ...args }),
    );
    return resources.find((resource) => resource.name === name)?.dependsOn;
  };
  const everything = {
    ...existing,
    deleteLock: true,
    account: { deployments: [{ name: "chat", model: "m" }] },
  };
  const access = { keyVaultSecretsOfficers: [other], fineTuningPrincipals: [group] };

  test("depends on everything else of the integration, so that it is deleted first", async () => {
    expect(await dependenciesOf({ ...everything, access }, "wandb-secret")).toEqual(
      expect.arrayContaining([
        "wandb-account",
        "wandb-account-lock",
        "wandb-deployment-chat",
        "wandb-identity",
        `wandb-secrets-officer-${other.objectId}`,
        `wandb-team-member-${group.objectId}`,
      ]),
    );
  });

  test("with a role assignment on the secret itself, depends on everything but that one", async () => {
    const scoped = { ...everything, access: { ...access, identityRoleScope: "Secret" as const } };
    expect(await dependenciesOf(scoped, "wandb-secret")).toEqual(
      expect.arrayContaining(["wandb-account", "wandb-account-lock", `wandb-team-member-${group.objectId}`]),
    );
    expect(await dependenciesOf(scoped, "wandb-identity")).toContain("wandb-secret");
  });
});
