import * as pulumi from "@pulumi/pulumi";
import { WandbIntegration } from "../../../components/index";
import type { Principal, WandbIntegrationArgs } from "../../../components/index";
import { deployerId, identityId, record, tenantId } from "./recorder";
import type { Registered } from "./recorder";

const key = "k".repeat(20) + "0123456789abcdefABCDEF";
const ada = "aaaaaaaa-0000-4000-8000-000000000001";
const grace = "aaaaaaaa-0000-4000-8000-000000000002";

const roleIds = {
  secretsOfficer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  user: "4633458b-17de-408a-b874-0445c86b69e6",
  aiUser: "53ca6127-db72-4b80-b1b0-d745d6d5456d",
};

async function deploy(
  args: Partial<WandbIntegrationArgs> = {},
  answers?: Parameters<typeof record>[1],
): Promise<{ resources: Registered[]; component: WandbIntegration }> {
  let component: WandbIntegration | undefined;
  const resources = await record(() => {
    component = new WandbIntegration("wandb", {
      resourceGroupName: "rg",
      location: "swedencentral",
      wandbApiKey: key,
      ...args,
    });
  }, answers);
  return { resources, component: component! };
}

const ofType = (resources: Registered[], type: string) =>
  resources.filter((resource) => resource.type === `azure-native:${type}`);

const assignmentsByName = (resources: Registered[]) =>
  new Map(
    ofType(resources, "authorization:RoleAssignment").map((assignment) => [
      assignment.name,
      assignment.inputs,
    ]),
  );

describe("the account", () => {
  test("is of kind OpenAI with a system-assigned identity and a subdomain, since W&B cannot be configured on a Foundry resource", async () => {
    const [account] = ofType((await deploy()).resources, "cognitiveservices:Account");
    expect(account!.name).toBe("wandb-account");
    expect(account!.inputs).toMatchObject({
      accountName: "wandb-abcd1234",
      kind: "OpenAI",
      sku: { name: "S0" },
      location: "swedencentral",
      identity: { type: "SystemAssigned" },
      properties: { customSubDomainName: "wandb-abcd1234" },
    });
  });

  test("has the names that are specified, and then generates none", async () => {
    const { resources } = await deploy({
      account: { accountName: "contoso", customSubDomainName: "contoso-ai" },
    });
    const [account] = ofType(resources, "cognitiveservices:Account");
    expect(account!.inputs).toMatchObject({
      accountName: "contoso",
      properties: { customSubDomainName: "contoso-ai" },
    });
    expect(resources.filter(({ type }) => type.startsWith("random:"))).toEqual([]);
  });
});

describe("the vault", () => {
  test("has the permission model Azure RBAC and soft delete, both set, and leaves purge protection out", async () => {
    const [vault] = ofType((await deploy()).resources, "keyvault:Vault");
    expect(vault!.name).toBe("wandb-vault");
    expect(vault!.inputs.properties).toMatchObject({
      tenantId,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      accessPolicies: [],
      enableSoftDelete: true,
      publicNetworkAccess: "Enabled",
    });
    expect(vault!.inputs.properties).not.toHaveProperty("enablePurgeProtection");
  });

  test("has purge protection where it is set", async () => {
    const [vault] = ofType(
      (await deploy({ vault: { enablePurgeProtection: true } })).resources,
      "keyvault:Vault",
    );
    expect(vault!.inputs.properties).toMatchObject({ enablePurgeProtection: true });
  });

  test("has an access policy for each Key Vault Secrets Officer and the identity, and no role assignments, with access policies", async () => {
    const { resources } = await deploy({
      access: { permissionModel: "AccessPolicy", identityRole: "SecretsUser" },
    });
    const [vault] = ofType(resources, "keyvault:Vault");
    expect(vault!.inputs.properties).toMatchObject({
      enableRbacAuthorization: false,
      accessPolicies: [
        {
          tenantId,
          objectId: deployerId,
          permissions: {
            secrets: ["get", "list", "set", "delete", "recover", "backup", "restore", "purge"],
          },
        },
        { tenantId, objectId: identityId, permissions: { secrets: ["get", "list"] } },
      ],
    });
    expect(assignmentsByName(resources).size).toBe(0);
  });
});

describe("the secret", () => {
  test("holds the key as a secret, whatever came in", async () => {
    for (const wandbApiKey of [key, pulumi.output(key), pulumi.secret(key)]) {
      const [secret] = ofType((await deploy({ wandbApiKey })).resources, "keyvault:Secret");
      expect(secret!.inputs).toMatchObject({ secretName: "wandb-api-key", properties: { value: key } });
      expect(secret!.secrets).toEqual(["properties"]);
    }
  });

  test("is the only resource that the key reaches, the component's own inputs included", async () => {
    const { resources } = await deploy();
    const holders = resources.filter((resource) => JSON.stringify(resource.inputs).includes(key));
    expect(holders.map(({ type }) => type)).toEqual(["azure-native:keyvault:Secret"]);
  });

  test("is never among the component's outputs", async () => {
    const { component } = await deploy();
    for (const [name, value] of Object.entries(component)) {
      if (pulumi.Output.isInstance(value)) {
        const known = await new Promise((resolve) => value.apply(resolve));
        expect({ name, holdsKey: JSON.stringify(known ?? "").includes(key) }).toEqual({
          name,
          holdsKey: false,
        });
        expect({ name, secret: await pulumi.isSecret(value) }).toEqual({ name, secret: false });
      }
    }
  });

  test("depends on the access of the Key Vault Secrets Officers", async () => {
    const { resources } = await deploy({
      access: { keyVaultSecretsOfficers: [{ objectId: ada, type: "User" }] },
    });
    const [secret] = ofType(resources, "keyvault:Secret");
    expect(secret!.dependsOn).toContain(`wandb-secrets-officer-${ada}`);
  });
});

