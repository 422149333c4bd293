/**
 * How principals get access to a vault's secrets: one strategy for each case, chosen once. Each case has its own resources: Azure
 * ignores role assignments in a vault with access policies, and the reverse.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/azure-native";
import { PermissionModel } from "../args/choices";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";
import type { VaultReference } from "../lookup/references";
import { accessPolicyEntry, createAccessPolicy } from "./accessPolicy";
import type { PrincipalAccess } from "./principalAccess";
import { createRoleAssignment } from "./roleAssignment";

/** What a strategy knows of the deployment. */
export interface AccessContext {
  tenantId: pulumi.Output<string>;
  opts: pulumi.CustomResourceOptions;
}

export interface AccessStrategy {
  enableRbacAuthorization: boolean;
  /** Access policies that a new vault is created with. */
  initialPolicies(
    principals: readonly PrincipalAccess[],
    context: AccessContext,
  ): types.input.keyvault.AccessPolicyEntryArgs[];
  /**
   * Declares a principal's access once the vault exists.
   * @param scope ARM id of the vault or the secret.
   */
  assign(
    access: PrincipalAccess,
    vault: VaultReference,
    scope: pulumi.Output<string>,
    context: AccessContext,
  ): pulumi.Resource[];
}

const azureRbac: AccessStrategy = {
  enableRbacAuthorization: true,
  initialPolicies: () => [],
  assign: (access, _vault, scope, { opts }) => [createRoleAssignment(access, scope, opts)],
};

const policiesOfNewVault: AccessStrategy = {
  enableRbacAuthorization: false,
  initialPolicies: (principals, { tenantId }) =>
    principals.map((access) => accessPolicyEntry(access, tenantId)),
  assign: () => [],
};

const policiesOfExistingVault: AccessStrategy = {
  enableRbacAuthorization: false,
  initialPolicies: () => [],
  assign: (access, vault, _scope, { tenantId, opts }) => [createAccessPolicy(access, vault, tenantId, opts)],
};

export const permissionModelOf = ({ access }: WandbIntegrationArgs): PermissionModel =>
  access?.permissionModel ?? PermissionModel.Rbac;

/** The strategy of an integration. */
export function accessStrategy(args: WandbIntegrationArgs): AccessStrategy {
  if (permissionModelOf(args) === PermissionModel.Rbac) {
    return azureRbac;
  }
  return args.vault?.existing ? policiesOfExistingVault : policiesOfNewVault;
}
