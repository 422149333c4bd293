/** The permission of the account's identity to read the secret, and the stack's role assignments. */
import { randomUUID } from "node:crypto";
import { policyAllows, rolesThatAllow } from "../../azure/permissions";
import { roleIds } from "../../azure/roles";
import type { RoleAssignment } from "../../deployment/stackResources";
import { vaultGroupOf } from "../../deployment/target";
import { defineCheck, failed, notChecked, passed, warning } from "../check";
import type { Check, Examination, Facts, Fix } from "../check";
import { documentation } from "../documentation";
import { isMissing } from "../../network/explain";
import { updateStack } from "../remedies";

const getSecretAction = "Microsoft.KeyVault/vaults/secrets/getSecret/action";

type IdentityAccess = Examination & Pick<Facts, "principalId" | "vault">;

const identityAccessCheck = defineCheck({
  id: "identity.secretAccess",
  title: "Identity's access to the secret",
  needs: ["account.identity", "vault.exists"],
  documentation: documentation.vaultRoles,
  run: (access) =>
    access.vault.properties.enableRbacAuthorization ? checkRoles(access) : checkAccessPolicies(access),
});

async function checkRoles(access: IdentityAccess) {
  const { principalId, vault, azure, target, roleAssignments } = access;
  const scope = `${vault.id}/secrets/${target.secretName}`;
  const roles = await rolesThatAllow(azure, scope, principalId, getSecretAction);
  return roles.length > 0
    ? passed(`${roles.join(", ")}; a new role assignment can take ten minutes`)
    : failed(
        "no role allows it, and the vault's permission model is Azure RBAC",
        `az role assignment create --role "Key Vault Secrets User" --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal --scope ${vault.id}`,
        // The next check restores a stack's role assignments under the names in its state.
        roleAssignments ? undefined : assigningSecretsUser(access),
      );
}

const assigningSecretsUser = ({ principalId, vault, azure, target }: IdentityAccess): Fix => ({
  plan: `assign Key Vault Secrets User on ${vault.name} to the account's identity`,
  async apply() {
    await azure.authorization.roleAssignments.create(vault.id, randomUUID(), {
      principalId,
      principalType: "ServicePrincipal",
      roleDefinitionId: `/subscriptions/${target.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleIds.keyVaultSecretsUser}`,
    });
    return `assigned Key Vault Secrets User on ${vault.name} to the account's identity`;
  },
});

async function checkAccessPolicies(access: IdentityAccess) {
  const { principalId, vault, roleAssignments } = access;
  return policyAllows(vault.properties.accessPolicies, "get", principalId)
    ? passed("access policy")
    : failed(
        "no access policy allows it, and the vault's permission model is access policies",
        `az keyvault set-policy -n ${vault.name} --object-id ${principalId} --secret-permissions get list`,
        roleAssignments ? undefined : addingAccessPolicy(access),
      );
}

const addingAccessPolicy = ({ principalId, vault, azure, target }: IdentityAccess): Fix => ({
  plan: `add an access policy (get, list) for the account's identity to ${vault.name}`,
  async apply() {
    const { tenantId } = vault.properties;
    await azure.vaults.vaults.updateAccessPolicy(vaultGroupOf(target), vault.name, "add", {
      properties: {
        accessPolicies: [{ tenantId, objectId: principalId, permissions: { secrets: ["get", "list"] } }],
      },
    });
    return `added an access policy (get, list) for the account's identity to ${vault.name}`;
  },
});

/** Checks that each role assignment in the stack's state exists. */
const stackRoleAssignmentsCheck = (roleAssignments: readonly RoleAssignment[]): Check =>
  defineCheck({
    id: "stack.roleAssignments",
    title: "Stack's role assignments",
    needs: [],
    documentation: documentation.troubleshooting,
    async run(examination) {
      const missing: RoleAssignment[] = [];
      for (const roleAssignment of roleAssignments) {
        if (!(await exists(examination, roleAssignment))) {
          missing.push(roleAssignment);
        }
      }
      return missing.length === 0
        ? passed(`${roleAssignments.length} of ${roleAssignments.length} exist`)
        : failed(`missing: ${namesOf(missing)}`, updateStack, restoring(examination, missing));
    },
  });

/** Checks that the directory has the principal of each role assignment. Azure keeps role assignments of those that were deleted. */
const stackPrincipalsCheck = (roleAssignments: readonly RoleAssignment[]): Check =>
  defineCheck({
    id: "stack.principals",
    title: "Principals of the stack's role assignments",
    needs: [],
    documentation: documentation.troubleshooting,
    async run({ azure }) {
      const ids = [...new Set(roleAssignments.map(({ principalId }) => principalId))];
      const existing = await azure.findPrincipals(ids);
      if ("notReadBecause" in existing) {
        return notChecked(`the directory could not be read (${existing.notReadBecause})`);
      }
      const missing = roleAssignments.filter(
        ({ principalId }) => !existing.objectIds.has(principalId.toLowerCase()),
      );
      const list = missing.map(({ name, principalId }) => `${name} (${principalId})`).join(", ");
      return missing.length === 0
        ? passed(`${ids.length} of ${ids.length} exist`)
        : warning(
            `Microsoft Entra ID has no principal for ${list}`,
            `remove the principal from keyVaultSecretsOfficers or fineTuningPrincipals, then ${updateStack}`,
          );
    },
  });

const namesOf = (roleAssignments: readonly RoleAssignment[]) =>
  roleAssignments.map(({ name }) => name).join(", ");

async function exists({ azure }: Examination, { id }: RoleAssignment): Promise<boolean> {
  try {
    await azure.authorization.roleAssignments.getById(id);
    return true;
  } catch (error) {
    if (isMissing(error)) {
      return false;
    }
    throw error;
  }
}

/** Creates role assignments under the IDs in the stack's state, so that Pulumi finds nothing to change. */
const restoring = ({ azure }: Examination, missing: readonly RoleAssignment[]): Fix => ({
  plan: `restore the stack's role assignments ${namesOf(missing)}`,
  async apply() {
    for (const { id, principalId, principalType, roleDefinitionId } of missing) {
      await azure.authorization.roleAssignments.createById(id, {
        principalId,
        principalType,
        roleDefinitionId,
      });
    }
    return `restored the stack's role assignments ${namesOf(missing)}`;
  },
});

/** @param roleAssignments The stack's role assignments, if the deployment is a stack. */
export const accessChecks = (roleAssignments: readonly RoleAssignment[] | undefined): Check[] => [
  identityAccessCheck,
  ...(roleAssignments
    ? [stackRoleAssignmentsCheck(roleAssignments), stackPrincipalsCheck(roleAssignments)]
    : []),
];
