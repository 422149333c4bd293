import type * as pulumi from "@pulumi/pulumi";
import { AccessPolicy, getVault } from "@pulumi/azure-native/keyvault";
import type { types } from "@pulumi/azure-native";
import { allOf } from "../allOf";
import type { VaultReference } from "../lookup/references";
import { mapInput } from "../mapInput";
import type { Ownership } from "../ownership/ownership";
import { invokeOptions } from "../ownership/unmanaged";
import { sameId } from "./objectIds";
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
  ownership: Ownership,
  opts: pulumi.CustomResourceOptions,
): AccessPolicy {
  const { name, principalId, remedy } = access;
  const child = { name, kind: "access policy", key: [principalId], remedy };
  const { resourceGroupName, name: vaultName } = vault;
  const policy = new AccessPolicy(
    name,
    {
      resourceGroupName,
      vaultName: allOf([vaultName, ownership.claim(child)]).apply(([known]) => known),
      policy: accessPolicyEntry(access, tenantId),
    },
    opts,
  );
  ownership.lookUp(child, policy, { resourceGroupName, vaultName, principalId }, async (known) => {
    const found = await getVault(known, invokeOptions(opts));
    return found.properties.accessPolicies?.some(({ objectId }) => sameId(objectId, known.principalId))
      ? found
      : undefined;
  });
  return policy;
}
