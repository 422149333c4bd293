/**
 * Every setting of the stack once. `config:` of Pulumi.yaml and docs/reference/configuration.md are generated from this table
 * (`npm run generate`).
 */

/** Turns a setting's text into its value; the engine has checked the type that Pulumi.yaml declares. */
type Parse<Value> = (text: string) => Value;

interface AnySetting {
  /** Path of the component's argument that the setting is; none: the stack reads it itself. */
  argument?: string;
  description: string;
  /** What the default stands for, where it is empty. */
  empty?: string;
}

/** A setting of one value. */
export interface ScalarSetting<Value> extends AnySetting {
  /** Type in Pulumi.yaml. A setting that may be empty is a string there, whatever its value is. */
  type: "string" | "boolean";
  secret?: true;
  /** Default in Pulumi.yaml; none: the setting is required. */
  default?: string | boolean;
  /** What a text must be that Pulumi.yaml lets pass as a string. */
  format?: { valid: RegExp; remedy: string };
  parse: Parse<Value>;
}

/** A setting that is a list or an object: `storedValues.ts` reads it. Default: empty. */
export interface StructuredSetting<Value> extends AnySetting {
  type: "list" | "object";
  /** What a list consists of. */
  items: "string" | "object";
  /** The type of its value; there is no value here. */
  value?: Value;
}

export type Setting<Value> = ScalarSetting<Value> | StructuredSetting<Value>;

const asText: Parse<string | undefined> = (value) => (value === "" ? undefined : value);
const asFlag: Parse<boolean | undefined> = (value) => (value === "" ? undefined : value === "true");
const asNumber: Parse<number | undefined> = (value) => (value === "" ? undefined : Number(value));
/** Without quotes, YAML parses a date as one, and the engine passes it on as `2027-01-31 00:00:00 +0000 UTC`. */
const asDate: Parse<string | undefined> = (value) =>
  asText(value.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d) \S+$/, "$1T$2$3:$4"));

type Row<Value> = Omit<ScalarSetting<Value>, "type" | "parse" | "default" | "description">;

const text = (description: string, argument?: string, row: Row<string> & { default?: string } = {}) => ({
  type: "string" as const,
  default: "",
  parse: asText,
  description,
  argument,
  ...row,
});
const flag = (description: string, argument?: string, byDefault = false) => ({
  type: "boolean" as const,
  default: byDefault,
  parse: asFlag,
  description,
  argument,
});
const list = (description: string, argument?: string): StructuredSetting<string[]> => ({
  type: "list",
  items: "string",
  description,
  argument,
});
const object = (description: string, argument: string): StructuredSetting<object | undefined> => ({
  type: "object",
  items: "object",
  description,
  argument,
});
const objects = (description: string, argument: string): StructuredSetting<object[]> => ({
  type: "list",
  items: "object",
  description,
  argument,
});

