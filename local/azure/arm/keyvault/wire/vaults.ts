import { z } from "zod";
import type { ArmResource } from "../../resources";
import { guid, readOnly, tags } from "../../wire";
import { maxAccessPolicies } from "../model/accessPolicies";
import { accessPolicy } from "./accessPolicies";

const ipRule = z.strictObject({
  value: z.union([z.ipv4(), z.cidrv4()], { error: "must be an IPv4 address or range" }),
});

/** The writable properties of a vault, with Azure's rules for each. */
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

export const vaultPut = z.strictObject({
  location: z.string().min(1),
  tags: tags.nullish(),
  properties: z.strictObject(writable),
  ...readOnly,
  systemData: z.looseObject({}).optional(),
});
export type VaultPut = z.infer<typeof vaultPut>;

export const vaultPatch = z.strictObject({
  location: z.string().optional(),
  tags: tags.nullish(),
  properties: z.strictObject(writable).partial().nullish(),
  ...readOnly,
  systemData: z.looseObject({}).optional(),
});
export type VaultPatch = z.infer<typeof vaultPatch>;

export function toResponseVault(vault: ArmResource): Record<string, unknown> {
  const { id, name, type, location, tags: vaultTags, properties, systemData } = vault;
  return { id, name, type, location, tags: vaultTags ?? {}, systemData, properties };
}
