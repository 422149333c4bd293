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
    // Azure returns neither of these two where no request has set it (recorded, azure-sdk-for-python, Apr 2021).
    softDeleteRetentionInDays:
      before?.properties.softDeleteRetentionInDays ?? properties.softDeleteRetentionInDays ?? undefined,
    enableRbacAuthorization:
      writtenRbac(properties, before) ?? (usesAzureRbac(apiVersion, properties, before) || undefined),
    ...(purgeProtection ? { enablePurgeProtection: true } : {}),
    networkAcls: networkAcls(properties.networkAcls),
    vaultUri: `https://${(before?.name ?? name).toLowerCase()}.vault.azure.net/`,
    provisioningState: "Succeeded",
    publicNetworkAccess: properties.publicNetworkAccess ?? "Enabled",
  };
}

/** Whether a request has chosen the permission model; undefined where none has. */
const writtenRbac = (properties: VaultProperties, before: ArmResource | undefined): boolean | undefined =>
  properties.enableRbacAuthorization ??
  (before?.properties.enableRbacAuthorization as boolean | undefined) ??
  undefined;

/** The permission model after a write: as requested, else unchanged, else the default of the API version. */
export const usesAzureRbac = (
  apiVersion: string,
  properties: VaultProperties,
  before: ArmResource | undefined,
): boolean => writtenRbac(properties, before) ?? (!before && apiVersion >= rbacByDefaultFrom);

/**
 * Network rules as Azure keeps them: none where they are the defaults, with the ids of subnets in lower case (recorded,
 * azure-cli, Mar 2023).
 */
function networkAcls(acls: VaultProperties["networkAcls"]): Record<string, unknown> | undefined {
  const bypass = acls?.bypass ?? "AzureServices";
  const defaultAction = acls?.defaultAction ?? "Allow";
  const ipRules = acls?.ipRules ?? [];
  const subnets = acls?.virtualNetworkRules ?? [];
  const areDefaults =
    bypass === "AzureServices" && defaultAction === "Allow" && ipRules.length + subnets.length === 0;
  const virtualNetworkRules = subnets.map((rule) => ({ ...rule, id: rule.id.toLowerCase() }));
  return areDefaults ? undefined : { bypass, defaultAction, ipRules, virtualNetworkRules };
}
