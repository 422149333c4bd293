/** Grants: the identity's right to read the secret, and everything that the stack has granted. */
import { randomUUID } from "node:crypto";
import { policyAllowsReading, rolesThatAllow } from "../azure/permissions";
import type { Grant } from "../target";
import { failed, ok, repair, skipped } from "./finding";
import type { Check, Examined } from "./finding";

/** Key Vault Secrets User: as much as reading needs. */
const secretsUser = "4633458b-17de-408a-b874-0445c86b69e6";

export const grantChecks: readonly Check[] = [
  {
    title: "The account's identity may read the secret",
    async run({ account, vault, azure, target }) {
      const principalId = account?.identity?.principalId;
      if (!principalId || !vault) {
        return skipped(principalId ? "vault" : "identity");
      }
      if (!vault.properties.enableRbacAuthorization) {
        return policyAllowsReading(vault.properties.accessPolicies, principalId)
          ? ok("by an access policy")
          : failed(
              "no access policy lets it, and the vault uses access policies",
              `az keyvault set-policy -n ${vault.name} --object-id ${principalId} --secret-permissions get list`,
              target.grants
                ? undefined
                : async () => {
                    await azure.vaults.vaults.updateAccessPolicy(target.resourceGroup, vault.name!, "add", {
                      properties: {
                        accessPolicies: [
                          {
                            tenantId: vault.properties.tenantId,
                            objectId: principalId,
                            permissions: { secrets: ["get", "list"] },
                          },
                        ],
                      },
                    });
                    return `gave the account's identity an access policy of ${vault.name}: get, list`;
                  },
            );
      }
      const scope = `${vault.id}/secrets/${target.secretName}`;
      const roles = await rolesThatAllow(
        azure,
        scope,
        principalId,
        "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      );
      return roles.length > 0
        ? ok(`as ${roles.join(", ")}; a new assignment can take ten minutes`)
        : failed(
            "no role lets it, and the vault uses Azure RBAC",
            `az role assignment create --role "Key Vault Secrets User" --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal --scope ${vault.id}`,
            // A stack's own grants are put back as they were, by the next check.
            target.grants
              ? undefined
              : async () => {
                  await azure.grants.roleAssignments.create(vault.id!, randomUUID(), {
                    principalId,
                    principalType: "ServicePrincipal",
                    roleDefinitionId: `/subscriptions/${target.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${secretsUser}`,
                  });
                  return `gave the account's identity the role Key Vault Secrets User on ${vault.name}`;
                },
          );
    },
  },
  {
    title: "The stack's grants are in place: officers, team members, the identity",
    async run(examined) {
      const { grants } = examined.target;
      if (!grants) {
        return undefined;
      }
      const missing: Grant[] = [];
      for (const grant of grants) {
        if (!(await exists(examined, grant))) {
          missing.push(grant);
        }
      }
      return missing.length === 0
        ? ok(`${grants.length} of ${grants.length}`)
        : failed(`missing: ${missing.map(({ name }) => name).join(", ")}`, repair, () =>
            putBack(examined, missing),
          );
    },
  },
];

async function exists({ azure }: Examined, { id }: Grant): Promise<boolean> {
  try {
    await azure.grants.roleAssignments.getById(id);
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) {
      return false;
    }
    throw error;
  }
}

/** Under the names that the stack's state has: to Pulumi, nothing was ever gone. */
async function putBack({ azure }: Examined, grants: readonly Grant[]): Promise<string> {
  for (const { id, principalId, principalType, roleDefinitionId } of grants) {
    await azure.grants.roleAssignments.createById(id, { principalId, principalType, roleDefinitionId });
  }
  return `put back ${grants.map(({ name }) => name).join(", ")}, as the stack has them`;
}
