/** Rules of the options in `account`, `vault` and `secret`, and of what contradicts what: tables, and one function over them. */
import { IdentityGrantScope, OnSoftDeleted, PermissionModel } from "./wandbIntegrationArgs";
import type { WandbIntegrationArgs } from "./wandbIntegrationArgs";

/** One wrong argument: where it is, and (continuing the sentence) what is wrong with it and what to do. */
export interface ArgumentError {
  propertyPath: string;
  reason: string;
}

/** Two things that cannot both be said: where, when, and what to do. */
interface Contradiction {
  propertyPath: string;
  when: (args: WandbIntegrationArgs) => boolean | undefined;
  reason: string;
}

const said = (value: unknown) => value !== undefined && value !== null;
const usesPolicies = ({ permissionModel }: WandbIntegrationArgs) =>
  permissionModel === PermissionModel.AccessPolicy;

/** What belongs to an account or a vault that is made here, and has no meaning for one that is there. */
const ofNewAccount = [
  "publicNetworkAccess",
  "allowedIpRanges",
  "disableLocalAuth",
  "allowedOutboundHosts",
  "userAssignedIdentityIds",
  "customerManagedKey",
  "tags",
] as const;
const ofNewVault = ["publicNetworkAccess", "allowedIpRanges", "softDeleteRetentionInDays", "tags"] as const;
const ofNewSecret = ["contentType", "expiresOn", "tags"] as const;

const contradictions: readonly Contradiction[] = [
  ...ofNewAccount.map((option) => ({
    propertyPath: `account.${option}`,
    when: ({ account }: WandbIntegrationArgs) => account?.existing && said(account[option]),
    reason: "is of no use with account.existing, which stays as it is: leave one of them out",
  })),
  ...(["accountName", "customSubDomainName"] as const).map((option) => ({
    propertyPath: option,
    when: (args: WandbIntegrationArgs) => args.account?.existing && said(args[option]),
    reason: "is of no use with account.existing: leave one of them out",
  })),
  ...ofNewVault.map((option) => ({
    propertyPath: `vault.${option}`,
    when: ({ vault }: WandbIntegrationArgs) => vault?.existing && said(vault[option]),
    reason: "is of no use with vault.existing, which stays as it is: leave one of them out",
  })),
  ...(["vaultName", "enablePurgeProtection"] as const).map((option) => ({
    propertyPath: option,
    when: (args: WandbIntegrationArgs) => args.vault?.existing && said(args[option]),
    reason: "is of no use with vault.existing: leave one of them out",
  })),
  ...ofNewSecret.map((option) => ({
    propertyPath: `secret.${option}`,
    when: ({ secret }: WandbIntegrationArgs) => secret?.existing && said(secret[option]),
    reason: "is of no use with secret.existing, which stays as it is: leave one of them out",
  })),
  {
    propertyPath: "wandbApiKey",
    when: ({ secret, wandbApiKey }) => secret?.existing && said(wandbApiKey),
    reason: "is of no use with secret.existing, whose key is there already: leave one of them out",
  },
  {
    propertyPath: "secret.existing",
    when: ({ secret, vault }) => secret?.existing && !vault?.existing,
    reason: "needs vault.existing: a new vault has no secrets",
  },
  {
    propertyPath: "identityGrantScope",
    when: (args) => args.identityGrantScope === IdentityGrantScope.Secret && usesPolicies(args),
    reason:
      "is Secret, but access policies are always of the whole vault: use permissionModel Rbac, or leave it out",
  },
  {
    propertyPath: "account.allowedOutboundHosts",
    when: ({ account, vault, vaultName }) =>
      said(account?.allowedOutboundHosts) && !vault?.existing && !said(vaultName),
    reason:
      "needs vaultName (or vault.existing): the vault's host is among those that the account must reach",
  },
  {
    propertyPath: "account.customerManagedKey",
    when: ({ account }) => account?.customerManagedKey && !account.userAssignedIdentityIds?.length,
    reason:
      "needs account.userAssignedIdentityIds: the account's own identity has no right on the key when it is made",
  },
  {
    propertyPath: "onSoftDeleted",
    when: (args) =>
      args.onSoftDeleted === OnSoftDeleted.Recover && !said(args.accountName) && !said(args.vaultName),
    reason: "is Recover, which needs accountName or vaultName: the name of what was deleted",
  },
  {
    propertyPath: "onSoftDeleted",
    when: (args) =>
      args.onSoftDeleted === OnSoftDeleted.NewName && (said(args.accountName) || said(args.vaultName)),
    reason: "is NewName, which makes names up: leave out accountName and vaultName",
  },
  {
    propertyPath: "deleteLock",
    when: ({ deleteLock, account, vault }) => deleteLock && said(account?.existing) && said(vault?.existing),
    reason: "locks what is made here, and account.existing and vault.existing leave nothing: leave it out",
  },
];

