/** The vault, and the secret that stores the W&B API key. */
import { policiesThatAllow, policyAllows, principalsThatMay, rolesThatAllow } from "../../azure/permissions";
import { counted, reasonOf } from "../../errors";
import { vaultGroupOf } from "../../deployment/target";
import { isMissing } from "../../network/explain";
import { defineCheck, failed, notChecked, passed, skipped, warning } from "../check";
import type { Check, Examination, Facts } from "../check";
import { documentation } from "../documentation";
import { describePrincipals } from "../principals";
import { recoverStack, rotateKey, updateStack } from "../remedies";

/** Rotate the key when its secret expires within this time. */
const expiryWarningDays = 14;
const dayMs = 86_400_000;

const notTrusted = "Azure OpenAI is not among the services that Key Vault trusts";
const setSecretAction = "Microsoft.KeyVault/vaults/secrets/setSecret/action";
const deleteSecretAction = "Microsoft.KeyVault/vaults/secrets/delete";

export const vaultChecks: readonly Check[] = [
  defineCheck({
    id: "vault.exists",
    title: "Key vault",
    needs: [],
    documentation: documentation.troubleshooting,
    async run({ target, azure }) {
      const { vaultName } = target;
      const resourceGroup = vaultGroupOf(target);
      try {
        const vault = await azure.vaults.vaults.get(resourceGroup, vaultName);
        const permissionModel = vault.properties.enableRbacAuthorization ? "Azure RBAC" : "access policies";
        return passed(`${vaultName}, permission model: ${permissionModel}`, {
          vault: { ...vault, id: vault.id ?? "", name: vaultName },
        });
      } catch (error) {
        if (!isMissing(error)) {
          throw error;
        }
        return failed(`${vaultName} in ${resourceGroup}: ${reasonOf(error)}`, updateStack);
      }
    },
  }),
  defineCheck({
    id: "vault.network",
    title: "Vault's network rules",
    needs: ["vault.exists"],
    documentation: documentation.vaultNetwork,
    async run({ vault: { name, properties } }) {
      const open = `az keyvault update -n ${name} --public-network-access Enabled --default-action Allow`;
      if (properties.publicNetworkAccess?.toLowerCase() === "disabled") {
        return failed(`public network access is disabled. ${notTrusted}`, open);
      }
      return properties.networkAcls?.defaultAction === "Deny"
        ? failed(`the firewall denies access by default. ${notTrusted}`, open)
        : passed("public network access without a firewall");
    },
  }),
  defineCheck({
    id: "secret.exists",
    title: "Secret",
    needs: ["vault.exists"],
    documentation: documentation.secrets,
    async run({ vault, azure, target }) {
      const { secretName } = target;
      try {
        const secret = await azure.vaults.secrets.get(vaultGroupOf(target), vault.name, secretName);
        return passed(secretName, { secret });
      } catch (error) {
        if (!isMissing(error)) {
          throw error;
        }
        return failed(`${secretName}: ${reasonOf(error)}`, recoverStack);
      }
    },
  }),
  defineCheck({
    id: "secret.enabled",
    title: "Secret's status",
    needs: ["secret.exists"],
    documentation: documentation.secrets,
    async run({ secret: { properties } }) {
      return properties.attributes?.enabled === false ? failed("disabled", updateStack) : passed("enabled");
    },
  }),
  defineCheck({
    id: "secret.expiry",
    title: "Secret's expiry date",
    needs: ["secret.exists"],
    documentation: documentation.secrets,
    async run({ secret: { properties } }) {
      const expires = properties.attributes?.expires;
      if (!expires) {
        return passed("none");
      }
      const days = Math.floor((expires.getTime() - Date.now()) / dayMs);
      if (days < 0) {
        return failed(`expired ${counted(-days, "day")} ago`, rotateKey);
      }
      const detail = `expires in ${counted(days, "day")}`;
      return days < expiryWarningDays ? warning(detail, rotateKey) : passed(detail);
    },
  }),
  defineCheck({
    id: "secret.permission",
    title: "Permission to rotate the key",
    needs: ["vault.exists"],
    documentation: documentation.vaultRoles,
    async run({ vault: { id, name, properties }, azure }) {
      if (!properties.enableRbacAuthorization) {
        const policies = policiesThatAllow(properties.accessPolicies, "set");
        return policies.length > 0
          ? passed(`${counted(policies.length, "principal")} with an access policy`)
          : warning(
              "no access policy allows anybody to set secrets",
              `az keyvault set-policy -n ${name} --object-id YOU --secret-permissions get list set delete`,
            );
      }
      const principals = await principalsThatMay(azure, id, setSecretAction);
      return principals.roles.size > 0
        ? passed(describePrincipals(principals))
        : warning(
            `no principal has a role that allows it to set secrets (${describePrincipals(principals)})`,
            `az role assignment create --role "Key Vault Secrets Officer" --assignee YOU --scope ${id}`,
          );
    },
  }),
  defineCheck({
    id: "secret.deletion",
    title: "Your permission to delete the secret",
    needs: ["vault.exists"],
    documentation: documentation.vaultRoles,
    async run(examination) {
      const { azure, managesSecret } = examination;
      if (managesSecret === false) {
        return skipped("the stack does not contain the secret");
      }
      const objectId = await azure.signedInObjectId();
      if (objectId === undefined) {
        return notChecked("the access token has no object ID");
      }
      const allowed = await allowedToDelete(examination, objectId);
      return allowed === undefined
        ? warning(
            `nothing allows you (object ID ${objectId}) to delete it, so that ${whatDeletes(examination)} with 403`,
            allowDeletion(examination, objectId),
          )
        : passed(allowed);
    },
  }),
];

type SecretAccess = Examination & Pick<Facts, "vault">;

/** What allows an identity to delete the secret; undefined for nothing. A group's access policy is not known to be the identity's. */
async function allowedToDelete(
  { vault: { id, properties }, azure, target }: SecretAccess,
  objectId: string,
): Promise<string | undefined> {
  if (!properties.enableRbacAuthorization) {
    return policyAllows(properties.accessPolicies, "delete", objectId) ? "access policy" : undefined;
  }
  const scope = `${id}/secrets/${target.secretName}`;
  const roles = await rolesThatAllow(azure, scope, objectId, deleteSecretAction);
  return roles.length > 0 ? roles.join(", ") : undefined;
}

/** Pulumi writes the secret through Resource Manager, and deletes it through the vault's data plane. */
const whatDeletes = ({ managesVault }: Examination) =>
  managesVault
    ? "an update that replaces the secret, such as with another secretName, fails"
    : "pulumi destroy, and an update that replaces the secret, fail";

function allowDeletion(
  { vault: { id, name, properties }, roleAssignments }: SecretAccess,
  objectId: string,
): string {
  if (roleAssignments) {
    return `list User:${objectId} or ServicePrincipal:${objectId} in keyVaultSecretsOfficers, then ${updateStack}`;
  }
  return properties.enableRbacAuthorization
    ? `az role assignment create --role "Key Vault Secrets Officer" --assignee ${objectId} --scope ${id}`
    : `az keyvault set-policy -n ${name} --object-id ${objectId} --secret-permissions get list set delete`;
}
