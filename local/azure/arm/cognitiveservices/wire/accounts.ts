import { z } from "zod";

const tags = z.record(z.string().max(512), z.string().max(256));

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

const sku = z.strictObject({
  name: z.string().min(1),
  tier: z.string().nullish(),
  size: z.string().nullish(),
  family: z.string().nullish(),
  capacity: z.int().nullish(),
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

/** Properties of an account that can be written. */
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

/** The automatic upgrade to a Foundry resource can be refused through this version alone. */
export const foundryUpgradeVersion = "2026-01-15-preview";

const foundryAutoUpgrade = z.strictObject({ mode: z.enum(["Enabled", "Disabled"]) }).nullish();

const readOnly = {
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  etag: z.string().optional(),
  systemData: z.looseObject({}).optional(),
};

export const accountPut = z.strictObject({
  location: z.string().min(1),
  kind: z.enum(kinds),
  sku,
  identity: identity.nullish(),
  tags: tags.nullish(),
  properties: z.strictObject({ ...writable, foundryAutoUpgrade }).default({}),
  ...readOnly,
});
export type AccountPut = z.infer<typeof accountPut>;

export const accountPatch = z.strictObject({
  location: z.string().optional(),
  kind: z.enum(kinds).optional(),
  sku: sku.optional(),
  identity: identity.nullish(),
  tags: tags.nullish(),
  properties: z.strictObject({ ...writable, foundryAutoUpgrade }).nullish(),
  ...readOnly,
});
export type AccountPatch = z.infer<typeof accountPatch>;

export const domainAvailability = z.strictObject({
  subdomainName: z.string(),
  type: z.string(),
  kind: z.string().nullish(),
});
export const regenerateKey = z.strictObject({ keyName: z.enum(["Key1", "Key2"]) });

export const deploymentPut = z.strictObject({
  sku: sku.optional(),
  tags: tags.nullish(),
  properties: z.strictObject({
    model: z.strictObject({
      format: z.string(),
      name: z.string(),
      version: z.string().nullish(),
      source: z.string().nullish(),
    }),
    raiPolicyName: z.string().nullish(),
    versionUpgradeOption: z.string().nullish(),
    scaleSettings: z.looseObject({}).nullish(),
  }),
  ...readOnly,
});
export type DeploymentPut = z.infer<typeof deploymentPut>;
