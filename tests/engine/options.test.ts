import { PrincipalType } from "../../components/index";
import type { WandbIntegrationArgs } from "../../components/index";
import { deployer } from "../../local/azure/directory/seed";
import { createPlatformProject, deployPlatform } from "../support/platformProject";
import type { StackProject } from "../support/stackProject";

jest.setTimeout(300_000);

const group = (project: StackProject) => `${project.azure.subscription}/resourceGroups/rg-platform`;
const network = (project: StackProject) => `${group(project)}/providers/Microsoft.Network`;

interface Option {
  what: string;
  on: (project: StackProject) => Partial<WandbIntegrationArgs> & { transform?: object };
  /** What is registered or changed when it is switched on, as `pulumi up` prints it. */
  adds: string[];
  changed?: (project: StackProject) => Partial<WandbIntegrationArgs>;
  changes?: string[];
  removes: string[];
}

const endpoints = (project: StackProject, zones: string[]) => {
  const privateEndpoint = (zone: string) => ({
    subnetId: `${network(project)}/virtualNetworks/hub/subnets/endpoints`,
    privateDnsZoneIds: zones.length > 0 ? [`${network(project)}/privateDnsZones/${zone}`] : [],
  });
  return {
    account: { privateEndpoint: privateEndpoint("privatelink.openai.azure.com") },
    vault: { privateEndpoint: privateEndpoint("privatelink.vaultcore.azure.net") },
  };
};

const deployingIdentity = { objectId: deployer.objectId, type: PrincipalType.ServicePrincipal };
const securityTeam = { objectId: "bbbbbbbb-0000-4000-8000-000000000001", type: PrincipalType.Group };