const ipRange = /^(\d{1,3}\.){3}\d{1,3}(\/([0-9]|[12][0-9]|3[0-2]))?$/;
const isIpRange = (text: string) =>
  ipRange.test(text) &&
  text
    .split("/")[0]!
    .split(".")
    .every((part) => Number(part) <= 255);

const subnetId =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i;

/** A date that the calendar has, with a time: `Date.parse` alone takes February 30th for March 2nd. */
function isDateTime(text: string): boolean {
  const [, date] = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.exec(text) ?? [];
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return (
    !Number.isNaN(Date.parse(text)) &&
    !Number.isNaN(midnight) &&
    new Date(midnight).toISOString().startsWith(date!)
  );
}

/** A rule on each value of one option that is a text, or a list of texts. */
interface ValueRule {
  propertyPath: string;
  values: (args: WandbIntegrationArgs) => readonly unknown[];
  valid: (text: string) => boolean;
  remedy: string;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const one = (value: unknown): readonly unknown[] => (value === undefined ? [] : [value]);

const valueRules: readonly ValueRule[] = [
  ...(["account", "vault"] as const).flatMap((part): ValueRule[] => [
    {
      propertyPath: `${part}.allowedIpRanges`,
      values: (args) => list(args[part]?.allowedIpRanges),
      valid: isIpRange,
      remedy: "give IPv4 addresses or ranges such as 203.0.113.0/24",
    },
    {
      propertyPath: `${part}.privateEndpoint.subnetId`,
      values: (args) => one(args[part]?.privateEndpoint?.subnetId),
      valid: (text) => subnetId.test(text),
      remedy: "give the ARM id of a subnet, /subscriptions/…/virtualNetworks/NAME/subnets/NAME",
    },
    {
      propertyPath: `${part}.privateEndpoint.privateDnsZoneIds`,
      values: (args) => list(args[part]?.privateEndpoint?.privateDnsZoneIds),
      valid: (text) => /\/providers\/Microsoft\.Network\/privateDnsZones\/[^/]+$/i.test(text),
      remedy: "give the ARM ids of private DNS zones, /subscriptions/…/privateDnsZones/NAME",
    },
  ]),
  {
    propertyPath: "account.userAssignedIdentityIds",
    values: (args) => list(args.account?.userAssignedIdentityIds),
    valid: (text) => /\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/[^/]+$/i.test(text),
    remedy: "give the ARM ids of user-assigned identities, /subscriptions/…/userAssignedIdentities/NAME",
  },
  {
    propertyPath: "account.allowedOutboundHosts",
    values: (args) => list(args.account?.allowedOutboundHosts),
    valid: (text) => /^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$/i.test(text),
    remedy: "give host names such as api.contoso.com",
  },
  {
    propertyPath: "account.customerManagedKey.keyVaultUri",
    values: (args) => one(args.account?.customerManagedKey?.keyVaultUri),
    valid: (text) => /^https:\/\/[a-z0-9-]+\.(vault|managedhsm)\.azure\.net\/?$/i.test(text),
    remedy: "give the vault's address, https://NAME.vault.azure.net/",
  },
  {
    propertyPath: "account.deployments",
    values: (args) => list(args.account?.deployments).map((each) => (each as { name: string }).name),
    valid: (text) => /^[\w.-]{2,64}$/.test(text),
    remedy: "give each a name of 2 to 64 letters, digits, dots, hyphens and underscores",
  },
  {
    propertyPath: "secret.expiresOn",
    values: (args) => one(args.secret?.expiresOn),
    valid: isDateTime,
    remedy: "give a date and time such as 2027-01-31T00:00:00Z",
  },
];

/** Everything that is wrong with the options, by themselves and with each other. */
export function checkOptions(args: WandbIntegrationArgs): ArgumentError[] {
  const errors: ArgumentError[] = contradictions
    .filter(({ when }) => when(args))
    .map(({ propertyPath, reason }) => ({ propertyPath, reason }));
  for (const { propertyPath, values, valid, remedy } of valueRules) {
    const wrong = values(args).find((value) => typeof value === "string" && !valid(value));
    if (wrong !== undefined) {
      errors.push({ propertyPath, reason: `has "${String(wrong)}": ${remedy}` });
    }
  }
  const days = args.vault?.softDeleteRetentionInDays;
  if (days !== undefined && !(Number.isInteger(days) && days >= 7 && days <= 90)) {
    errors.push({ propertyPath: "vault.softDeleteRetentionInDays", reason: `is ${days}: give 7 to 90 days` });
  }
  const names = list(args.account?.deployments).map((each) => (each as { name: string }).name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    errors.push({
      propertyPath: "account.deployments",
      reason: `has "${twice}" twice: give each its own name`,
    });
  }
  return errors;
}
