/** The vault: there, open to Azure OpenAI, with a secret that is valid. */
import { principalsThatMay } from "../azure/permissions";
import { reasonOf } from "../failure";
import { failed, ok, repair, skipped, warning } from "./finding";
import type { Check } from "./finding";

/** Days before a secret's expiry at which it is time to rotate the key. */
const soon = 14;

export const vaultChecks: readonly Check[] = [
  {
    title: "The vault exists",
    async run(examined) {
      const { resourceGroup, vaultName } = examined.target;
      try {
        examined.vault = await examined.azure.vaults.vaults.get(resourceGroup, vaultName);
      } catch (error) {
        return failed(`${vaultName} in ${resourceGroup}: ${reasonOf(error)}`, repair);
      }
      const mode = examined.vault.properties.enableRbacAuthorization ? "Azure RBAC" : "access policies";
      return ok(`${vaultName}, which uses ${mode}`);
    },
  },
  {
    title: "The vault's network lets Azure OpenAI in",
    async run({ vault }) {
      if (!vault) {
        return skipped("vault");
      }
      const { publicNetworkAccess, networkAcls } = vault.properties;
      const open = `az keyvault update -n ${vault.name} --public-network-access Enabled --default-action Allow`;
      if (publicNetworkAccess?.toLowerCase() === "disabled") {
        return failed(
          "public access is off, and Azure OpenAI is not among the services that Key Vault trusts",
          open,
        );
      }
      return networkAcls?.defaultAction === "Deny"
        ? failed(
            "its firewall is closed, and Azure OpenAI is not among the services that Key Vault trusts",
            open,
          )
        : ok("public access without rules");
    },
  },
  {
    title: "The secret exists and is valid",
    async run(examined) {
      const { vault, azure, target } = examined;
      if (!vault) {
        return skipped("vault");
      }
      try {
        examined.secret = await azure.vaults.secrets.get(
          target.resourceGroup,
          vault.name!,
          target.secretName,
        );
      } catch (error) {
        return failed(`${target.secretName}: ${reasonOf(error)}`, repair);
      }
      const { attributes } = examined.secret.properties;
      if (attributes?.enabled === false) {
        return failed(`${target.secretName} is disabled`, repair);
      }
      const days = attributes?.expires
        ? Math.floor((attributes.expires.getTime() - Date.now()) / 86_400_000)
        : undefined;
      if (days !== undefined && days < 0) {
        return failed(
          `${target.secretName} expired ${-days} days ago`,
          "npx pulumi config set --secret wandbApiKey, then npx pulumi up",
        );
      }
      return days !== undefined && days < soon
        ? warning(
            `${target.secretName} expires in ${days} days`,
            "npx pulumi config set --secret wandbApiKey, then npx pulumi up",
          )
        : ok(`${target.secretName} is enabled`);
    },
  },
  {
    title: "Somebody may manage the secret",
    async run({ vault, azure }) {
      if (!vault) {
        return skipped("vault");
      }
      if (!vault.properties.enableRbacAuthorization) {
        const may = (vault.properties.accessPolicies ?? []).filter(({ permissions }) =>
          permissions.secrets?.some((one) => ["set", "all"].includes(one.toLowerCase())),
        );
        return may.length > 0
          ? ok(`${may.length}, by access policies`)
          : warning(
              "no access policy lets anybody",
              `az keyvault set-policy -n ${vault.name} --object-id YOU --secret-permissions get list set delete`,
            );
      }
      const action = "Microsoft.KeyVault/vaults/secrets/setSecret/action";
      const many = await principalsThatMay(azure, vault.id!, action);
      return many.size > 0
        ? ok(
            `${many.size} ${many.size === 1 ? "principal" : "principals"}, as ${[...new Set(many.values())].join(", ")}`,
          )
        : warning(
            "no role lets anybody rotate the key",
            `az role assignment create --role "Key Vault Secrets Officer" --assignee YOU --scope ${vault.id}`,
          );
    },
  },
];
