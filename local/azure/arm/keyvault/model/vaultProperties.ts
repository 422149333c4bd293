import type { ArmResource } from "../../resources";
import type { VaultPut } from "../wire/vaults";

export type VaultProperties = Partial<VaultPut["properties"]>;

/** From this API version on, a new vault uses Azure RBAC by default. */
const rbacByDefaultFrom = "2026-02-01";

/** The properties of a vault after a write: those of the request, and Azure's defaults for the rest. */
export function vaultProperties(
  apiVersion: string,
  name: string,
  properties: VaultProperties,
  before: ArmResource | undefined,
): Record<string, unknown> {
  const purgeProtection = properties.enablePurgeProtection ?? before?.properties.enablePurgeProtection;
  return {
    sku: properties.sku,
    tenantId: properties.tenantId,
    accessPolicies: properties.accessPolicies ?? [],
    enabledForDeployment: properties.enabledForDeployment ?? false,
    enabledForDiskEncryption: properties.enabledForDiskEncryption ?? undefined,
    enabledForTemplateDeployment: properties.enabledForTemplateDeployment ?? undefined,
    enableSoftDelete: true,
    softDeleteRetentionInDays:
      before?.properties.softDeleteRetentionInDays ?? properties.softDeleteRetentionInDays ?? 90,
    enableRbacAuthorization: usesAzureRbac(apiVersion, properties, before),
    ...(purgeProtection ? { enablePurgeProtection: true } : {}),
    ...(properties.networkAcls ? { networkAcls: networkAcls(properties.networkAcls) } : {}),
    vaultUri: `https://${(before?.name ?? name).toLowerCase()}.vault.azure.net/`,
    provisioningState: "Succeeded",
    publicNetworkAccess: properties.publicNetworkAccess ?? "Enabled",
  };
}

/** The permission model after a write: as requested, else unchanged, else the default of the API version. */
export const usesAzureRbac = (
  apiVersion: string,
  properties: VaultProperties,
  before: ArmResource | undefined,
): boolean =>
  properties.enableRbacAuthorization ??
  (before?.properties.enableRbacAuthorization as boolean | undefined) ??
  apiVersion >= rbacByDefaultFrom;

function networkAcls(acls: NonNullable<VaultProperties["networkAcls"]>): Record<string, unknown> {
  return {
    bypass: acls.bypass ?? "AzureServices",
    defaultAction: acls.defaultAction ?? "Allow",
    ipRules: acls.ipRules ?? [],
    virtualNetworkRules: acls.virtualNetworkRules ?? [],
  };
}
