/**
 * How principals get access to a vault's secrets: one strategy for each case, chosen once. Each case has its own resources: Azure
 * ignores role assignments in a vault with access policies, and the reverse.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/azure-native";
import { PermissionModel } from "../args/choices";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";
import type { VaultReference } from "../lookup/references";
import type { Ownership } from "../ownership/ownership";
import { accessPolicyEntry, createAccessPolicy } from "./accessPolicy";
import type { PrincipalAccess } from "./principalAccess";
import { createRoleAssignment } from "./roleAssignment";

/** What a strategy knows of the deployment. */
export interface AccessContext {
  tenantId: pulumi.Output<string>;
  /** What the integration owns in the vault. */
  ownership: Ownership;
  opts: pulumi.CustomResourceOptions;
}

export interface AccessStrategy {
  enableRbacAuthorization: boolean;
  /** Access policies that a new vault is created with. */
  initialPolicies(
    principals: readonly PrincipalAccess[],
    context: Pick<AccessContext, "tenantId">,
  ): types.input.keyvault.AccessPolicyEntryArgs[];
  /**
   * Declares the access of principals once the vault exists.
   * @param scope ARM id of the vault or the secret.
   * @param after Resources in the same vault that are created before, where it accepts one change at a time.
   */
  assign(
    accesses: readonly PrincipalAccess[],
    vault: VaultReference,
    scope: pulumi.Output<string>,
    context: AccessContext,
    after: readonly pulumi.Resource[],
  ): pulumi.Resource[];
}

const azureRbac: AccessStrategy = {
  enableRbacAuthorization: true,
  initialPolicies: () => [],
  assign: (accesses, _vault, scope, { ownership, opts }) =>
    accesses.map((access) => createRoleAssignment(access, scope, ownership, opts)),
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
  assign: (accesses, vault, _scope, { tenantId, ownership, opts }, after) =>
    chained(accesses, after, (access, dependsOn) =>
      createAccessPolicy(access, vault, tenantId, ownership, { ...opts, dependsOn }),
    ),
};

/**
 * Creates resources one after the other, and has them deleted in reverse. Azure refuses a change of a vault's access policies that
 * meets another one (409 ConflictError), and azure-native neither locks nor retries.
 * @param after What the first depends on.
 */
function chained<Item>(
  items: readonly Item[],
  after: readonly pulumi.Resource[],
  create: (item: Item, dependsOn: pulumi.Resource[]) => pulumi.Resource,
): pulumi.Resource[] {
  const created: pulumi.Resource[] = [];
  for (const item of items) {
    created.push(create(item, created.length > 0 ? created.slice(-1) : [...after]));
  }
  return created;
}

export const permissionModelOf = ({ access }: WandbIntegrationArgs): PermissionModel =>
  access?.permissionModel ?? PermissionModel.Rbac;

/** The strategy of an integration. */
export function accessStrategy(args: WandbIntegrationArgs): AccessStrategy {
  if (permissionModelOf(args) === PermissionModel.Rbac) {
    return azureRbac;
  }
  return args.vault?.existing ? policiesOfExistingVault : policiesOfNewVault;
}