const options: Option[] = [
  {
    what: "network rules of the account",
    on: () => ({ account: { ipRules: ["203.0.113.0/24"] } }),
    adds: ["~ cognitiveservices:Account wandb-account"],
    changed: () => ({ account: { ipRules: ["198.51.100.7"], publicNetworkAccess: true } }),
    changes: ["~ cognitiveservices:Account wandb-account"],
    removes: ["~ cognitiveservices:Account wandb-account"],
  },
  {
    what: "network rules of the vault",
    on: () => ({ vault: { ipRules: ["127.0.0.1"] } }),
    adds: ["~ keyvault:Vault wandb-vault"],
    changed: () => ({ vault: { ipRules: ["127.0.0.0/8"] } }),
    changes: ["~ keyvault:Vault wandb-vault"],
    removes: ["~ keyvault:Vault wandb-vault"],
  },
  {
    what: "private endpoints with their DNS zones",
    on: (project) => endpoints(project, ["zones"]),
    adds: [
      "+ network:PrivateDnsZoneGroup wandb-account-dns",
      "+ network:PrivateDnsZoneGroup wandb-vault-dns",
      "+ network:PrivateEndpoint wandb-account-endpoint",
      "+ network:PrivateEndpoint wandb-vault-endpoint",
    ],
    changed: (project) => endpoints(project, []),
    changes: [
      "- network:PrivateDnsZoneGroup wandb-account-dns",
      "- network:PrivateDnsZoneGroup wandb-vault-dns",
    ],
    removes: [
      "- network:PrivateEndpoint wandb-account-endpoint",
      "- network:PrivateEndpoint wandb-vault-endpoint",
    ],
  },
  {
    what: "audit logs and a delete lock",
    on: (project) => ({
      deleteLock: true,
      diagnostics: {
        workspaceId: `${group(project)}/providers/Microsoft.OperationalInsights/workspaces/one`,
      },
    }),
    adds: [
      "+ authorization:ManagementLockByScope wandb-account-lock",
      "+ authorization:ManagementLockByScope wandb-vault-lock",
      "+ monitor:DiagnosticSetting wandb-account-diagnostics",
      "+ monitor:DiagnosticSetting wandb-vault-diagnostics",
    ],
    changed: (project) => ({
      deleteLock: false,
      diagnostics: {
        workspaceId: `${group(project)}/providers/Microsoft.OperationalInsights/workspaces/two`,
      },
    }),
    changes: [
      "- authorization:ManagementLockByScope wandb-account-lock",
      "- authorization:ManagementLockByScope wandb-vault-lock",
      "~ monitor:DiagnosticSetting wandb-account-diagnostics",
      "~ monitor:DiagnosticSetting wandb-vault-diagnostics",
    ],
    removes: [
      "- monitor:DiagnosticSetting wandb-account-diagnostics",
      "- monitor:DiagnosticSetting wandb-vault-diagnostics",
    ],
  },
  {
    what: "tags of each resource, the secret's expiry and content type",
    on: () => ({
      tags: { team: "research" },
      vault: { tags: { team: "security" } },
      secret: { expiresOn: "2036-01-01T00:00:00Z", contentType: "text/plain", tags: { rotate: "yearly" } },
    }),
    adds: [
      "~ cognitiveservices:Account wandb-account",
      "~ keyvault:Secret wandb-secret",
      "~ keyvault:Vault wandb-vault",
    ],
    changed: () => ({ tags: { team: "research" }, secret: { expiresOn: "2037-01-01T00:00:00Z" } }),
    changes: ["~ keyvault:Secret wandb-secret", "~ keyvault:Vault wandb-vault"],
    removes: [
      "~ cognitiveservices:Account wandb-account",
      "~ keyvault:Secret wandb-secret",
      "~ keyvault:Vault wandb-vault",
    ],
  },
  {
    what: "models that are deployed, one after the other",
    on: () => ({
      account: {
        deployments: ["one", "two", "three"].map((name) => ({
          name,
          model: "gpt-4.1-mini",
          version: "2025-04-14",
        })),
      },
    }),
    adds: [
      "+ cognitiveservices:Deployment wandb-deployment-one",
      "+ cognitiveservices:Deployment wandb-deployment-three",
      "+ cognitiveservices:Deployment wandb-deployment-two",
    ],
    changed: () => ({
      account: {
        deployments: ["three", "one"].map((name) => ({
          name,
          model: "gpt-4.1-mini",
          version: "2025-04-14",
          capacity: name === "one" ? 5 : 1,
        })),
      },
    }),
    changes: [
      "- cognitiveservices:Deployment wandb-deployment-two",
      "~ cognitiveservices:Deployment wandb-deployment-one",
    ],
    removes: [
      "- cognitiveservices:Deployment wandb-deployment-one",
      "- cognitiveservices:Deployment wandb-deployment-three",
    ],
  },
  {
    what: "disabled access keys, restricted outbound network access, a user-assigned identity and a customer-managed key",
    on: (project) => {
      const identity = `${group(project)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/cmk`;
      return {
        account: {
          disableLocalAuth: true,
          allowedFqdnList: ["login.microsoftonline.com"],
          userAssignedIdentities: [identity],
          customerManagedKey: {
            keyVaultUri: "https://cmk.vault.azure.net/",
            keyName: "key",
            keyVersion: "1",
            identityClientId: "11111111-1111-4111-8111-111111111111",
          },
        },
      };
    },
    adds: ["~ cognitiveservices:Account wandb-account"],
    changed: () => ({ account: { disableLocalAuth: true } }),
    changes: ["~ cognitiveservices:Account wandb-account"],
    removes: ["~ cognitiveservices:Account wandb-account"],
  },
  {
    what: "the identity's role on the secret alone, read only",
    on: () => ({ access: { identityRoleScope: "Secret", identityRole: "SecretsUser" } }),
    adds: ["+- authorization:RoleAssignment wandb-identity"],
    removes: ["+- authorization:RoleAssignment wandb-identity"],
  },
  {
    what: "descriptions and conditions of assignments",
    on: () => ({
      access: {
        fineTuningPrincipals: [
          {
            objectId: "aaaaaaaa-0000-4000-8000-000000000001",
            type: "User",
            description: "trains models",
            condition: "@Resource[a] StringEquals 'b'",
          },
        ],
      },
    }),
    adds: ["+ authorization:RoleAssignment wandb-team-member-aaaaaaaa-0000-4000-8000-000000000001"],
    changed: () => ({
      access: {
        fineTuningPrincipals: [
          { objectId: "aaaaaaaa-0000-4000-8000-000000000001", type: "User", description: "trains" },
        ],
      },
    }),
    changes: ["~ authorization:RoleAssignment wandb-team-member-aaaaaaaa-0000-4000-8000-000000000001"],
    removes: ["- authorization:RoleAssignment wandb-team-member-aaaaaaaa-0000-4000-8000-000000000001"],
  },
  {
    what: "Key Vault Secrets Officers, the deploying identity among them",
    on: () => ({ access: { keyVaultSecretsOfficers: [securityTeam, deployingIdentity] } }),
    adds: ["+ authorization:RoleAssignment wandb-secrets-officer-bbbbbbbb-0000-4000-8000-000000000001"],
    changed: () => ({ access: { keyVaultSecretsOfficers: [deployingIdentity] } }),
    changes: ["- authorization:RoleAssignment wandb-secrets-officer-bbbbbbbb-0000-4000-8000-000000000001"],
    removes: [],
  },
  {
    what: "another name of the secret",
    on: () => ({ secret: { secretName: "another-name" } }),
    adds: ["+- keyvault:Secret wandb-secret"],
    removes: ["+- keyvault:Secret wandb-secret"],
  },
  {
    what: "a transform of every taggable child, typed",
    on: () => ({ transform: { "cost-centre": "42" } }),
    adds: [
      "~ cognitiveservices:Account wandb-account",
      "~ keyvault:Secret wandb-secret",
      "~ keyvault:Vault wandb-vault",
    ],
    removes: [
      "~ cognitiveservices:Account wandb-account",
      "~ keyvault:Secret wandb-secret",
      "~ keyvault:Vault wandb-vault",
    ],
  },
];

