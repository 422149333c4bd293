import type * as pulumi from "@pulumi/pulumi";
import { Secret, Vault } from "@pulumi/azure-native/keyvault";
import type { FoundVault } from "./existing";
import { accessPolicy } from "./grants";
import type { Grant } from "./grants";
import { mergedTags, vaultLogicalName } from "./names";
import { OnSoftDeleted, PermissionModel } from "./wandbIntegrationArgs";
import type { VaultOptions, WandbIntegrationArgs } from "./wandbIntegrationArgs";

export const secretNameOf = ({ secretName }: WandbIntegrationArgs): pulumi.Input<string> =>
  secretName ?? "wandb-api-key";

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
  const options = args.vault ?? {};
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
        publicNetworkAccess: options.publicNetworkAccess === false ? "Disabled" : "Enabled",
        networkAcls: {
          // Azure OpenAI is not among the services that this lets in; whoever trusts the others keeps them.
          bypass: "AzureServices",
          defaultAction: options.allowedIpRanges ? "Deny" : "Allow",
          ipRules: (options.allowedIpRanges ?? []).map((value) => ({ value })),
        },
        ...(options.softDeleteRetentionInDays === undefined
          ? {}
          : { softDeleteRetentionInDays: options.softDeleteRetentionInDays }),
        ...(args.onSoftDeleted === OnSoftDeleted.Recover && args.vaultName !== undefined
          ? { createMode: "recover" }
          : {}),
      },
      tags: mergedTags(args.tags, options.tags),
    },
    opts,
  );
}

/** Why Azure OpenAI will not be able to read the key, where the vault's network keeps it out. */
export function networkWarning(
  name: string,
  { publicNetworkAccess, allowedIpRanges }: VaultOptions,
): string | undefined {
  const closed =
    publicNetworkAccess === false
      ? "vault.publicNetworkAccess is false"
      : allowedIpRanges
        ? "vault.allowedIpRanges lets only those addresses in"
        : undefined;
  return (
    closed &&
    `WandbIntegration "${name}": ${closed}, and Azure OpenAI is not among the services that Key Vault trusts. Fine-tuning jobs ` +
      "will most likely fail to read the W&B key (ForbiddenByFirewall). Leave the vault open, or log with `npm run sync`. " +
      "Whoever destroys the stack has to be let in too: Pulumi deletes the secret through the vault's data plane."
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
  vault: FoundVault,
  key: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): Secret {
  const { contentType = "W&B API key", expiresOn, tags } = args.secret ?? {};
  // Azure counts in seconds since 1970.
  const expires = expiresOn === undefined ? {} : { expires: Math.floor(Date.parse(expiresOn) / 1000) };
  return new Secret(
    `${name}-secret`,
    {
      resourceGroupName: vault.resourceGroupName,
      vaultName: vault.name,
      secretName: secretNameOf(args),
      properties: { value: key, contentType, attributes: { enabled: true, ...expires } },
      tags: mergedTags(args.tags, tags),
    },
    opts,
  );
}
