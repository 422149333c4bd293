import * as pulumi from "@pulumi/pulumi";
import { RoleAssignment } from "@pulumi/azure-native/authorization";
import { AccessPolicy } from "@pulumi/azure-native/keyvault";
import type { types } from "@pulumi/azure-native";
import type { FoundVault } from "./existing";
import { roleAssignmentName } from "./names";
import { roleDefinitionId, roles } from "./roles";
import type { RoleName } from "./roles";
import { checkObjectId, principalKey } from "./validation";
import type { Principal, PrincipalType } from "./wandbIntegrationArgs";

/** One principal that is to have one role: as a role assignment, or as an entry of the vault's access policies. */
export interface Grant {
  /** Pulumi name of the role assignment. It follows the principal, so that reordering a list changes nothing. */
  name: string;
  principalId: pulumi.Input<string>;
  /** Always said: Azure otherwise looks the principal up, and a new identity is not found for some time (PrincipalNotFound). */
  principalType: pulumi.Input<PrincipalType>;
  role: RoleName;
  description?: string;
  condition?: string;
  /** Another Pulumi name that the same assignment may have in the state. Azure has one for each scope, principal and role. */
  formerName?: pulumi.Input<string>;
}

/** The grants of a list of principals. */
export function grantsFor(namePrefix: string, principals: readonly Principal[], role: RoleName): Grant[] {
  return principals.map((principal) => ({
    name: `${namePrefix}-${principalKey(principal)}`,
    principalId: pulumi.output(principal.objectId).apply(knownObjectId),
    principalType: principal.type,
    role,
    description: principal.description,
    condition: principal.condition,
  }));
}

function knownObjectId(objectId: string): string {
  const reason = checkObjectId(objectId);
  if (reason) {
    throw new Error(`A principal's objectId ${reason}`);
  }
  return objectId;
}

/** Declares a grant as a role assignment on a resource. */
export function createRoleAssignment(
  grant: Grant,
  scope: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): RoleAssignment {
  return new RoleAssignment(
    grant.name,
    {
      scope,
      principalId: grant.principalId,
      principalType: grant.principalType,
      roleDefinitionId: scope.apply((id) => roleDefinitionId(subscriptionOf(id), grant.role)),
      roleAssignmentName: pulumi
        .all([scope, grant.principalId])
        .apply(([id, principalId]) => roleAssignmentName(id, principalId, roles[grant.role].id)),
      description: grant.description,
      ...(grant.condition ? { condition: grant.condition, conditionVersion: "2.0" } : {}),
    },
    grant.formerName === undefined ? opts : { ...opts, aliases: [{ name: grant.formerName }] },
  );
}

function subscriptionOf(resourceId: string): string {
  return resourceId.split("/")[2] ?? "";
}

/** Declares a grant as one access policy of a vault that is there, and leaves its others alone. */
export function createAccessPolicy(
  grant: Grant,
  vault: FoundVault,
  tenantId: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): AccessPolicy {
  return new AccessPolicy(
    grant.name,
    {
      resourceGroupName: vault.resourceGroupName,
      vaultName: vault.name,
      policy: accessPolicy(grant, tenantId),
    },
    opts,
  );
}

/** A grant as an entry of the vault's access policies. */
export function accessPolicy(
  grant: Grant,
  tenantId: pulumi.Input<string>,
): types.input.keyvault.AccessPolicyEntryArgs {
  return {
    tenantId,
    objectId: grant.principalId,
    permissions: { secrets: [...roles[grant.role].secretPermissions] },
  };
}
