/** Wrong configurations: one mistake in each row, the setting that has to be blamed, and what the message has to contain. */

/** A value as it stands in the stack's file; `Unquoted` leaves out the quotes, without which YAML parses a date as one. */
export class Unquoted {
  constructor(readonly yaml: string) {}
}

export interface WrongConfiguration {
  what: string;
  settings: Record<string, unknown>;
  /** The setting, as the message calls it. */
  blamed: string;
  message: string;
  /** Settings that the mistake depends on by being left out. */
  without?: string[];
}

const ada = "0e0e0000-0000-4000-8000-0000000000a1";
const letters = (count: number) => "a".repeat(count);
const remedyOfKey = "copy the whole key from https://wandb.ai/authorize";

const key = (what: string, wandbApiKey: string, message: string): WrongConfiguration => ({
  what: `a key ${what}`,
  settings: { wandbApiKey },
  blamed: "wandbApiKey",
  message: `${message}: ${remedyOfKey}`,
});

const keys: WrongConfiguration[] = [
  key("that is blank", "   ", "is missing or blank"),
  key(
    "in quotes",
    '"7c1d0e5f2a9b48c3d6e7f8091a2b3c4d5e6f7081"',
    'has 42 characters or characters that no W&B key has; a key has 40 or more letters, digits, "_" or "-"',
  ),
  key(
    "with a line break in it",
    "7c1d0e5f2a9b48c3d6e7\nf8091a2b3c4d5e6f7081",
    "contains white space (a line break at the end is the usual one)",
  ),
  key(
    "that is the template's words",
    "<your-wandb-api-key-goes-here-0123456789>",
    "looks like a placeholder",
  ),
  key("that was typed by holding one letter down", "x".repeat(40), "looks like a placeholder"),
  key(
    "of Azure OpenAI",
    "7c1d0e5f2a9b48c3d6e7f8091a2b3c4d",
    'has 32 characters or characters that no W&B key has; a key has 40 or more letters, digits, "_" or "-"',
  ),
  key(
    "that is a variable nobody filled in",
    "${WANDB_API_KEY_OF_THE_TEAM_IN_PRODUCTION}",
    "looks like a placeholder",
  ),
];

const value = (what: string, setting: string, given: unknown, message: string): WrongConfiguration => ({
  what,
  settings: { [setting]: given },
  blamed: setting,
  message,
});

const names: WrongConfiguration[] = [
  value(
    "a region that does not exist",
    "location",
    "swedencentrl",
    'is "swedencentrl", which is not a region known',
  ),
  value("a region without fine-tuning", "location", "uaenorth", "or set skipLocationCheck to true"),
  value("a region that is blank", "location", " ", 'is " ", which is not a region'),
  value(
    "a resource group's name with a slash",
    "resourceGroupName",
    "team/ml",
    'is "team/ml": use 1 to 90 letters',
  ),
  value("a resource group's name with a dot at its end", "resourceGroupName", "rg-ml.", 'not ending in "."'),
  value("a resource group's name that is too long", "resourceGroupName", letters(91), "use 1 to 90 letters"),
  value("an account's name of one letter", "accountName", "a", 'is "a": use 2 to 64 letters'),
  value("an account's name that is too long", "accountName", letters(65), "use 2 to 64 letters"),
  value(
    "an account's name with a space",
    "accountName",
    "contoso ai",
    'is "contoso ai": use 2 to 64 letters',
  ),
  value(
    "a subdomain with an underscore",
    "customSubDomainName",
    "contoso_ai",
    'is "contoso_ai": use 2 to 64 letters',
  ),
  value(
    "a subdomain that ends in a hyphen",
    "customSubDomainName",
    "contoso-",
    "ending with a letter or digit",
  ),
  value(
    "a whole host name as subdomain",
    "customSubDomainName",
    "contoso.openai.azure.com",
    'is "contoso.openai.azure.com": use 2 to 64 letters, digits and hyphens',
  ),
  value("a vault's name that is too long", "vaultName", letters(25), "use 3 to 24 letters"),
  value("a vault's name that begins with a digit", "vaultName", "1password", "beginning with a letter"),
  value("a vault's name with two hyphens", "vaultName", "kv--contoso", "single hyphens"),
  value("a vault's URL as its name", "vaultName", "https://kv.vault.azure.net/", "use 3 to 24 letters"),
  value(
    "a secret's name with underscores",
    "secretName",
    "wandb_api_key",
    "use 1 to 127 letters, digits and hyphens",
  ),
  value(
    "a secret's name that is too long",
    "secretName",
    letters(128),
    "use 1 to 127 letters, digits and hyphens",
  ),
  value(
    "a workspace's name for its id",
    "diagnosticsWorkspaceId",
    "my-logs",
    'is "my-logs": give the ARM id',
  ),
  value(
    "a workspace's customer id for its ARM id",
    "diagnosticsWorkspaceId",
    "11111111-1111-4111-8111-111111111111",
    "give the ARM id of a Log Analytics workspace",
  ),
];

