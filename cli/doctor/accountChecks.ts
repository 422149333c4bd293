/** The account: there, of the right kind, with a name, an identity and a way out. */
import { reasonOf } from "../failure";
import { failed, ok, repair, skipped, warning } from "./finding";
import type { Check } from "./finding";

export const accountChecks: readonly Check[] = [
  {
    title: "The account exists",
    async run(examined) {
      const { resourceGroup, accountName } = examined.target;
      try {
        examined.account = await examined.azure.accounts.accounts.get(resourceGroup, accountName);
      } catch (error) {
        return failed(`${accountName} in ${resourceGroup}: ${reasonOf(error)}`, repair);
      }
      const state = examined.account.properties?.provisioningState;
      return state === "Succeeded"
        ? ok(`${accountName} in ${examined.account.location}`)
        : failed(
            `${accountName} is ${state}`,
            `az cognitiveservices account show -n ${accountName} -g ${resourceGroup}`,
          );
    },
  },
  {
    title: "The account can be linked",
    async run({ account }) {
      if (!account) {
        return skipped("account");
      }
      return account.kind === "OpenAI"
        ? ok(
            "kind OpenAI; until the link is made, Azure may upgrade it to a Foundry resource, so make it soon",
          )
        : failed(
            `kind ${account.kind}: a Foundry resource cannot be linked to W&B`,
            "npx pulumi destroy, and deploy an account of kind OpenAI",
          );
    },
  },
  {
    title: "The account has a subdomain",
    async run({ account }) {
      if (!account) {
        return skipped("account");
      }
      const subdomain = account.properties?.customSubDomainName;
      return subdomain
        ? ok(account.properties!.endpoint!)
        : failed("none, and without one nobody signs in with Entra", repair);
    },
  },
  {
    title: "The account has an identity",
    async run({ account }) {
      if (!account) {
        return skipped("account");
      }
      const principalId = account.identity?.principalId;
      return principalId
        ? ok(`object id ${principalId}`)
        : failed("none, so that it cannot read the W&B key", repair);
    },
  },
  {
    title: "The account reaches the vault and W&B",
    async run({ account, target }) {
      if (!account) {
        return skipped("account");
      }
      const { restrictOutboundNetworkAccess: isRestricted, allowedFqdnList = [] } = account.properties ?? {};
      const needed = ["api.wandb.ai", `${target.vaultName}.vault.azure.net`];
      const missing = needed.filter((host) => !allowedFqdnList.includes(host));
      return isRestricted && missing.length > 0
        ? failed(
            `its outbound access is restricted, and ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not among the hosts that are allowed`,
            `az resource update --ids ${account.id} --set properties.allowedFqdnList='${JSON.stringify([...allowedFqdnList, ...missing])}'`,
          )
        : ok(isRestricted ? "both hosts are allowed" : "its outbound access is not restricted");
    },
  },
  {
    title: "Local keys are on, which the portal's step may need",
    async run({ account }) {
      if (!account) {
        return skipped("account");
      }
      return account.properties?.disableLocalAuth
        ? warning(
            "they are off, and the portal's Azure OpenAI view may not work without",
            `az resource update --ids ${account.id} --set properties.disableLocalAuth=false`,
          )
        : ok("they are");
    },
  },
];
