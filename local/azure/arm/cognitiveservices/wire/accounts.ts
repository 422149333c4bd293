import { z } from "zod";
import type { ArmResource } from "../../resources";
import { ignoring, readOnly as readOnlyProperties, tags } from "../../wire";

export const kinds = [
  "OpenAI",
  "AIServices",
  "CognitiveServices",
  "TextAnalytics",
  "SpeechServices",
  "FormRecognizer",
  "ComputerVision",
  "ContentSafety",
  "TextTranslation",
  "Face",
] as const;

export const sku = z.strictObject({
  name: z.string().min(1),
  tier: z.string().nullish(),
  size: z.string().nullish(),
  family: z.string().nullish(),
  // As text too: `az cognitiveservices account deployment create --sku-capacity 1` sends "1".
  capacity: z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number),
    ])
    .nullish(),
});

const identity = z.strictObject({
  type: z.enum(["None", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"]).nullish(),
  userAssignedIdentities: z.record(z.string(), z.looseObject({}).nullable()).nullish(),
  principalId: z.string().nullish(),
  tenantId: z.string().nullish(),
});

const networkAcls = z.strictObject({
  defaultAction: z.enum(["Allow", "Deny"]).nullish(),
  bypass: z.enum(["AzureServices", "None"]).nullish(),
  ipRules: z.array(z.strictObject({ value: z.string() })).nullish(),
  virtualNetworkRules: z
    .array(
      z.strictObject({
        id: z.string(),
        state: z.string().nullish(),
        ignoreMissingVnetServiceEndpoint: z.boolean().nullish(),
      }),
    )
    .nullish(),
});

/** The writable properties of an account. */
const writable = {
  customSubDomainName: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/i,
      "must be 2 to 64 letters, digits and hyphens, and not end in a hyphen",
    )
    .nullish(),
  publicNetworkAccess: z.enum(["Enabled", "Disabled"]).nullish(),
  networkAcls: networkAcls.nullish(),
  disableLocalAuth: z.boolean().nullish(),
  dynamicThrottlingEnabled: z.boolean().nullish(),
  restrictOutboundNetworkAccess: z.boolean().nullish(),
  allowedFqdnList: z.array(z.string()).nullish(),
  restore: z.boolean().nullish(),
  encryption: z.looseObject({}).nullish(),
  userOwnedStorage: z.array(z.looseObject({})).nullish(),
  apiProperties: z.looseObject({}).nullish(),
  migrationToken: z.string().nullish(),
  allowProjectManagement: z.boolean().nullish(),
  defaultProject: z.string().nullish(),
  associatedProjects: z.array(z.string()).nullish(),
  locations: z.looseObject({}).nullish(),
  raiMonitorConfig: z.looseObject({}).nullish(),
  amlWorkspace: z.looseObject({}).nullish(),
  networkInjections: z.array(z.looseObject({})).nullish(),
};

/** The only API version that accepts `foundryAutoUpgrade`, which controls the automatic upgrade to a Foundry resource. */
export const foundryUpgradeVersion = "2026-01-15-preview";

const foundryAutoUpgrade = z.strictObject({ mode: z.enum(["Enabled", "Disabled"]) }).nullish();

/** The properties that Azure computes. */
const computed = [
  "callRateLimit",
  "capabilities",
  "dateCreated",
  "deletionDate",
  "endpoint",
  "endpoints",
  "internalId",
  "isMigrated",
  "privateEndpointConnections",
  "provisioningState",
  "quotaLimit",
  "scheduledPurgeDate",
  "skuChangeInfo",
];

const accountProperties = ignoring(computed, z.strictObject({ ...writable, foundryAutoUpgrade }));

/** Properties that clients send back from a response and the service ignores. */
export const readOnly = {
  ...readOnlyProperties,
  etag: z.string().optional(),
  systemData: z.looseObject({}).optional(),
};

export const accountPut = z.strictObject({
  location: z.string().min(1),
  kind: z.enum(kinds),
  sku,
  identity: identity.nullish(),
  tags: tags.nullish(),
  properties: accountProperties.default({}),
  ...readOnly,
});
export type AccountPut = z.infer<typeof accountPut>;

export const accountPatch = z.strictObject({
  location: z.string().optional(),
  kind: z.enum(kinds).optional(),
  sku: sku.optional(),
  identity: identity.nullish(),
  tags: tags.nullish(),
  properties: accountProperties.nullish(),
  ...readOnly,
});
export type AccountPatch = z.infer<typeof accountPatch>;

export function toResponseAccount(account: ArmResource): Record<string, unknown> {
  const { id, name, type, location, tags: accountTags, kind, sku: accountSku, etag, properties } = account;
  return {
    id,
    name,
    type,
    location,
    tags: accountTags ?? {},
    kind,
    sku: accountSku,
    identity: account.identity,
    etag,
    systemData: account.systemData,
    properties,
  };
}