const choices: WrongConfiguration[] = [
  value(
    "a choice in capitals",
    "permissionModel",
    "RBAC",
    'is "RBAC", which is not one of "Rbac", "AccessPolicy"',
  ),
  value(
    "a choice in Azure's words",
    "permissionModel",
    "Vault access policy",
    'not one of "Rbac", "AccessPolicy"',
  ),
  value(
    "a role by Azure's name",
    "identityRole",
    "Key Vault Secrets User",
    'not one of "SecretsOfficer", "SecretsUser"',
  ),
  value(
    "a scope in small letters",
    "identityRoleScope",
    "secret",
    'is "secret", which is not one of "Vault", "Secret"',
  ),
  value(
    "an unknown answer to a name that is held",
    "onSoftDeleted",
    "Purge",
    'not one of "Fail", "Recover", "NewName"',
  ),
  value("purge protection that is false", "enablePurgeProtection", "false", "is false, which Azure rejects"),
  value(
    "purge protection in capitals",
    "enablePurgeProtection",
    "TRUE",
    'is "TRUE": write true, or leave it empty',
  ),
  value(
    "purge protection in words",
    "enablePurgeProtection",
    "yes",
    'is "yes": write true, or leave it empty',
  ),
];

const days = "softDeleteRetentionInDays";
const expiry = "secretExpiresOn";
const numbersAndDates: WrongConfiguration[] = [
  value("a retention that is too short", days, "6", "is 6: give 7 to 90 days"),
  value("a retention that is too long", days, "91", "is 91: give 7 to 90 days"),
  value("a retention in words", days, "ten", 'is "ten": give 7 to 90 days, as a whole number'),
  value("a retention with its unit", days, "30 days", 'is "30 days": give 7 to 90 days'),
  value("half a day of retention", days, "7.5", 'is "7.5": give 7 to 90 days'),
  value("a retention below nothing", days, "-30", 'is "-30": give 7 to 90 days'),
  value("a date without a time", expiry, "2036-01-31", 'is "2036-01-31": give a date and time such as'),
  value("a date in words", expiry, "next year", 'is "next year": give a date and time'),
  value("a date in another order", expiry, "31.01.2036", "such as 2027-01-31T00:00:00Z"),
  value(
    "a date that no calendar has",
    expiry,
    "2036-02-30T00:00:00Z",
    'is "2036-02-30T00:00:00Z": give a date',
  ),
  value("a time that no clock has", expiry, "2036-01-31T25:00:00Z", 'is "2036-01-31T25:00:00Z": give a date'),
];

/** One wrong entry, behind right ones: its place in the list is part of what is blamed. */
const entry = (
  what: string,
  setting: string,
  entries: string[],
  message: string,
  part = "",
): WrongConfiguration => ({
  what: `${what} (${setting})`,
  settings: { [setting]: entries },
  blamed: `${setting}[${entries.length - 1}]${part}`,
  message,
});

const lists: WrongConfiguration[] = [
  entry(
    "a user whom the directory does not have",
    "fineTuningPrincipals",
    ["grace@contoso.example", "nobody@contoso.example"],
    'is "nobody@contoso.example": no user of the tenant',
  ),
  entry(
    "a group that the directory does not have",
    "fineTuningPrincipals",
    ["No Such Group"],
    "the group could not be looked up (No group found matching specified filter (displayName eq 'No Such Group')): check the name",
  ),
  entry("an object id without its type", "fineTuningPrincipals", [ada], `specify its type, as User:${ada}`),
  entry(
    "an object id that is none",
    "keyVaultSecretsOfficers",
    ["User:ada"],
    'is "ada", which is not a GUID',
    ": its object id",
  ),
  entry(
    "an object id that is missing",
    "keyVaultSecretsOfficers",
    ["User:"],
    'is "", which is not a GUID',
    ": its object id",
  ),
  entry(
    "a type in small letters",
    "keyVaultSecretsOfficers",
    [`user:${ada}`],
    'is "user", which is not one of "User", "Group"',
    ": its type",
  ),
  entry(
    "a type that Entra does not have",
    "fineTuningPrincipals",
    [`Robot:${ada}`],
    'is "Robot", which is not one of',
    ": its type",
  ),
  entry(
    "a person twice, by name",
    "keyVaultSecretsOfficers",
    ["grace@contoso.example", "grace@contoso.example"],
    "is the same principal as keyVaultSecretsOfficers[0]",
  ),
  entry(
    "a person twice, by name and by id",
    "fineTuningPrincipals",
    ["ada@contoso.example", `User:${ada}`],
    "is the same principal as fineTuningPrincipals[0]",
  ),
  entry("an entry that is empty", "keyVaultSecretsOfficers", [""], "it is empty: remove it"),
  entry(
    "a tag without a value",
    "tags",
    ["team=ml", "production"],
    'is "production": write it as name=value',
  ),
  entry("a tag without a name", "tags", ["=ml"], 'is "=ml": write it as name=value'),
  entry("a tag written as YAML", "tags", ["team: ml"], 'is "team: ml": write it as name=value'),
  entry("a tag's name with a slash", "tags", ["contoso/team=ml"], "out of the name"),
  entry("a tag's name that is Azure's own", "tags", ["azure-team=ml"], "Azure reserves names that begin so"),
  entry(
    "a tag's value that is too long",
    "tags",
    [`team=${letters(257)}`],
    "use at most 256 characters in the value",
  ),
  entry(
    "a tag twice, but for its case",
    "tags",
    ["team=ml", "Team=research"],
    'is "Team=research", and tags[0] has the same name',
  ),
  {
    what: "more tags than a secret takes",
    settings: { tags: Array.from({ length: 14 }, (_, index) => `tag${index}=x`) },
    blamed: "tags",
    message: "has too many entries: an Azure secret has at most 15 tags",
  },
];

