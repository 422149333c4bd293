import fc from "fast-check";
import { validateArgs, WandbIntegration } from "../../../components/index";
import type { WandbIntegrationArgs } from "../../../components/index";
import {
  anyArgs,
  customerManagedKey,
  identityId,
  key,
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
    { account: { allowedIpRanges: ["203.0.113.0/24"] } },
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
    "a way out that is restricted, with the hosts that logging needs",
    { vaultName: "kv-1", account: { allowedOutboundHosts: ["a.example.com"] } },
    "cognitiveservices:Account",
    {
      properties: {
        restrictOutboundNetworkAccess: true,
        allowedFqdnList: ["a.example.com", "kv-1.vault.azure.net", "api.wandb.ai"],
      },
    },
  ],
  [
    "an identity and a key of one's own",
    { account: { userAssignedIdentityIds: [identityId], customerManagedKey } },
    "cognitiveservices:Account",
    {
      identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities: [identityId] },
      properties: {
        encryption: { keySource: "Microsoft.KeyVault", keyVaultProperties: customerManagedKey },
      },
    },
  ],
  [
    "keys switched off",
    { account: { disableLocalAuth: true } },
    "cognitiveservices:Account",
    { properties: { disableLocalAuth: true } },
  ],
  [
    "an account that is to be recovered",
    { accountName: "back", onSoftDeleted: "Recover" },
    "cognitiveservices:Account",
    { properties: { restore: true } },
  ],
  [
    "a vault that is to be recovered",
    { vaultName: "kv-back", onSoftDeleted: "Recover" },
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
    { vault: { allowedIpRanges: ["203.0.113.7"] } },
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
    { diagnosticsWorkspaceId: workspaceId },
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

/** One contradiction or malformed option in each row: the path that must be named, and what the reason must say. */
const refused: [what: string, args: Partial<WandbIntegrationArgs>, path: string, says: RegExp][] = [
  [
    "an existing account with a name",
    { accountName: "a-b", account: { existing: { name: "x" } } },
    "accountName",
    /account\.existing/,
  ],
  [
    "an existing account with network rules",
    { account: { existing: { name: "x" }, allowedIpRanges: [] } },
    "account.allowedIpRanges",
    /stays as it is/,
  ],
  [
    "an existing vault with a name",
    { vaultName: "kv-1", vault: { existing: { name: "x" } } },
    "vaultName",
    /vault\.existing/,
  ],
  [
    "an existing vault with a retention",
    { vault: { existing: { name: "x" }, softDeleteRetentionInDays: 7 } },
    "vault.softDeleteRetentionInDays",
    /stays as it is/,
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
    /there already/,
  ],
  [
    "an existing secret with an expiry",
    {
      wandbApiKey: undefined,
      vault: { existing: { name: "x" } },
      secret: { existing: true, expiresOn: "2030-01-01T00:00:00Z" },
    },
    "secret.expiresOn",
    /stays as it is/,
  ],
  [
    "access policies on one secret",
    { permissionModel: "AccessPolicy", identityGrantScope: "Secret" },
    "identityGrantScope",
    /whole vault/,
  ],
  [
    "a restricted way out without the vault's name",
    { account: { allowedOutboundHosts: [] } },
    "account.allowedOutboundHosts",
    /needs vaultName/,
  ],
  [
    "a key of one's own without an identity",
    { account: { customerManagedKey } },
    "account.customerManagedKey",
    /userAssignedIdentityIds/,
  ],
  [
    "recovering without a name",
    { onSoftDeleted: "Recover" },
    "onSoftDeleted",
    /needs accountName or vaultName/,
  ],
  ["a new name that is given", { onSoftDeleted: "NewName", vaultName: "kv-1" }, "onSoftDeleted", /leave out/],
  [
    "a lock on nothing",
    { deleteLock: true, account: { existing: { name: "x" } }, vault: { existing: { name: "y" } } },
    "deleteLock",
    /leave nothing/,
  ],
  [
    "an address that is none",
    { vault: { allowedIpRanges: ["10.0.0.256"] } },
    "vault.allowedIpRanges",
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
    "vault.privateEndpoint.privateDnsZoneIds",
    /privateDnsZones/,
  ],
  [
    "an identity that is none",
    { account: { userAssignedIdentityIds: ["me"] } },
    "account.userAssignedIdentityIds",
    /userAssignedIdentities/,
  ],
  ["a workspace that is none", { diagnosticsWorkspaceId: "logs" }, "diagnosticsWorkspaceId", /Log Analytics/],
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
    "account.deployments",
    /2 to 64/,
  ],
  [
    "an unknown grant scope",
    { identityGrantScope: "Group" as never },
    "identityGrantScope",
    /"Group".*"Secret"/,
  ],
];

describe("an option", () => {
  test.each(registered)("%s is registered", async (_what, args, type, inputs) => {
    expect(validateArgs({ ...good, ...args })).toEqual([]);
    expect(one(await deploy(args), type).inputs).toMatchObject(inputs);
  });

  test.each(refused)("%s is refused, by name and with what to do", (_what, args, path, says) => {
    const found = validateArgs({ ...good, ...args }).find(({ propertyPath }) => propertyPath === path);
    expect(found?.reason).toMatch(says);
  });

  test("the lock comes after everything at or below what it locks, so that it is the first to go", async () => {
    const resources = await deploy({ deleteLock: true, teamMembers: [] });
    const order = resources.map(({ name }) => name);
    expect(order.indexOf("wandb-vault-lock")).toBeGreaterThan(order.indexOf("wandb-identity"));
    expect(order.indexOf("wandb-vault-lock")).toBeGreaterThan(order.indexOf("wandb-secret"));
  });
});

/** Whether an argument of that path is said, or is required and is not. */
function isNamed(args: WandbIntegrationArgs, path: string): boolean {
  const [first, second] = path.replace(/\[\d+\].*$/, "").split(".");
  const value = args[first as keyof WandbIntegrationArgs];
  return first === "wandbApiKey" || (second ? second in ((value ?? {}) as object) : value !== undefined);
}

describe("any arguments", () => {
  // Those that close the vault are warned of.
  beforeAll(() => void jest.spyOn(console, "warn").mockImplementation(() => undefined));
  afterAll(() => jest.restoreAllMocks());

  test("are refused by the names of arguments that were given, with a reason that does not hold the key, or are accepted", () => {
    let accepted = 0;
    fc.assert(
      fc.property(anyArgs, (args) => {
        const errors = validateArgs(args);
        accepted += errors.length === 0 ? 1 : 0;
        const bad = errors.filter(
          ({ propertyPath, reason }) =>
            !isNamed(args, propertyPath) || reason.length <= 10 || reason.includes(key),
        );
        if (bad.length > 0) {
          throw new Error(JSON.stringify(bad));
        }
      }),
      { numRuns: 10_000, seed: 20261124 },
    );
    expect(accepted).toBeGreaterThan(20);
  });

  test("that are accepted are registered without an error, each resource once", async () => {
    const samples = fc
      .sample(anyArgs, { numRuns: 10_000, seed: 20261124 })
      .filter((args) => validateArgs(args).length === 0);
    for (const args of samples.slice(0, 40)) {
      const resources = await record(() => void new WandbIntegration("wandb", args), {
        existingVaultUsesRbac: args.permissionModel !== "AccessPolicy",
      });
      const names = resources.map(({ type, name }) => `${type} ${name}`);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toContain("azure-openai-wandb:index:WandbIntegration wandb");
    }
  });
});
