import { z } from "zod";
import { maxAccessPolicies } from "../model/accessPolicies";
import type { AccessPolicy } from "../model/accessPolicies";

const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "must be a GUID");
const tags = z.record(z.string().max(512), z.string().max(256));

const secretPermissions = [
  "all",
  "get",
  "list",
  "set",
  "delete",
  "backup",
  "restore",
  "recover",
  "purge",
] as const;

const keyPermissions = [
  "all",
  "encrypt",
  "decrypt",
  "wrapkey",
  "unwrapkey",
  "sign",
  "verify",
  "get",
  "list",
  "create",
  "update",
  "import",
  "delete",
  "backup",
  "restore",
  "recover",
  "purge",
  "release",
  "rotate",
  "getrotationpolicy",
  "setrotationpolicy",
];

const accessPolicy: z.ZodType<AccessPolicy> = z.strictObject({
  tenantId: guid,
  objectId: z.string().min(1),
  applicationId: guid.nullish(),
  permissions: z.strictObject({
    secrets: z.array(z.string().toLowerCase().pipe(z.enum(secretPermissions))).nullish(),
    // Kept as they are written ("wrapKey"), and told apart in any case.
    keys: z.array(z.string().refine((one) => keyPermissions.includes(one.toLowerCase()))).nullish(),
    certificates: z.array(z.string()).nullish(),
    storage: z.array(z.string()).nullish(),
  }),
});

const ipRule = z.strictObject({
  value: z
    .string()
    .regex(
      /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?=\d)|(?=\/|$))){4}(\/([0-9]|[12]\d|3[0-2]))?$/,
      "must be an IPv4 address or range",
    ),
});

/** Properties of a vault that can be written, with Azure's rules for each. */
const writable = {
  tenantId: guid,
  sku: z.strictObject({ family: z.literal("A"), name: z.enum(["standard", "premium"]) }),
  accessPolicies: z.array(accessPolicy).max(maxAccessPolicies).nullish(),
  enableRbacAuthorization: z.boolean().nullish(),
  enableSoftDelete: z.boolean().nullish(),
  softDeleteRetentionInDays: z.int().min(7).max(90).nullish(),
  enablePurgeProtection: z.boolean().nullish(),
  enabledForDeployment: z.boolean().nullish(),
  enabledForDiskEncryption: z.boolean().nullish(),
  enabledForTemplateDeployment: z.boolean().nullish(),
  createMode: z.enum(["default", "recover"]).nullish(),
  vaultUri: z.string().nullish(),
  provisioningState: z.string().nullish(),
  publicNetworkAccess: z
    .string()
    .regex(/^(enabled|disabled)$/i, "must be Enabled or Disabled")
    .nullish(),
  networkAcls: z
    .strictObject({
      bypass: z.enum(["AzureServices", "None"]).nullish(),
      defaultAction: z.enum(["Allow", "Deny"]).nullish(),
      ipRules: z.array(ipRule).nullish(),
      virtualNetworkRules: z
        .array(z.strictObject({ id: z.string(), ignoreMissingVnetServiceEndpoint: z.boolean().nullish() }))
        .nullish(),
    })
    .nullish(),
};

/** What clients send back from a response and the service does not take. */
const readOnly = {
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  systemData: z.looseObject({}).optional(),
};

export const vaultPut = z.strictObject({
  location: z.string().min(1),
  tags: tags.nullish(),
  properties: z.strictObject(writable),
  ...readOnly,
});
export type VaultPut = z.infer<typeof vaultPut>;

export const vaultPatch = z.strictObject({
  location: z.string().optional(),
  tags: tags.nullish(),
  properties: z.strictObject(writable).partial().nullish(),
  ...readOnly,
});
export type VaultPatch = z.infer<typeof vaultPatch>;

const seconds = z.int().min(0);

const secretProperties = z.strictObject({
  value: z.string().optional(),
  contentType: z.string().max(255).nullish(),
  attributes: z
    .strictObject({
      enabled: z.boolean().nullish(),
      nbf: seconds.nullish(),
      exp: seconds.nullish(),
      created: seconds.nullish(),
      updated: seconds.nullish(),
    })
    .nullish(),
  secretUri: z.string().nullish(),
  secretUriWithVersion: z.string().nullish(),
});

export const secretPut = z.strictObject({
  tags: tags.nullish(),
  properties: secretProperties,
  ...readOnly,
  location: z.string().optional(),
});
export type SecretPut = z.infer<typeof secretPut>;
export const secretPatch = z.strictObject({ tags: tags.nullish(), properties: secretProperties.nullish() });
export type SecretPatch = z.infer<typeof secretPatch>;

export const accessPoliciesBody = z.strictObject({
  properties: z.strictObject({ accessPolicies: z.array(accessPolicy) }),
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  location: z.string().optional(),
});
export type AccessPoliciesBody = z.infer<typeof accessPoliciesBody>;

export const nameAvailability = z.strictObject({
  name: z.string(),
  type: z.literal("Microsoft.KeyVault/vaults"),
});
