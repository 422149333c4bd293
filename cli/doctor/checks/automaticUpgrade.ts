/** Azure's automatic upgrade of the account to a Foundry resource, and the opt-out. */
import {
  isOptedOut,
  optOutOfUpgrade,
  readAutomaticUpgrade,
  upgradeApiVersions,
} from "../../azure/automaticUpgrade";
import type { AutomaticUpgrade } from "../../azure/automaticUpgrade";
import { defineCheck, notChecked, passed, skipped, warning } from "../check";
import type { Examination, Facts, Fix } from "../check";
import { documentation } from "../documentation";

const consequence = "After the upgrade, W&B cannot be configured";
const optOut =
  "npx azure-openai-wandb doctor --fix, which opts the account out; the W&B integration prevents the upgrade too (npx azure-openai-wandb link)";

export const automaticUpgradeCheck = defineCheck({
  id: "account.automaticUpgrade",
  title: "Automatic upgrade to Foundry",
  needs: ["account.exists"],
  documentation: documentation.foundryAutoUpgrade,
  async run(examination) {
    const { account, azure, integration } = examination;
    if (account.kind !== "OpenAI") {
      return skipped(`the account is of kind ${account.kind}`);
    }
    const found = await readAutomaticUpgrade(azure, account.id);
    if (!found) {
      return notChecked(
        `not known: Azure offers neither API version ${upgradeApiVersions.join(" nor ")}, which show it`,
        "look at Resource upgrade of the account in the Azure portal, and configure the W&B integration soon: it prevents the upgrade",
      );
    }
    const { upgrade, apiVersion } = found;
    if (isOptedOut(upgrade)) {
      return passed(
        `opted out (mode ${upgrade?.mode}). Run this command after each update of the account: whether Azure keeps the opt-out is not known`,
      );
    }
    if (integration) {
      return passed(`${planOf(upgrade)}. The W&B integration prevents it`);
    }
    return warning(
      `${planOf(upgrade)}. ${consequence}, and nothing prevents it unless the W&B integration is configured`,
      optOut,
      optingOut(examination, apiVersion),
    );
  },
});

/** Describes the upgrade as Azure returns it. */
export function planOf(upgrade: AutomaticUpgrade | undefined): string {
  if (!upgrade) {
    return "Azure returns no plan so far";
  }
  const { mode, plannedByMicrosoft, scheduledAt, statusReason } = upgrade;
  const details = [
    `mode ${mode ?? "not set"}`,
    plannedByMicrosoft === undefined
      ? undefined
      : `planned by Microsoft: ${plannedByMicrosoft ? "yes" : "no"}`,
    statusReason && `reason: ${statusReason}`,
  ].filter(Boolean);
  return `${scheduledAt ? `planned for ${dateOf(scheduledAt)}` : "not planned for a date"} (${details.join(", ")})`;
}

/** The day and the time, without the seconds; what is not a date stays as it is. */
const dateOf = (date: string): string =>
  Number.isNaN(Date.parse(date))
    ? date
    : `${new Date(date).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const optingOut = (
  { azure, account, target }: Examination & Pick<Facts, "account">,
  apiVersion: string,
): Fix => ({
  plan: `opt ${target.accountName} out of the automatic upgrade to Foundry (PATCH, foundryAutoUpgrade.mode: Disabled, ${apiVersion})`,
  async apply() {
    await optOutOfUpgrade(azure, account.id, apiVersion);
    return `opted ${target.accountName} out of the automatic upgrade to Foundry`;
  },
});
