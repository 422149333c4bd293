import * as pulumi from "@pulumi/pulumi";
import { validateArgs, WandbIntegration } from "../../../components/index";
import type { WandbIntegrationArgs } from "../../../components/index";
import {
  customerManagedKey,
  identityId,
  key,
  sampleGroup,
  sampleObjectId,
  subnetId,
  workspaceId,
} from "../../support/arbitraryArgs";
import { record } from "./recorder";
import type { Registered } from "./recorder";

const good: WandbIntegrationArgs = { resourceGroupName: "rg", location: "swedencentral", wandbApiKey: key };
const deploy = (args: Partial<WandbIntegrationArgs>) =>
  record(() => void new WandbIntegration("wandb", { ...good, ...args }));
const one = (resources: Registered[], type: string) =>
  resources.find((resource) => resource.type === `azure-native:${type}`)!;

/** One option in each row: what is registered because of it. */
const registered: [what: string, args: Partial<WandbIntegrationArgs>, type: string, inputs: object][] = [
  [
    "network rules of the account",
    { account: { ipRules: ["203.0.113.0/24"] } },
    "cognitiveservices:Account",
    { properties: { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.0/24" }] } } },
  ],
  [
    "the account's public endpoint closed",
    { account: { publicNetworkAccess: false } },
    "cognitiveservices:Account",
    { properties: { publicNetworkAccess: "Disabled" } },
  ],
  [
    "restricted outbound network access, with the hosts that logging needs",
    { vault: { vaultName: "kv-1" }, account: { allowedFqdnList: ["a.example.com"] } },
    "cognitiveservices:Account",
    {
      properties: {
        restrictOutboundNetworkAccess: true,
        allowedFqdnList: ["a.example.com", "kv-1.vault.azure.net", "api.wandb.ai", "api.forge.coreweave.com"],
      },
    },
  ],
  [
    "a user-assigned identity and a customer-managed key",
    { account: { userAssignedIdentities: [identityId], customerManagedKey } },
    "cognitiveservices:Account",
    {
      identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities: [identityId] },
      properties: {
        encryption: { keySource: "Microsoft.KeyVault", keyVaultProperties: customerManagedKey },
      },
    },
  ],
  [
    "disabled access keys",
    { account: { disableLocalAuth: true } },
    "cognitiveservices:Account",
    { properties: { disableLocalAuth: true } },
  ],
  [
    "an account that is to be recovered",
    { account: { accountName: "back" }, onSoftDeleted: "Recover" },
    "cognitiveservices:Account",
    { properties: { restore: true } },
  ],
  [
    "a vault that is to be recovered",
    { vault: { vaultName: "kv-back" }, onSoftDeleted: "Recover" },
    "keyvault:Vault",
    { properties: { createMode: "recover" } },
  ],
  [
    "the vault's retention and tags over the common ones",
    { tags: { a: "1", b: "1" }, vault: { softDeleteRetentionInDays: 7, tags: { b: "2" } } },
    "keyvault:Vault",
    { tags: { a: "1", b: "2" }, properties: { softDeleteRetentionInDays: 7 } },
  ],
  [
    "the vault's network rules",
    { vault: { ipRules: ["203.0.113.7"] } },
    "keyvault:Vault",
    {
      properties: {
        networkAcls: { bypass: "AzureServices", defaultAction: "Deny", ipRules: [{ value: "203.0.113.7" }] },
      },
    },
  ],
  [
    "the secret's expiry, in seconds since 1970",
    { secret: { expiresOn: "2030-01-01T00:00:00Z", contentType: "text" } },
    "keyvault:Secret",
    { properties: { contentType: "text", attributes: { enabled: true, expires: 1_893_456_000 } } },
  ],
  [
    "a private endpoint",
    { vault: { privateEndpoint: { subnetId } } },
    "network:PrivateEndpoint",
    { subnet: { id: subnetId }, privateLinkServiceConnections: [{ name: "vault", groupIds: ["vault"] }] },
  ],
  [
    "audit logs",
    { diagnostics: { workspaceId } },
    "monitor:DiagnosticSetting",
    { workspaceId, logs: [{ categoryGroup: "audit", enabled: true }] },
  ],
  [
    "a delete lock",
    { deleteLock: true },
    "authorization:ManagementLockByScope",
    { level: "CanNotDelete", lockName: "wandb-integration" },
  ],
  [
    "a model",
    { account: { deployments: [{ name: "chat", model: "gpt-4.1-mini" }] } },
    "cognitiveservices:Deployment",
    {
      deploymentName: "chat",
      sku: { name: "Standard", capacity: 1 },
      properties: { model: { format: "OpenAI", name: "gpt-4.1-mini" } },
    },
  ],
];

/** One contradiction or malformed option in each row: the path that must be named, and what the reason must contain. */
const refused: [what: string, args: Partial<WandbIntegrationArgs>, path: string, reason: RegExp][] = [
  [
    "an existing account with a name",
    { account: { accountName: "a-b", existing: { name: "x" } } },
    "account.accountName",
    /account\.existing/,
  ],
  [
    "an existing account with network rules",
    { account: { existing: { name: "x" }, ipRules: [] } },
    "account.ipRules",
    /is not changed/,
  ],
  [
    "an existing vault with a name",
    { vault: { vaultName: "kv-1", existing: { name: "x" } } },
    "vault.vaultName",
    /vault\.existing/,
  ],
  [
    "an existing vault with a retention",
    { vault: { existing: { name: "x" }, softDeleteRetentionInDays: 7 } },
    "vault.softDeleteRetentionInDays",
    /is not changed/,
  ],
  [
    "an existing vault by its name and by its id",
    { vault: { existing: { name: "x", id: `${sampleGroup}/providers/Microsoft.KeyVault/vaults/x` } } },
    "vault.existing.name",
    /exactly one/,
  ],
  [
    "an existing account without a name",
    { account: { existing: {} } },
    "account.existing.name",
    /exactly one/,
  ],
  [
    "an existing vault by the id of something else",
    { vault: { existing: { id: `${sampleGroup}/providers/Microsoft.CognitiveServices/accounts/x` } } },
    "vault.existing.id",
    /ARM id of the vault/,
  ],
  [
    "an existing vault by its id and in a group",
    {
      vault: {
        existing: { id: `${sampleGroup}/providers/Microsoft.KeyVault/vaults/x`, resourceGroupName: "rg" },
      },
    },
    "vault.existing.resourceGroupName",
    /which contains it/,
  ],
  [
    "an existing secret in a new vault",
    { wandbApiKey: undefined, secret: { existing: true } },
    "secret.existing",
    /needs vault\.existing/,
  ],
  [
    "an existing secret with a key",
    { vault: { existing: { name: "x" } }, secret: { existing: true } },
    "wandbApiKey",
    /secret\.existing, which holds a key/,
  ],
  [
    "an existing secret with an expiry",
    {
      wandbApiKey: undefined,
      vault: { existing: { name: "x" } },
      secret: { existing: true, expiresOn: "2030-01-01T00:00:00Z" },
    },
    "secret.expiresOn",
    /is not changed/,
  ],
  [
    "access policies on one secret",
    { access: { permissionModel: "AccessPolicy", identityRoleScope: "Secret" } },
    "access.identityRoleScope",
    /whole vault/,
  ],
  [
    "restricted outbound network access without the vault's name",
    { account: { allowedFqdnList: [] } },
    "account.allowedFqdnList",
    /needs vault\.vaultName/,
  ],
  [
    "a customer-managed key without an identity",
    { account: { customerManagedKey } },
    "account.customerManagedKey",
    /needs account\.userAssignedIdentities/,
  ],
  [
    "a new name that is specified",
    { onSoftDeleted: "NewName", vault: { vaultName: "kv-1" } },
    "onSoftDeleted",
    /remove/,
  ],
  [
    "a lock on nothing",
    { deleteLock: true, account: { existing: { name: "x" } }, vault: { existing: { name: "y" } } },
    "deleteLock",
    /leave none/,
  ],
  [
    "an invalid IP address",
    { vault: { ipRules: ["10.0.0.256"] } },
    "vault.ipRules[0]",
    /10\.0\.0\.256.*IPv4/,
  ],
  [
    "a subnet that is none",
    { account: { privateEndpoint: { subnetId: "subnet" } } },
    "account.privateEndpoint.subnetId",
    /ARM id of a subnet/,
  ],
  [
    "a zone that is none",
    { vault: { privateEndpoint: { subnetId, privateDnsZoneIds: ["zone"] } } },
    "vault.privateEndpoint.privateDnsZoneIds[0]",
    /privateDnsZones/,
  ],
  [
    "an identity that is none",
    { account: { userAssignedIdentities: ["me"] } },
    "account.userAssignedIdentities[0]",
    /userAssignedIdentities/,
  ],
  [
    "a workspace that is none",
    { diagnostics: { workspaceId: "logs" } },
    "diagnostics.workspaceId",
    /Log Analytics/,
  ],
  [
    "a retention that is too short",
    { vault: { softDeleteRetentionInDays: 6 } },
    "vault.softDeleteRetentionInDays",
    /7 to 90/,
  ],
  [
    "a retention that is too long",
    { vault: { softDeleteRetentionInDays: 91 } },
    "vault.softDeleteRetentionInDays",
    /7 to 90/,
  ],
  [
    "an expiry that is none",
    { secret: { expiresOn: "next year" } },
    "secret.expiresOn",
    /next year.*2027-01-31T00:00:00Z/,
  ],
  [
    "two models of one name",
    { account: { deployments: [1, 2].map(() => ({ name: "chat", model: "m" })) } },
    "account.deployments",
    /twice/,
  ],
  [
    "a model with a malformed name",
    { account: { deployments: [{ name: "a b", model: "m" }] } },
    "account.deployments[0].name",
    /2 to 64/,
  ],
  [
    "an unknown scope of the identity's role",
    { access: { identityRoleScope: "Group" as never } },
    "access.identityRoleScope",
    /"Group".*"Secret"/,
  ],
];

describe("a closed vault", () => {
  afterEach(() => jest.restoreAllMocks());

  // ForbiddenByConnection: recorded, microsoft/multimodal-ai#171, Jan 2025.
  test.each<[string, WandbIntegrationArgs["vault"], string]>([
    ["network rules", { ipRules: ["203.0.113.7"] }, "ForbiddenByFirewall"],
    ["its public endpoint closed", { publicNetworkAccess: false }, "ForbiddenByConnection"],
  ])("with %s causes a warning with the code that Key Vault returns", async (_what, vault, code) => {
    const warn = jest.spyOn(pulumi.log, "warn").mockImplementation(async () => undefined);
    await deploy({ vault });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toContain(`(${code})`);
  });
});

describe("an option", () => {
  test.each(registered)("%s is registered", async (_what, args, type, inputs) => {
    expect(validateArgs({ ...good, ...args })).toEqual([]);
    expect(one(await deploy(args), type).inputs).toMatchObject(inputs);
  });

  test.each(refused)("%s is refused, by name and with what to do", (_what, args, path, reason) => {
    const found = validateArgs({ ...good, ...args }).find(({ propertyPath }) => propertyPath === path);
    expect(found?.reason).toMatch(reason);
  });

  test("the lock depends on everything at or below what it locks, so that it is deleted first", async () => {
    const resources = await deploy({
      deleteLock: true,
      diagnostics: { workspaceId },
      access: { fineTuningPrincipals: [{ objectId: sampleObjectId, type: "User" }] },
      account: { deployments: [{ name: "chat", model: "m" }], privateEndpoint: { subnetId } },
      vault: { privateEndpoint: { subnetId } },
    });
    const dependsOn = (name: string) => resources.find((resource) => resource.name === name)?.dependsOn;
    expect(dependsOn("wandb-vault-lock")).toEqual(
      expect.arrayContaining([
        "wandb-secrets-officer-deployer",
        "wandb-secret",
        "wandb-identity",
        "wandb-vault-endpoint",
        "wandb-vault-diagnostics",
      ]),
    );
    expect(dependsOn("wandb-account-lock")).toEqual(
      expect.arrayContaining([
        `wandb-team-member-${sampleObjectId}`,
        "wandb-deployment-chat",
        "wandb-account-endpoint",
        "wandb-account-diagnostics",
      ]),
    );
  });
});
