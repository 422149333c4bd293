import type * as pulumi from "@pulumi/pulumi";
import { AccessPolicy } from "@pulumi/azure-native/keyvault";
import type { types } from "@pulumi/azure-native";
import type { VaultReference } from "../lookup/references";
import { mapInput } from "../mapInput";
import type { PrincipalAccess } from "./principalAccess";
import { roles } from "./roles";

/** A principal's access as an entry of a vault's access policies. */
export const accessPolicyEntry = (
  { principalId, role }: PrincipalAccess,
  tenantId: pulumi.Input<string>,
): types.input.keyvault.AccessPolicyEntryArgs => ({
  tenantId,
  objectId: principalId,
  permissions: { secrets: mapInput(role, (known) => [...roles[known].secretPermissions]) },
});

/** Declares a principal's access as one access policy of an existing vault, beside those that the vault has. */
export function createAccessPolicy(
  access: PrincipalAccess,
  vault: VaultReference,
  tenantId: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): AccessPolicy {
  return new AccessPolicy(
    access.name,
    {
      resourceGroupName: vault.resourceGroupName,
      vaultName: vault.name,
      policy: accessPolicyEntry(access, tenantId),
    },
    opts,
  );
}
