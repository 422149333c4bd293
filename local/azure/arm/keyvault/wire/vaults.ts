import { z } from "zod";
import type { Call } from "../../../service";
import type { ArmResource } from "../../resources";
import { guid, readOnly, tags } from "../../wire";
import { maxAccessPolicies } from "../model/accessPolicies";
import { isRegisteringDns } from "../model/dnsRegistration";
import { accessPolicy } from "./accessPolicies";

const ipRule = z.strictObject({
  value: z.union([z.ipv4(), z.cidrv4()], { error: "must be an IPv4 address or range" }),
});

/** The writable properties of a vault, with Azure's rules for each. */
const writable = {
  tenantId: guid,
  sku: z.strictObject({
    family: z.literal("A"),
    // Azure keeps the case in which it is written (recorded, azure-sdk-for-python, Apr 2021).
    name: z.string().regex(/^(standard|premium)$/i, "must be standard or premium"),
  }),
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

/** The first API versions that know what older ones do not return (recorded, azure-sdk-for-python, Apr 2021). */
const firstVersion = { systemData: "2020-04-01-preview", publicNetworkAccess: "2021-06-01-preview" };

export function toResponseVault(
  { platform, apiVersion }: Pick<Call, "platform" | "apiVersion">,
  vault: ArmResource,
): Record<string, unknown> {
  const { id, name, type, location, tags: vaultTags, systemData } = vault;
  const { publicNetworkAccess, ...properties } = vault.properties;
  return {
    id,
    name,
    type,
    location,
    tags: vaultTags ?? {},
    ...(apiVersion < firstVersion.systemData ? {} : { systemData }),
    properties: {
      ...properties,
      ...(isRegisteringDns(platform, name) ? { provisioningState: "RegisteringDns" } : {}),
      ...(apiVersion < firstVersion.publicNetworkAccess ? {} : { publicNetworkAccess }),
    },
  };
}

/**
 * The response to the request that creates a vault: while Azure registers its name, the URL has no slash at its end and keeps
 * the case of the name (recorded, azure-sdk-for-python, Apr 2021, to azure-service-operator, Apr 2025).
 */
export function toResponseNewVault(
  call: Pick<Call, "platform" | "apiVersion">,
  vault: ArmResource,
): Record<string, unknown> {
  const response = toResponseVault(call, vault);
  return {
    ...response,
    properties: {
      ...(response.properties as object),
      vaultUri: `https://${vault.name}.vault.azure.net`,
      provisioningState: "RegisteringDns",
    },
  };
}