export const settingsTable = {
  wandbApiKey: {
    type: "string",
    secret: true,
    parse: (value: string) => value,
    description:
      "W&B API key, from https://wandb.ai/authorize or https://forge.coreweave.com/settings (pulumi config set --secret wandbApiKey); empty with existingSecret",
  },
  location: text("Azure region of all resources; it must offer fine-tuning", undefined, {
    default: "swedencentral",
  }),
  skipLocationCheck: flag(
    "Accept a region that is not known to fine-tune Azure OpenAI models",
    "skipLocationCheck",
  ),
  resourceGroupName: text("Name of the resource group", undefined, { empty: "rg-openai-wandb-STACK" }),
  createResourceGroup: flag("Create the resource group; false uses an existing one", undefined, true),

  existingAccountId: text(
    "ARM id of an existing Azure OpenAI account, kind OpenAI with a system-assigned identity",
    "account.existing.id",
    { empty: "a new account" },
  ),
  accountName: text("Name of the Azure OpenAI account", "account.accountName", {
    empty: "a generated name with a stable random suffix",
  }),
  customSubDomainName: text(
    "First label of the account's endpoint, unique in all of Azure and immutable",
    "account.customSubDomainName",
    { empty: "the account's name" },
  ),
  accountPublicNetworkAccess: flag("Public endpoint of the account", "account.publicNetworkAccess", true),
  accountIpRules: list(
    "IPv4 addresses and ranges that may use the account's public endpoint; empty means all",
    "account.ipRules",
  ),
  accountPrivateEndpoint: object(
    "Private endpoint of the account: subnetId, privateDnsZoneIds",
    "account.privateEndpoint",
  ),
  disableLocalAuth: flag(
    "Disable the account's access keys; the portal's Manage integrations may need them",
    "account.disableLocalAuth",
  ),
  allowedFqdnList: list(
    "Host names that the account may reach; empty means that outbound network access is not restricted",
    "account.allowedFqdnList",
  ),
  userAssignedIdentities: list(
    "ARM ids of user-assigned identities that the account has besides its system-assigned one",
    "account.userAssignedIdentities",
  ),
  customerManagedKey: object(
    "Customer-managed key of the account: keyVaultUri, keyName, keyVersion, identityClientId",
    "account.customerManagedKey",
  ),
  deployments: objects(
    "Model deployments on the account, each with name, model, version, sku and capacity",
    "account.deployments",
  ),
  accountTags: list("Tags of the account besides the common ones, each as name=value", "account.tags"),

  existingVaultId: text("ARM id of an existing key vault", "vault.existing.id", { empty: "a new vault" }),
  vaultName: text("Name of the key vault, unique in all of Azure", "vault.vaultName", {
    empty: "a generated name with a random suffix",
  }),
  vaultSku: text("Pricing tier of the vault, standard or premium", "vault.sku", { default: "standard" }),
  enablePurgeProtection: {
    type: "string",
    default: "",
    parse: asFlag,
    description: "true permanently forbids purging the vault (Azure rejects false)",
    argument: "vault.enablePurgeProtection",
    empty: "off",
    format: { valid: /^(true|false|)$/, remedy: "write true, or leave it empty" },
  },
  softDeleteRetentionInDays: {
    type: "string",
    default: "",
    parse: asNumber,
    description: "Days that Azure keeps deleted secrets and the deleted vault, 7 to 90; immutable",
    argument: "vault.softDeleteRetentionInDays",
    empty: "90",
    format: { valid: /^\d*$/, remedy: "give 7 to 90 days, as a whole number" },
  },
  vaultPublicNetworkAccess: flag(
    "Public endpoint of the vault; without it Azure OpenAI cannot read the key",
    "vault.publicNetworkAccess",
    true,
  ),
  vaultIpRules: list(
    "IPv4 addresses and ranges that may use the vault's public endpoint; empty means all",
    "vault.ipRules",
  ),
  vaultPrivateEndpoint: object(
    "Private endpoint of the vault: subnetId, privateDnsZoneIds",
    "vault.privateEndpoint",
  ),
  vaultTags: list("Tags of the vault besides the common ones, each as name=value", "vault.tags"),

  existingSecret: flag("Use the secret secretName of the existing vault", "secret.existing"),
  secretName: text("Name of the secret that holds the W&B API key", "secret.secretName", {
    default: "wandb-api-key",
  }),
  secretContentType: text("Content type of the secret", "secret.contentType", { empty: "W&B API key" }),
  secretExpiresOn: {
    type: "string",
    default: "",
    parse: asDate,
    description: "Expiry date of the secret, such as 2027-01-31T00:00:00Z",
    argument: "secret.expiresOn",
    empty: "never",
  },
  secretTags: list("Tags of the secret besides the common ones, each as name=value", "secret.tags"),

  permissionModel: text("Permission model of the vault, Rbac or AccessPolicy", "access.permissionModel", {
    default: "Rbac",
  }),
  keyVaultSecretsOfficers: list(
    "Principals with Key Vault Secrets Officer, written like fineTuningPrincipals; empty means the deploying identity",
    "access.keyVaultSecretsOfficers",
  ),
  fineTuningPrincipals: list(
    "Principals with Azure AI User (Foundry User), who may fine-tune: user principal names (ada@contoso.com), names of " +
      "groups, or an object id with its type (User:GUID, Group:GUID, ServicePrincipal:GUID)",
    "access.fineTuningPrincipals",
  ),
  identityRole: text(
    "Role of the account's identity on secrets, SecretsOfficer or SecretsUser (read only)",
    "access.identityRole",
    { default: "SecretsOfficer" },
  ),
  identityRoleScope: text(
    "Scope of that role, Vault or Secret (the secret of the W&B API key alone)",
    "access.identityRoleScope",
    { default: "Vault" },
  ),

  diagnosticsWorkspaceId: text(
    "ARM id of a Log Analytics workspace that receives the audit logs",
    "diagnostics.workspaceId",
    { empty: "no audit logs" },
  ),
  deleteLock: flag("Create CanNotDelete locks on the account and the vault", "deleteLock"),
  onSoftDeleted: text(
    "What happens where a soft-deleted account or vault reserves a specified name, Fail, Recover or NewName",
    "onSoftDeleted",
    { default: "Fail" },
  ),
  tags: list("Tags of all resources, each as name=value"),
  ignoreTags: list(
    "Names of tags that others add to the resources, such as a policy, and that Pulumi leaves alone",
  ),
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof settingsTable;

/** The settings as they are read, not yet looked up in Microsoft Entra. */
export type Settings = { [Name in SettingName]: ValueOf<(typeof settingsTable)[Name]> };

type ValueOf<Row> =
  Row extends StructuredSetting<infer Value>
    ? Value
    : Row extends { parse: Parse<infer Value> }
      ? Value
      : never;

/** The table's rows, each with its name. */
export const settings = Object.entries(settingsTable) as [SettingName, Setting<unknown>][];

/** Settings of the versions before 0.2.0, and their names now. */
export const formerSettings: Readonly<Record<string, SettingName>> = {
  secretsOfficers: "keyVaultSecretsOfficers",
  teamMembers: "fineTuningPrincipals",
  identityGrantScope: "identityRoleScope",
};