describe("an option", () => {
  let project: StackProject;

  const arm = async (path: string, version: string, body: object) => {
    const { status, body: answer } = await project.azure.arm("PUT", `${path}?api-version=${version}`, body);
    expect([status, answer]).toEqual([
      expect.any(Number),
      expect.objectContaining({ id: expect.anything() }),
    ]);
  };

  beforeAll(async () => {
    project = await createPlatformProject({ ownProcess: true });
    const location = { location: "swedencentral" };
    await arm(group(project), "2024-03-01", location);
    await arm(`${network(project)}/virtualNetworks/hub`, "2024-05-01", {
      ...location,
      properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } },
    });
    await arm(`${network(project)}/virtualNetworks/hub/subnets/endpoints`, "2024-05-01", {
      properties: { addressPrefix: "10.0.1.0/24" },
    });
    for (const zone of ["privatelink.openai.azure.com", "privatelink.vaultcore.azure.net"]) {
      await arm(`${network(project)}/privateDnsZones/${zone}`, "2024-06-01", { location: "global" });
    }
    for (const name of ["one", "two"]) {
      const path = `${group(project)}/providers/Microsoft.OperationalInsights/workspaces/${name}`;
      await arm(path, "2023-09-01", location);
    }
    const identity = `${group(project)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/cmk`;
    await arm(identity, "2023-01-31", location);
    // A secret gets its former name back within seconds: Azure first has to end its deletion, which here no read waits for.
    await project.azure.control("PUT", "/_local/settings", {
      keyVault: { dnsSeconds: 0, objectPolls: 0, objectSeconds: 0 },
    });
    await project.init({});
    await deploy({});
    before = await properties();
  });
  afterAll(() => project?.close());

  /** What Azure has of the account and the vault, without what only a later change of it tells. */
  let before: object[];
  const properties = async () => {
    const { accountName } = await project.outputs();
    const ids = [
      `${group(project)}/providers/Microsoft.CognitiveServices/accounts/${accountName}?api-version=2024-10-01`,
      `${group(project)}/providers/Microsoft.KeyVault/vaults/kv-platform-1?api-version=2023-07-01`,
    ];
    return Promise.all(
      ids.map(async (id) => {
        const { tags, identity, properties: all } = (await project.azure.arm("GET", id)).body;
        // A list of hosts means nothing where none is asked for; a customer-managed key is given back by a transform.
        const { allowedFqdnList: _hosts, encryption: _key, ...rest } = all;
        return { tags, identity: identity?.type, ...rest };
      }),
    );
  };

  const deploy = (args: Partial<WandbIntegrationArgs>) =>
    deployPlatform(project, { ...args, vault: { vaultName: "kv-platform-1", ...args.vault } });

  test.each(options)(
    "“$what” is deployed, changed and removed, and nothing else is touched",
    async ({ on, adds, changed, changes, removes }) => {
      expect(await deploy(on(project))).toEqual([...adds].sort());
      expect(await project.preview()).toEqual([]);
      if (changed) {
        expect(await deploy(changed(project))).toEqual([...changes!].sort());
      }
      expect(await deploy({})).toEqual([...removes].sort());
      // What is left undone would show in the next deployment, whose steps are compared, and in the last preview.
      expect(await properties()).toEqual(before);
    },
  );

  test("with all of them removed nothing is left to change", async () => {
    expect(await project.preview()).toEqual([]);
  });
});