const unknown = (what: string, name: string): WrongConfiguration => ({
  what: `a setting that does not exist: ${what}`,
  settings: { [name]: "x" },
  blamed: name,
  message: `is not a setting of this project: remove it (pulumi config rm ${name}), or use one of wandbApiKey, location`,
});

const others: WrongConfiguration[] = [
  unknown("another word", "wandbKey"),
  unknown("another case", "vaultname"),
  unknown("an argument of the component", "account"),
  unknown("what every object of JavaScript has", "toString"),
  {
    what: "a role on one secret, where access policies apply to the whole vault",
    settings: { identityRoleScope: "Secret", permissionModel: "AccessPolicy" },
    blamed: "identityRoleScope",
    message: "is Secret, but access policies apply to the whole vault: set permissionModel to Rbac",
  },
  {
    what: "recovering without a name",
    settings: { onSoftDeleted: "Recover" },
    without: ["accountName", "vaultName"],
    blamed: "onSoftDeleted",
    message: "is Recover, which needs accountName or vaultName",
  },
  {
    what: "generated names, and a name",
    settings: { onSoftDeleted: "NewName", accountName: "contoso-ai" },
    blamed: "onSoftDeleted",
    message: "is NewName, which generates names: remove accountName and vaultName",
  },
  {
    what: "a resource group that is to be there, and is not",
    settings: { createResourceGroup: "false", resourceGroupName: "rg-nowhere" },
    blamed: "resourceGroupName",
    message: 'is "rg-nowhere", which does not exist: check the name',
  },
  {
    what: "a resource group that is to be there, by a name that none can have",
    settings: { createResourceGroup: "false", resourceGroupName: "/subscriptions/1/resourceGroups/ml" },
    blamed: "resourceGroupName",
    message: "use 1 to 90 letters",
  },
];

/** Lists and objects have no type in Pulumi.yaml: the stack itself reads what YAML and the Pulumi CLI make of them. */
const structures: WrongConfiguration[] = [
  value(
    "a list as a text",
    "fineTuningPrincipals",
    "ada@contoso.example",
    "is \"ada@contoso.example\", not a list: set its items one by one, the first by --path 'fineTuningPrincipals[0]'",
  ),
  value("tags as a map", "tags", { team: "ml" }, 'is {"team":"ml"}, not a list'),
  value("an object as a text", "vaultPrivateEndpoint", "subnet-ml", 'is "subnet-ml", not an object'),
  {
    ...value(
      "a number that has lost digits",
      "fineTuningPrincipals",
      [1.5],
      "is 1.5, not a text: write it in quotes",
    ),
    blamed: "fineTuningPrincipals[0]",
  },
];

export const wrongConfigurations: readonly WrongConfiguration[] = [
  ...structures,
  ...keys,
  ...names,
  ...choices,
  ...numbersAndDates,
  ...lists,
  ...others,
];

const type = (what: string, setting: string, given: unknown, expected: string): WrongConfiguration => ({
  what: `${what} (${setting})`,
  settings: { [setting]: given },
  blamed: setting,
  message: `configuration key '${setting}' must be of type '${expected}'`,
});

/** What the engine itself refuses, before the program starts and one at a time. */
export const wrongTypes: readonly WrongConfiguration[] = [
  type("a flag in words", "deleteLock", "yes", "boolean"),
  type("a flag in capitals", "disableLocalAuth", "TRUE", "boolean"),
  type("a flag as a number", "skipLocationCheck", 1, "boolean"),
  type("a text as a list", "location", ["swedencentral", "eastus2"], "string"),
  {
    what: "a key that anybody can read",
    settings: { wandbApiKey: new Unquoted("7c1d0e5f2a9b48c3d6e7f8091a2b3c4d5e6f7081") },
    blamed: "wandbApiKey",
    message: "must be encrypted as it's secret",
  },
  {
    what: "no key at all",
    settings: {},
    without: ["wandbApiKey"],
    blamed: "wandbApiKey",
    message: "missing configuration value 'wandbApiKey'",
  },
];
