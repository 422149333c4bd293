import type * as pulumi from "@pulumi/pulumi";
import { Secret, Vault } from "@pulumi/azure-native/keyvault";
import { accessPolicy } from "./grants";
import type { Grant } from "./grants";
import { vaultLogicalName } from "./names";
import { PermissionModel } from "./wandbIntegrationArgs";
import type { WandbIntegrationArgs } from "./wandbIntegrationArgs";

/**
 * Declares the vault, in Azure RBAC mode or with one access policy for each grant.
 * @param grants Who may do what with the secrets; role assignments are declared apart, once the vault is there.
 */
export function createVault(
  name: string,
  args: WandbIntegrationArgs,
  tenantId: pulumi.Input<string>,
  grants: readonly Grant[],
  opts: pulumi.CustomResourceOptions,
): Vault {
  const usesRbac = (args.permissionModel ?? PermissionModel.Rbac) === PermissionModel.Rbac;
  return new Vault(
    vaultLogicalName(name),
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      vaultName: args.vaultName,
      properties: {
        tenantId,
        sku: { family: "A", name: "standard" },
        // Always said: what Azure takes when it is left out changes with the API version 2026-02-01.
        enableRbacAuthorization: usesRbac,
        accessPolicies: usesRbac ? [] : grants.map((grant) => accessPolicy(grant, tenantId)),
        enableSoftDelete: true,
        // Azure refuses false, even where it is false already (pulumi-azure-native#4742).
        ...(args.enablePurgeProtection ? { enablePurgeProtection: true } : {}),
        publicNetworkAccess: "Enabled",
      },
      tags: args.tags,
    },
    opts,
  );
}

/**
 * Declares the secret that holds the W&B key.
 * @param key The key, secret already.
 * @param opts `dependsOn` must name the officers' grants: Pulumi writes the secret through ARM but deletes it through the
 *   vault's data plane (pulumi-azure-native#354), so that a destroy has to revoke those grants after it.
 */
export function createSecret(
  name: string,
  args: WandbIntegrationArgs,
  vault: Vault,
  key: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): Secret {
  return new Secret(
    `${name}-secret`,
    {
      resourceGroupName: args.resourceGroupName,
      vaultName: vault.name,
      secretName: args.secretName ?? "wandb-api-key",
      properties: { value: key, contentType: "W&B API key", attributes: { enabled: true } },
      tags: args.tags,
    },
    opts,
  );
}
