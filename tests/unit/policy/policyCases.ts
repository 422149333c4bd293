/** Good and bad resources of each policy. */
import type { Declared } from "../../support/policies";

const account = "azure-native:cognitiveservices:Account";
const vault = "azure-native:keyvault:Vault";
const secret = "azure-native:keyvault:Secret";
const roleAssignment = "azure-native:authorization:RoleAssignment";
const accessPolicy = "azure-native:keyvault:AccessPolicy";
const privateEndpoint = "azure-native:network:PrivateEndpoint";

/** A resource that a policy accepts or refuses. */
export interface PolicyCase {
  policy: string;
  type: string;
  /** Name of the resource where it matters. */
  name?: string;
  /** The property of the resource that the policy reads. */
  reads: string;
  settings?: Record<string, unknown>;
  good: unknown[];
  /** With what the message tells of it. */
  bad: [value: unknown, problem: RegExp][];
  /** What the remedy names, in the arguments of the component and in the properties of the resource. */
  remedies: [argument: RegExp, property: RegExp];
}

const day = 24 * 60 * 60;
const inDays = (days: number) => Math.floor(Date.now() / 1000) + days * day;
const expires = (seconds: number) => ({ attributes: { enabled: true, expires: seconds } });

const group = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg";
const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv`;
const role = (id: string) =>
  `/subscriptions/11111111-1111-1111-1111-111111111111/providers/Microsoft.Authorization/roleDefinitions/${id}`;

/** Role definitions as Azure has them. */
export const roleIds = {
  secretsUser: role("4633458b-17de-408a-b874-0445c86b69e6"),
  secretsOfficer: role("b86a8fe4-44ce-4948-aee5-eccb2c155cd7"),
  owner: role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
  storageReader: role("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
};

const closedNetworks = [
  { publicNetworkAccess: "Disabled" },
  { publicNetworkAccess: "disabled", networkAcls: { defaultAction: "Allow" } },
  {
    publicNetworkAccess: "Enabled",
    networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.1" }] },
  },
];
const openNetwork = /is open to public networks/;

export const policyCases: PolicyCase[] = [
  {
    policy: "account-kind",
    type: account,
    reads: "kind",
    good: ["OpenAI", "openai"],
    bad: [
      ["AIServices", /is not of kind OpenAI/],
      [undefined, /is not of kind OpenAI/],
    ],
    remedies: [/Remove the transform that changes kind/, /Set kind to OpenAI/],
  },
  {
    policy: "account-subdomain",
    type: account,
    reads: "properties",
    good: [{ customSubDomainName: "wandb-1a2b3c4d" }],
    bad: [
      [{}, /has no custom subdomain/],
      [undefined, /has no custom subdomain/],
      [{ customSubDomainName: " " }, /has no custom subdomain/],
    ],
    remedies: [/account\.customSubDomainName/, /properties\.customSubDomainName/],
  },
  {
    policy: "account-identity",
    type: account,
    reads: "identity",
    good: [{ type: "SystemAssigned" }, { type: "SystemAssigned, UserAssigned" }, { type: "systemAssigned" }],
    bad: [
      [undefined, /has no system-assigned identity/],
      [{ type: "None" }, /has no system-assigned identity/],
      [{ type: "UserAssigned" }, /has no system-assigned identity/],
    ],
    remedies: [/Remove the transform that changes identity/, /Set identity\.type to SystemAssigned/],
  },
  {
    policy: "account-identity",
    type: account,
    reads: "identity",
    settings: { identity: "Any" },
    good: [{ type: "UserAssigned" }, { type: "SystemAssigned" }],
    bad: [[{ type: "None" }, /has no managed identity/]],
    remedies: [/Remove the transform that changes identity/, /Set identity\.type to SystemAssigned/],
  },
  {
    policy: "account-local-authentication",
    type: account,
    reads: "properties",
    good: [{ disableLocalAuth: true }],
    bad: [
      [{ disableLocalAuth: false }, /accepts access keys/],
      [{}, /accepts access keys/],
    ],
    remedies: [/account\.disableLocalAuth to true/, /properties\.disableLocalAuth to true/],
  },
  {
    policy: "account-network",
    type: account,
    reads: "properties",
    good: closedNetworks,
    bad: [
      [{}, openNetwork],
      [{ publicNetworkAccess: "Enabled", networkAcls: { defaultAction: "Allow" } }, openNetwork],
    ],
    remedies: [
      /account\.publicNetworkAccess to false, or account\.ipRules/,
      /properties\.publicNetworkAccess/,
    ],
  },
  {
    policy: "account-outbound-network",
    type: account,
    reads: "properties",
    good: [{ restrictOutboundNetworkAccess: true, allowedFqdnList: ["contoso.com"] }],
    bad: [[{ restrictOutboundNetworkAccess: false }, /may reach every host/]],
    remedies: [/account\.allowedFqdnList/, /properties\.restrictOutboundNetworkAccess/],
  },
  {
    policy: "vault-permission-model",
    type: vault,
    reads: "properties",
    good: [{ enableRbacAuthorization: true }],
    bad: [
      [{ enableRbacAuthorization: false }, /does not have the permission model Azure RBAC/],
      [{}, /does not have the permission model Azure RBAC/],
    ],
    remedies: [/access\.permissionModel to Rbac/, /properties\.enableRbacAuthorization to true/],
  },
  {
    policy: "vault-permission-model",
    type: vault,
    reads: "properties",
    settings: { permissionModel: "AccessPolicy" },
    good: [{ enableRbacAuthorization: false }, {}],
    bad: [[{ enableRbacAuthorization: true }, /does not have the permission model access policies/]],
    remedies: [/access\.permissionModel to AccessPolicy/, /properties\.enableRbacAuthorization to false/],
  },
  {
    policy: "vault-purge-protection",
    type: vault,
    reads: "properties",
    good: [{ enablePurgeProtection: true }],
    bad: [
      [{}, /has no purge protection/],
      [{ enablePurgeProtection: null }, /has no purge protection/],
    ],
    remedies: [/vault\.enablePurgeProtection to true/, /properties\.enablePurgeProtection to true/],
  },
  {
    policy: "vault-network",
    type: vault,
    reads: "properties",
    good: closedNetworks,
    bad: [
      [{}, openNetwork],
      [{ networkAcls: { defaultAction: "Allow", bypass: "AzureServices" } }, openNetwork],
    ],
    remedies: [
      /vault\.publicNetworkAccess to false, or vault\.ipRules/,
      /properties\.networkAcls\.defaultAction to Deny/,
    ],
  },
  {
    policy: "vault-network",
    type: vault,
    reads: "properties",
    settings: { allowIpRules: false },
    good: [{ publicNetworkAccess: "Disabled" }],
    bad: [[{ networkAcls: { defaultAction: "Deny" } }, openNetwork]],
    remedies: [/vault\.publicNetworkAccess to false\./, /properties\.publicNetworkAccess to Disabled\./],
  },
  {
    policy: "secret-expiry",
    type: secret,
    reads: "properties",
    good: [expires(inDays(30)), expires(inDays(3000))],
    bad: [
      [{}, /has no expiry date/],
      [{ attributes: { enabled: true } }, /has no expiry date/],
      [expires(inDays(-1)), /has an expiry date in the past/],
    ],
    remedies: [/secret\.expiresOn to a date in the future/, /properties\.attributes\.expires/],
  },
  {
    policy: "secret-expiry",
    type: secret,
    reads: "properties",
    settings: { maxDays: 90 },
    good: [expires(inDays(89))],
    bad: [[expires(inDays(91)), /expires later than in 90 days/]],
    remedies: [/secret\.expiresOn to a date in at most 90 days/, /properties\.attributes\.expires/],
  },
  {
    policy: "required-tags",
    type: privateEndpoint,
    reads: "tags",
    settings: { tags: ["costCenter", "owner"] },
    good: [{ costCenter: "42", owner: "ada" }],
    bad: [
      [undefined, /lacks the tags costCenter, owner/],
      [{ costCenter: "42", owner: "" }, /lacks the tags owner\b/],
    ],
    remedies: [/Set them in tags/, /Set them in tags/],
  },
  {
    policy: "allowed-regions",
    type: vault,
    reads: "location",
    settings: { regions: ["swedencentral", "East US 2"] },
    good: ["swedencentral", "Sweden Central", "eastus2", undefined],
    bad: [["westus", /is in a region that the policy does not allow/]],
    remedies: [/location to one of the allowed regions: swedencentral, East US 2\./, /location to one of/],
  },
  {
    policy: "identity-role",
    type: roleAssignment,
    name: "wandb-identity",
    reads: "roleDefinitionId",
    good: [roleIds.secretsUser, roleIds.secretsUser.toUpperCase(), roleIds.storageReader],
    bad: [
      [roleIds.secretsOfficer, /the role Key Vault Secrets Officer/],
      [roleIds.owner, /the role Owner/],
    ],
    remedies: [/access\.identityRole to SecretsUser/, /Key Vault Secrets User/],
  },
  {
    policy: "identity-role",
    type: roleAssignment,
    name: "wandb-identity",
    reads: "roleDefinitionId",
    settings: { roles: ["SecretsUser", "SecretsOfficer"] },
    good: [roleIds.secretsUser, roleIds.secretsOfficer],
    bad: [[roleIds.owner, /the role Owner/]],
    remedies: [
      /access\.identityRole to SecretsUser or SecretsOfficer/,
      /Key Vault Secrets User or Key Vault Secrets Officer/,
    ],
  },
  {
    policy: "identity-role",
    type: accessPolicy,
    name: "wandb-identity",
    reads: "policy",
    good: [{ permissions: { secrets: ["get", "List"] } }, { permissions: {} }],
    bad: [
      [
        { permissions: { secrets: ["get", "set", "delete"] } },
        /more permissions on secrets than SecretsUser\./,
      ],
    ],
    remedies: [/access\.identityRole to SecretsUser/, /Key Vault Secrets User/],
  },
  {
    policy: "identity-scope",
    type: roleAssignment,
    name: "wandb-identity",
    reads: "scope",
    good: [
      vaultId,
      `${vaultId}/secrets/wandb-api-key`,
      `${group}/providers/Microsoft.Storage/storageAccounts/data`,
    ],
    bad: [
      [group, /access to secrets on a resource group/],
      ["/subscriptions/11111111-1111-1111-1111-111111111111", /access to secrets on a subscription/],
      ["/providers/Microsoft.Management/managementGroups/contoso", /access to secrets on a management group/],
      ["/", /access to secrets on the whole tenant/],
    ],
    remedies: [/access\.identityRoleScope to Vault or Secret/, /scope to the id of the vault or the secret/],
  },
  {
    policy: "identity-scope",
    type: roleAssignment,
    name: "wandb-identity",
    reads: "scope",
    settings: { scopes: ["Secret"] },
    good: [`${vaultId}/secrets/wandb-api-key`],
    bad: [[vaultId, /access to secrets on a vault/]],
    remedies: [/access\.identityRoleScope to Secret/, /scope to the id of the secret/],
  },
];

/** Properties besides the one that a policy reads, without which the resource is not what the policy is about. */
const otherProperties: Record<string, Record<string, unknown>> = {
  "identity-scope": { roleDefinitionId: roleIds.secretsUser },
};

/** The resource of a case, as a child of the integration `wandb` or at the root of the program. */
export const declaredBy = (
  { policy, type, name = "example", reads }: PolicyCase,
  value: unknown,
  integration?: string,
): Declared => ({
  type,
  name,
  integration,
  props: { ...otherProperties[policy], ...(value === undefined ? {} : { [reads]: value }) },
});
