/** The account: its kind, endpoint, identity and outbound network access. */
import { currentCloud } from "../../azure/clouds";
import { reasonOf } from "../../errors";
import { isMissing } from "../../network/explain";
import { shellQuoted } from "../../shellQuoted";
import { publicApiHosts } from "../../wandb/server";
import { defineCheck, failed, passed, skipped, warning } from "../check";
import type { Check } from "../check";
import { documentation } from "../documentation";
import { updateStack } from "../remedies";
import { rollbackObstacles } from "./rollback";

export const accountChecks: readonly Check[] = [
  defineCheck({
    id: "account.exists",
    title: "Azure OpenAI account",
    needs: [],
    documentation: documentation.account,
    async run({ target: { resourceGroup, accountName }, azure }) {
      try {
        const account = await azure.accounts.accounts.get(resourceGroup, accountName);
        const { id = "", location = "" } = account;
        return passed(`${accountName} in ${location}`, { account: { ...account, id, location } });
      } catch (error) {
        if (!isMissing(error)) {
          throw error;
        }
        return failed(`${accountName} in ${resourceGroup}: ${reasonOf(error)}`, updateStack);
      }
    },
  }),
  defineCheck({
    id: "account.provisioned",
    title: "Account's provisioning state",
    needs: ["account.exists"],
    documentation: documentation.account,
    async run({ account, target: { resourceGroup, accountName } }) {
      const state = account.properties?.provisioningState ?? "unknown";
      return state === "Succeeded"
        ? passed(state)
        : failed(state, `az cognitiveservices account show -n ${accountName} -g ${resourceGroup}`);
    },
  }),
  defineCheck({
    id: "account.kind",
    title: "Account's kind",
    needs: ["account.exists"],
    documentation: documentation.wandbIntegration,
    async run({ account: { kind }, managesAccount }) {
      return kind === "OpenAI"
        ? passed("OpenAI")
        : failed(
            `${kind}. A Foundry resource has no W&B integration. Files, jobs and models remain after a rollback to kind OpenAI. After it, opt out of the next upgrade (npx azure-openai-wandb doctor --fix)`,
            managesAccount === false
              ? "in the Azure portal, on the account's overview page: Rollback upgrade"
              : `${updateStack}, which rolls the account back`,
          );
    },
  }),
  defineCheck({
    id: "account.rollback",
    title: "Rollback to kind OpenAI",
    needs: ["account.exists"],
    documentation: documentation.foundryRollback,
    async run({ account, azure, target }) {
      if (account.kind !== "AIServices") {
        return skipped(`the account is of kind ${account.kind}`);
      }
      const obstacles = await rollbackObstacles(azure, target, account);
      return obstacles.length === 0
        ? passed("nothing prevents it")
        : failed(
            `prevented by ${obstacles.map(({ what }) => what).join("; ")}`,
            obstacles.map(({ remedy }) => remedy).join("; "),
          );
    },
  }),
  defineCheck({
    id: "account.subdomain",
    title: "Account's subdomain",
    needs: ["account.exists"],
    documentation: documentation.subdomain,
    async run({ account: { properties } }) {
      return properties?.customSubDomainName && properties.endpoint
        ? passed(properties.endpoint, { endpoint: properties.endpoint })
        : failed("none, which sign-in with Microsoft Entra ID requires", updateStack);
    },
  }),
  defineCheck({
    id: "account.identity",
    title: "Account's identity",
    needs: ["account.exists"],
    documentation: documentation.wandbIntegration,
    async run({ account: { identity } }) {
      return identity?.principalId
        ? passed(`object ID ${identity.principalId}`, { principalId: identity.principalId })
        : failed("no system-assigned identity, which reads the W&B API key", updateStack);
    },
  }),
  defineCheck({
    id: "account.outboundAccess",
    title: "Account's outbound network access",
    needs: ["account.exists"],
    documentation: documentation.outboundAccess,
    async run({ account, target: { vaultName } }) {
      const { restrictOutboundNetworkAccess: isRestricted, allowedFqdnList = [] } = account.properties ?? {};
      const required = [...publicApiHosts, `${vaultName}.${currentCloud().vaultSuffix}`];
      const missing = required.filter((host) => !allowedFqdnList.includes(host));
      const allowMissing = `az resource update --ids ${account.id} --set properties.allowedFqdnList=${shellQuoted(JSON.stringify([...allowedFqdnList, ...missing]))}`;
      if (!isRestricted) {
        return passed("not restricted");
      }
      if (missing.length === 0) {
        return passed("restricted; W&B and the vault are allowed");
      }
      const detail = `restricted; not allowed: ${missing.join(", ")}`;
      // Which of W&B's hosts Azure calls is not published: one of them may be enough.
      const mayLog = missing.length === 1 && publicApiHosts.includes(missing[0] ?? "");
      return mayLog
        ? warning(`${detail}, one of W&B's two hosts`, allowMissing)
        : failed(detail, allowMissing);
    },
  }),
  defineCheck({
    id: "account.localAuthentication",
    title: "Account's keys",
    needs: ["account.exists"],
    documentation: documentation.troubleshooting,
    async run({ account: { id, properties } }) {
      return properties?.disableLocalAuth
        ? warning(
            "disabled. The portal's Azure OpenAI view may not work without them",
            `az resource update --ids ${id} --set properties.disableLocalAuth=false`,
          )
        : passed("enabled, as the portal's Azure OpenAI view may require");
    },
  }),
];
