/** Every argument once: what it may be, and which rule Azure has for it. */
import {
  IdentityRole,
  IdentityRoleScope,
  OnSoftDeleted,
  PermissionModel,
  PrincipalType,
  VaultSku,
} from "../args/choices";
import { parseResourceId } from "../lookup/resourceId";
import type { ExistingKind } from "../lookup/resourceId";
import { flag, integer, list, object, oneOf, pattern, record, text } from "./shape";
import type { ObjectShape, Shape } from "./shape";
import {
  checkCapacity,
  checkDateTime,
  checkIpRange,
  checkLocation,
  checkObjectId,
  checkOnSoftDeleted,
  checkPurgeProtection,
  checkRetention,
} from "./valueChecks";
import { checkWandbApiKey } from "./wandbApiKey";

const required = { required: true };
const needsValue = { needsValue: true };
const eachIsAResource = { plainBecause: "each entry is a resource, and its properties may be outputs" };

/** The ARM id of a resource of one type. */
const armId = (type: string, article: string, more = {}) => {
  const name = type.slice(type.lastIndexOf("/") + 1);
  return pattern(
    new RegExp(
      `^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/${type.replace(/[./]/g, "\\$&")}/[^/]+$`,
      "i",
    ),
    `give the ARM id of ${article}, /subscriptions/…/${name}/NAME`,
    more,
  );
};

const existing = (kind: ExistingKind): ObjectShape =>
  object({
    name: text(undefined, needsValue),
    resourceGroupName: text(undefined, needsValue),
    id: text(
      (value) =>
        parseResourceId(value, kind)
          ? undefined
          : `is "${value}": give the ARM id of the ${kind}, /subscriptions/…`,
      needsValue,
    ),
  });

const privateEndpoint = object({
  subnetId: pattern(
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i,
    "give the ARM id of a subnet, /subscriptions/…/virtualNetworks/NAME/subnets/NAME",
    required,
  ),
  privateDnsZoneIds: list(armId("Microsoft.Network/privateDnsZones", "a private DNS zone"), {
    plainBecause: "an empty list creates no zone group, and its entries may be outputs",
  }),
});

const principals = list(
  object({
    objectId: text(checkObjectId, required),
    type: oneOf(Object.values(PrincipalType), required),
    key: text(undefined, { plainBecause: "it is part of a Pulumi name" }),
    description: text(),
    condition: text(),
  }),
  eachIsAResource,
);

const tags: Shape = record(text());

const account = object({
  existing: existing("account"),
  accountName: pattern(
    /^[a-z0-9][\w.-]{1,63}$/i,
    'use 2 to 64 letters, digits, "_", "." or "-", beginning with a letter or digit',
    needsValue,
  ),
  customSubDomainName: pattern(
    /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/i,
    "use 2 to 64 letters, digits and hyphens, beginning and ending with a letter or digit",
    needsValue,
  ),
  publicNetworkAccess: flag(),
  ipRules: list(text(checkIpRange)),
  privateEndpoint,
  disableLocalAuth: flag(),
  allowedFqdnList: list(
    pattern(/^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$/i, "give host names such as api.contoso.com"),
  ),
  userAssignedIdentities: list(
    armId("Microsoft.ManagedIdentity/userAssignedIdentities", "a user-assigned identity"),
    {
      check: (identities, read) =>
        identities.length === 0 && read("account.customerManagedKey") !== undefined
          ? "is empty, and account.customerManagedKey needs an identity with access to the key"
          : undefined,
    },
  ),
  customerManagedKey: object({
    keyVaultUri: pattern(
      /^https:\/\/[a-z0-9-]+\.(vault|managedhsm)\.(azure\.net|usgovcloudapi\.net|azure\.cn)\/?$/i,
      "give the URI of a vault, https://NAME.vault.azure.net/",
      required,
    ),
    keyName: text(undefined, required),
    keyVersion: text(undefined, required),
    identityClientId: text(undefined, required),
  }),
  deployments: list(
    object({
      name: pattern(/^[\w.-]{2,64}$/, "use 2 to 64 letters, digits, dots, hyphens and underscores", {
        ...required,
        plainBecause: "it is part of a Pulumi name",
      }),
      model: text(undefined, required),
      version: text(),
      sku: text(),
      capacity: integer(checkCapacity),
    }),
    eachIsAResource,
  ),
  tags,
});

const vault = object({
  existing: existing("vault"),
  vaultName: pattern(
    /^(?!.*--)[a-z][a-z0-9-]{1,22}[a-z0-9]$/i,
    "use 3 to 24 letters, digits and single hyphens, beginning with a letter and ending with a letter or digit",
    needsValue,
  ),
  sku: oneOf(Object.values(VaultSku)),
  enablePurgeProtection: flag({}, checkPurgeProtection),
  softDeleteRetentionInDays: integer(checkRetention),
  publicNetworkAccess: flag(),
  ipRules: list(text(checkIpRange)),
  privateEndpoint,
  tags,
});

const secret = object({
  existing: flag({ plainBecause: "it decides whether the secret is a resource of the integration" }),
  secretName: pattern(/^[a-z0-9-]{1,127}$/i, "use 1 to 127 letters, digits and hyphens"),
  contentType: text(),
  expiresOn: text(checkDateTime),
  tags,
});

const access = object({
  permissionModel: oneOf(Object.values(PermissionModel), {
    plainBecause: "it decides which resources exist",
  }),
  keyVaultSecretsOfficers: principals,
  fineTuningPrincipals: principals,
  identityRole: oneOf(Object.values(IdentityRole)),
  identityRoleScope: oneOf(Object.values(IdentityRoleScope), {}, (value, read) =>
    value === IdentityRoleScope.Secret && read("access.permissionModel") === PermissionModel.AccessPolicy
      ? "is Secret, but access policies apply to the whole vault: set access.permissionModel to Rbac, or leave it out"
      : undefined,
  ),
});

export const argumentShapes: ObjectShape = object({
  resourceGroupName: pattern(
    /^[-\w.()]{0,89}[-\w()]$/u,
    'use 1 to 90 letters, digits, "_", "-", "." or parentheses, not ending in "."',
    required,
  ),
  wandbApiKey: text(checkWandbApiKey, needsValue),
  location: text(checkLocation, { waitsFor: "skipLocationCheck" }),
  skipLocationCheck: flag(),
  account,
  vault,
  secret,
  access,
  diagnostics: object({
    workspaceId: armId("Microsoft.OperationalInsights/workspaces", "a Log Analytics workspace", required),
  }),
  deleteLock: flag({ plainBecause: "each lock is a resource" }),
  onSoftDeleted: oneOf(Object.values(OnSoftDeleted), {}, checkOnSoftDeleted),
  tags,
});