describe("role assignments", () => {
  test("give the deploying identity Key Vault Secrets Officer, with the type of its token", async () => {
    for (const [claims, type] of [
      [{ idtyp: "app" }, "ServicePrincipal"],
      [{ idtyp: "user" }, "User"],
      [{ scp: "user_impersonation" }, "User"],
      [{ roles: [] }, "ServicePrincipal"],
    ] as const) {
      const assignments = assignmentsByName((await deploy({}, { claims })).resources);
      expect(assignments.get("wandb-secrets-officer-deployer")).toMatchObject({
        principalId: deployerId,
        principalType: type,
        roleDefinitionId: expect.stringContaining(roleIds.secretsOfficer),
        scope: expect.stringContaining("/vaults/"),
      });
    }
  });

  test("leave the deploying identity out once principals are listed", async () => {
    const { resources } = await deploy({
      access: { keyVaultSecretsOfficers: [{ objectId: ada, type: "Group" }] },
    });
    expect([...assignmentsByName(resources).keys()]).toEqual([
      `wandb-secrets-officer-${ada}`,
      "wandb-identity",
    ]);
  });

  test("let the account's identity manage secrets, or only read them where that is chosen", async () => {
    for (const [identityRole, id] of [
      [undefined, roleIds.secretsOfficer],
      ["SecretsOfficer", roleIds.secretsOfficer],
      ["SecretsUser", roleIds.user],
    ] as const) {
      const assignment = assignmentsByName((await deploy({ access: { identityRole } })).resources).get(
        "wandb-identity",
      );
      expect(assignment).toMatchObject({
        principalId: identityId,
        principalType: "ServicePrincipal",
        roleDefinitionId: expect.stringContaining(id),
      });
    }
  });

  test("are the identity's although the engine stops while it is being read", async () => {
    for (const accountError of ["the operation was cancelled", "grpc: the client connection is closing"]) {
      const { resources } = await deploy({}, { accountError });
      expect(assignmentsByName(resources).get("wandb-identity")).toMatchObject({ principalId: identityId });
    }
  });

  test("give fine-tuning principals Azure AI User on the account, bound by its id", async () => {
    const { resources } = await deploy({
      access: { fineTuningPrincipals: [{ objectId: ada, type: "User" }] },
    });
    expect(assignmentsByName(resources).get(`wandb-team-member-${ada}`)).toMatchObject({
      principalId: ada,
      principalType: "User",
      roleDefinitionId: expect.stringContaining(roleIds.aiUser),
      scope: expect.stringContaining("/accounts/"),
    });
  });

  test("keep their names when a list is reordered or an object id is written in capitals", async () => {
    const names = async (fineTuningPrincipals: Principal[]) =>
      [...assignmentsByName((await deploy({ access: { fineTuningPrincipals } })).resources)]
        .map(([name, inputs]) => `${name} ${String(inputs.roleAssignmentName)}`)
        .sort();
    const one = await names([
      { objectId: ada, type: "User" },
      { objectId: grace, type: "User" },
    ]);
    const other = await names([
      { objectId: grace.toUpperCase(), type: "User" },
      { objectId: ada, type: "User" },
    ]);
    expect(other).toEqual(one);
  });

  test("are named by the key where the object id is an output", async () => {
    const fineTuningPrincipals: Principal[] = [
      { objectId: pulumi.output(ada), type: "Group", key: "research" },
    ];
    const assignments = assignmentsByName((await deploy({ access: { fineTuningPrincipals } })).resources);
    expect(assignments.get("wandb-team-member-research")).toMatchObject({ principalId: ada });
  });
});

describe("outputs", () => {
  test("are the two values that the portal asks for, and what others need", async () => {
    const { component } = await deploy();
    const value = (output: pulumi.Output<string>) => new Promise<string>((resolve) => output.apply(resolve));
    expect(await value(component.vaultUrl)).toBe("https://wandb-vault0badcafe.vault.azure.net/");
    expect(await value(component.secretName)).toBe("wandb-api-key");
    expect(await value(component.secretUri)).toBe(
      "https://wandb-vault0badcafe.vault.azure.net/secrets/wandb-api-key",
    );
    expect(await value(component.endpoint)).toBe("https://wandb-abcd1234.openai.azure.com/");
    expect(await value(component.accountName)).toBe("wandb-abcd1234");
    expect(await value(component.identityPrincipalId)).toBe(identityId);
    expect(await value(component.location)).toBe("swedencentral");
  });
});
