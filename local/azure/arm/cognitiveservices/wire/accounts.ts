import { z } from "zod";
import type { Call } from "../../../service";
import type { ArmResource } from "../../resources";
import { ignoring, readOnly as readOnlyProperties, tags } from "../../wire";
import { automaticUpgrade } from "../model/automaticUpgrade";
import { capabilitiesOf } from "../model/limits";
import { ownValue } from "../../../ownValue";

/** Every kind that Azure lists. */
export const kinds = [
  "OpenAI",
  "AIServices",
  "AnomalyDetector",
  "CognitiveServices",
  "ComputerVision",
  "ContentModerator",
  "ContentSafety",
  "ConversationalLanguageUnderstanding",
  "CustomVision.Prediction",
  "CustomVision.Training",
  "Face",
  "FormRecognizer",
  "HealthInsights",
  "ImmersiveReader",
  "LUIS",
  "LUIS.Authoring",
  "LanguageAuthoring",
  "MetricsAdvisor",
  "Personalizer",
  "QnAMaker",
  "QnAMaker.v2",
  "SpeechServices",
  "TextAnalytics",
  "TextTranslation",
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
      // Terraform's azurerm sends "" for none.
      /^([a-z0-9][a-z0-9-]{0,62}[a-z0-9])?$/i,
      "must be 2 to 64 letters, digits and hyphens, and not end in a hyphen",
    )
    .transform((name) => (name === "" ? undefined : name))
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

/** The only API versions that have `foundryAutoUpgrade`, which controls the automatic upgrade to a Foundry resource. */
export const foundryUpgradeVersions = ["2026-01-15-preview", "2026-07-15-preview"];

const foundryAutoUpgrade = ignoring(
  ["plannedByMicrosoft", "scheduledAt", "statusReason"],
  z.strictObject({ mode: z.enum(["Enabled", "Disabled"]).nullish() }).nullish(),
);

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
  // A write that restores an account needs neither (recorded, Azure/azure-cli, 26 October 2022).
  kind: z.enum(kinds).optional(),
  sku: sku.optional(),
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

/** Properties that older API versions do not have, with the first version that has them. */
const newerProperties: Readonly<Record<string, string>> = {
  allowProjectManagement: "2025-04-01-preview",
  endpoints: "2021-04-30",
  isMigrated: "2021-04-30",
  privateEndpointConnections: "2021-04-30",
};

/** The first API version that shows `apiProperties` of an account of kind OpenAI, which have none. */
const openAiApiProperties = "2023-05-01";

/** Until this API version, an identity has `userAssignedIdentities` even where it has none. */
const leanIdentity = "2022-03-01";

/** An account as an API version shows it. */
export function toResponseAccount(
  { platform, apiVersion }: Pick<Call, "platform" | "apiVersion">,
  account: ArmResource,
): Record<string, unknown> {
  const { id, name, type, etag, location, sku: accountSku, kind, tags: accountTags, identity } = account;
  const { foundryAutoUpgrade: _, ...stored } = account.properties;
  const properties = {
    ...stored,
    capabilities: capabilitiesOf(platform, account),
    ...(foundryUpgradeVersions.includes(apiVersion)
      ? { foundryAutoUpgrade: automaticUpgrade(platform, account) }
      : {}),
  };
  const since: Readonly<Record<string, string>> =
    kind === "OpenAI" ? { ...newerProperties, apiProperties: openAiApiProperties } : newerProperties;
  return {
    id,
    name,
    type,
    etag,
    location,
    sku: accountSku,
    kind,
    tags: accountTags,
    properties: Object.fromEntries(
      Object.entries(properties).filter(([key]) => apiVersion >= (ownValue(since, key) ?? "")),
    ),
    identity: identity && apiVersion < leanIdentity ? { userAssignedIdentities: {}, ...identity } : identity,
    systemData: account.systemData,
  };
}
