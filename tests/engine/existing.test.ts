import fc from "fast-check";
import { validateArgs } from "../../components/index";
import { anyArgs, sampleGroup } from "../support/arbitraryArgs";
import { createPlatformProject, deployPlatform } from "../support/platformProject";
import type { StackProject } from "../support/stackProject";
import { testKey } from "../support/stackProject";

jest.setTimeout(300_000);

describe("existing resources", () => {
  let project: StackProject;
  const group = () => `${project.azure.subscription}/resourceGroups/rg-platform`;
  const account = (name: string) => `${group()}/providers/Microsoft.CognitiveServices/accounts/${name}`;
  const vault = (name: string) => `${group()}/providers/Microsoft.KeyVault/vaults/${name}`;

  /** Creates what a team creates by hand, with any client. */
  const arm = async (method: string, path: string, version: string, body?: object) => {
    const { status, body: answer } = await project.azure.arm(method, `${path}?api-version=${version}`, body);
    expect([status < 300, answer]).toEqual([true, answer]);
    return answer;
  };
  const createAccount = (name: string, more: object = {}) =>
    arm("PUT", account(name), "2024-10-01", {
      location: "swedencentral",
      kind: "OpenAI",
      sku: { name: "S0" },
      identity: { type: "SystemAssigned" },
      properties: { customSubDomainName: name },
      ...more,
    });
  const createVault = (name: string, enableRbacAuthorization: boolean) =>
    arm("PUT", vault(name), "2023-07-01", {
      location: "swedencentral",
      properties: {
        tenantId: project.environment.ARM_TENANT_ID,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization,
        accessPolicies: [
          {
            tenantId: project.environment.ARM_TENANT_ID,
            objectId: "bbbbbbbb-0000-4000-8000-000000000001",
            permissions: { secrets: ["list"] },
          },
        ],
      },
    });

  beforeAll(async () => {
    project = await createPlatformProject();
    await arm("PUT", group(), "2024-03-01", { location: "swedencentral" });
    await project.init({});
    // A secret gets its former name back within seconds: Azure first has to end its deletion, which here no read waits for.
    await project.azure.control("PUT", "/_local/settings", {
      keyVault: { dnsSeconds: 0, objectPolls: 0, objectSeconds: 0 },
    });
    await createAccount("hand-made");
    await createVault("kv-hand-made", true);
    await createVault("kv-policies", false);
  });
  afterAll(() => project?.close());

  const deployingIdentity = async () => {
    const { body } = await project.azure.control("GET", "/_local/seed");
    return [{ objectId: body.deployer.objectId, type: "ServicePrincipal" }];
  };

  test("get role assignments and the secret, and nothing else", async () => {
    const before = await arm("GET", account("hand-made"), "2024-10-01");
    const steps = await deployPlatform(project, {
      account: { existing: { name: "hand-made" } },
      vault: { existing: { id: vault("kv-hand-made") } },
      access: { keyVaultSecretsOfficers: await deployingIdentity() },
    });
    expect(steps).toEqual([
      expect.stringMatching(/^\+ authorization:RoleAssignment wandb-identity$/),
      expect.stringMatching(/^\+ authorization:RoleAssignment wandb-secrets-officer-/),
      "+ keyvault:Secret wandb-secret",
    ]);
    expect(await arm("GET", account("hand-made"), "2024-10-01")).toEqual(before);
    expect(await project.outputs()).toMatchObject({
      accountName: "hand-made",
      vaultUrl: "https://kv-hand-made.vault.azure.net/",
      identityPrincipalId: before.identity.principalId,
    });
    expect(await project.preview()).toEqual([]);
  });

  test("another account shares the vault and its secret: it gets a role assignment alone", async () => {
    await createAccount("second");
    const shared = {
      account: { existing: { name: "second" } },
      vault: { existing: { name: "kv-hand-made" } },
      secret: { existing: true },
    };
    project.write("args.json", JSON.stringify({ ...shared, name: "second" }));
    const { stdout } = await project.pulumi("preview", "--json");
    const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
    expect(steps.filter(({ op }) => op === "create").map(({ urn }) => urn.split("::").pop())).toEqual([
      "second",
      "second-identity",
    ]);
  });

  test("a vault with access policies gets entries, and keeps its own", async () => {
    await deployPlatform(project, {
      account: { existing: { id: account("hand-made") } },
      vault: { existing: { name: "kv-policies" } },
      access: { permissionModel: "AccessPolicy", keyVaultSecretsOfficers: await deployingIdentity() },
    });
    const policies = async () =>
      (await arm("GET", vault("kv-policies"), "2023-07-01")).properties.accessPolicies.map(
        ({ objectId }: { objectId: string }) => objectId,
      );
    expect(await policies()).toHaveLength(3);
    expect(await project.preview()).toEqual([]);
    await project.pulumi("destroy", "--yes", "--skip-preview");
    expect(await policies()).toEqual(["bbbbbbbb-0000-4000-8000-000000000001"]);
    expect((await arm("GET", vault("kv-hand-made"), "2023-07-01")).name).toBe("kv-hand-made");
  });

  test("the access policies of several principals are created and deleted one at a time, as the vault requires", async () => {
    const others = ["1", "2"].map((digit) => ({
      objectId: `cccccccc-0000-4000-8000-00000000000${digit}`,
      type: "User",
    }));
    await project.azure.control("POST", "/_local/faults", [
      {
        service: "arm",
        method: "PUT",
        path: "/vaults/kv-policies/(accessPolicies|secrets)/",
        after: true,
        delayMs: 300,
      },
    ]);
    const steps = await deployPlatform(project, {
      account: { existing: { id: account("hand-made") } },
      vault: { existing: { name: "kv-policies" } },
      access: {
        permissionModel: "AccessPolicy",
        keyVaultSecretsOfficers: [...(await deployingIdentity()), ...others],
      },
    });
    expect(steps.filter((step) => step.includes("AccessPolicy"))).toHaveLength(4);
    expect(await project.preview()).toEqual([]);
    await project.pulumi("destroy", "--yes", "--skip-preview");
    await project.azure.control("DELETE", "/_local/faults");
    const { properties } = await arm("GET", vault("kv-policies"), "2023-07-01");
    expect(properties.accessPolicies).toHaveLength(1);
  });

  test.each<[string, () => Promise<object>, RegExp]>([
    [
      "an account that does not exist",
      async () => ({ account: { existing: { name: "not-there" } } }),
      /account\.existing: not-there cannot be read in the resource group rg-platform: request failed \/subscriptions\/\S+\/accounts\/not-there: Status=404/,
    ],
    [
      "a vault that does not exist",
      async () => ({ vault: { existing: { name: "not-there", resourceGroupName: "rg-platform" } } }),
      /vault\.existing: not-there cannot be read in the resource group rg-platform: request failed \/subscriptions\/\S+\/vaults\/not-there: Status=404/,
    ],
    [
      "a vault in a subscription that the provider does not reach",
      async () => ({
        vault: {
          existing: {
            id: "/subscriptions/99999999-0000-4000-8000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-hub",
          },
        },
      }),
      /vault\.existing\.id is in the subscription 99999999-.* Pass an azure-native provider for 99999999-\S+ as the option vaultProvider/,
    ],
    [
      "an account of another kind",
      async () => {
        await createAccount("foundry", { kind: "AIServices" });
        return { account: { existing: { name: "foundry" } } };
      },
      /foundry is of kind AIServices, and W&B can be configured on an account of kind OpenAI only.*Rollback upgrade/,
    ],
    [
      "an account without an identity",
      async () => {
        await createAccount("nobody", { identity: { type: "None" } });
        return { account: { existing: { name: "nobody" } } };
      },
      /nobody has no system-assigned identity.*az cognitiveservices account identity assign/,
    ],
    [
      "a vault with the other permission model",
      async () => ({ vault: { existing: { name: "kv-policies" } } }),
      /kv-policies has the permission model AccessPolicy.*Set access\.permissionModel to AccessPolicy/,
    ],
  ])("%s is refused with the remedy", async (_what, args, message) => {
    project.write("args.json", JSON.stringify(await args()));
    const { code, stdout, stderr } = await project.tryPulumi("preview");
    expect(code).not.toBe(0);
    expect((stdout + stderr).replace(/\s+/g, " ")).toMatch(message);
    expect(stdout + stderr).not.toMatch(/\n\s+at .+:\d+:\d+/);
    expect(stdout + stderr).not.toContain(testKey);
  });

  test("names in soft delete are refused by Azure, or recovered where that is asked for", async () => {
    const names = { account: { accountName: "comes-back" }, vault: { vaultName: "kv-comes-back" } };
    await deployPlatform(project, names);
    await project.pulumi("destroy", "--yes", "--skip-preview");
    project.write("args.json", JSON.stringify(names));
    const { code, stdout } = await project.tryPulumi("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/soft-deleted|deleted state/);
    await deployPlatform(project, { ...names, onSoftDeleted: "Recover" });
    expect(await project.outputs()).toMatchObject({ vaultUrl: "https://kv-comes-back.vault.azure.net/" });
    // Afterwards it is left out again.
    await deployPlatform(project, names);
    expect(await project.preview()).toEqual([]);
  });

  test("a vault that denies Azure OpenAI causes a warning", async () => {
    project.write("args.json", JSON.stringify({ vault: { publicNetworkAccess: false } }));
    const { stdout } = await project.pulumi("preview");
    expect(stdout.replace(/\s+/g, " ")).toMatch(
      /warning: WandbIntegration "wandb": vault.publicNetworkAccess is false.*not among the services that Key Vault trusts/,
    );
  });

  /** Of arguments at random, some that are accepted: those that recover need something that is deleted. */
  const samples = fc
    .sample(anyArgs, { numRuns: 10_000, seed: 7 })
    .filter((args) => validateArgs(args).length === 0 && args.onSoftDeleted !== "Recover")
    .slice(0, 6)
    .map((args, index) => [index, args] as const);

  test.each(samples)(
    "arguments at random that are accepted are deployed and destroyed: sample %i",
    async (index, args) => {
      const network = `${group()}/providers/Microsoft.Network/virtualNetworks/hub`;
      const location = { location: "swedencentral" };
      await arm("PUT", network, "2024-05-01", {
        ...location,
        properties: { addressSpace: { addressPrefixes: [] } },
      });
      await arm("PUT", `${network}/subnets/one`, "2024-05-01", {
        properties: { addressPrefix: "10.0.1.0/24" },
      });
      const identity = `${group()}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one`;
      await arm("PUT", identity, "2023-01-31", location);
      const workspace = `${group()}/providers/Microsoft.OperationalInsights/workspaces/one`;
      await arm("PUT", workspace, "2023-09-01", location);
      const real = JSON.stringify(args)
        .replaceAll(sampleGroup, group())
        .replaceAll('"contoso-ai"', `"contoso-ai-${index}"`)
        .replaceAll('"kv-contoso"', `"kv-contoso-${index}"`)
        .replaceAll(
          '"kv-hand-made"',
          args.access?.permissionModel === "AccessPolicy" ? '"kv-policies"' : '"kv-hand-made"',
        )
        // The one model that can be deployed here.
        .replaceAll('"model":"m"', '"model":"gpt-4.1-mini","version":"2025-04-14"');
      const { resourceGroupName: _, wandbApiKey: __, ...rest } = JSON.parse(real);
      await deployPlatform(project, rest);
      expect(await project.preview()).toEqual([]);
      // The secret is deleted through the vault's data plane, which has to let the destroying identity.
      const { publicNetworkAccess: _closed, ipRules: _few, ...openVault } = rest.vault ?? {};
      await deployPlatform(project, { ...rest, ...(rest.vault ? { vault: openVault } : {}) });
      await project.pulumi("destroy", "--yes", "--skip-preview");
    },
  );
});
