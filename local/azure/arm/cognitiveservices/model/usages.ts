/** Quotas of a subscription in a region, and what is used of them (recorded, Azure/azure-dev, swedencentral, 23 April 2026). */
import type { Platform } from "../../../service";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { accountType, countOpenAiAccounts } from "./accounts";
import { deploymentType } from "./deployments";
import { findModel, usageName } from "./models";

interface Quota {
  name: string;
  title: string;
  limit: number;
}

const tokens = (name: string, title: string, limit: number): Quota => ({
  name: `OpenAI.${name}`,
  title: `Tokens Per Minute (thousands) - ${title}`,
  limit,
});

/** A model's quotas for its deployments once it is fine-tuned. */
const fineTuned = (name: string, title: string, limit: number): Quota[] =>
  ["GlobalStandard", "Standard", "DeveloperTier"].map((sku) =>
    tokens(`${sku}.${name}-finetune`, `${title} - ${sku} - FineTune`, limit),
  );

const capacityQuotas: readonly Quota[] = [
  { name: "OpenAI.FineTuned.Deployments", title: "Standard Fine-Tuned Deployments", limit: 10 },
  tokens("Standard.gpt-4o", "gpt-4o", 150),
  tokens("GlobalStandard.gpt-4o", "gpt-4o - GlobalStandard", 450),
  tokens("Standard.gpt-4o-mini", "GPT-4o-mini", 350),
  tokens("GlobalStandard.gpt-4o-mini", "gpt-4o-mini - GlobalStandard", 2000),
  tokens("Standard.gpt-4o-finetune", "GPT-4o - finetune", 250),
  tokens("GlobalStandard.gpt-4o-finetune", "GPT-4o - finetune - GlobalStandard", 250),
  tokens("Standard.gpt-4o-mini-finetune", "GPT-4o-mini - finetune", 500),
  tokens("GlobalStandard.gpt-4o-mini-finetune", "GPT-4o-mini - finetune - GlobalStandard", 500),
  tokens("Standard.gpt4.1", "4.1 - Standard", 1000),
  tokens("GlobalStandard.gpt4.1", "4.1 - GlobalStandard", 1000),
  tokens("Standard.gpt4.1-mini", "4.1-mini - Standard", 5300),
  tokens("GlobalStandard.gpt4.1-mini", "4.1-mini - GlobalStandard", 5000),
  tokens("GlobalStandard.gpt4.1-nano", "4.1-nano - GlobalStandard", 5000),
  ...fineTuned("gpt4.1", "4.1", 250),
  ...fineTuned("gpt4.1-mini", "4.1-mini", 500),
  ...fineTuned("gpt4.1-nano", "4.1-nano", 500),
];

/** @param region In the format of ids. */
export function usagesOf(platform: Platform, region: string): Record<string, unknown>[] {
  const isHere = ({ location }: ArmResource) => regionName(location) === region;
  const accounts = platform.resources.list(accountType).filter(isHere);
  const deployments = platform.resources.list(deploymentType).filter(isHere);
  const { openAiAccountLimit } = platform.settings.current;
  return [
    usage(
      {
        name: "OpenAI.S0.AccountCount",
        title: "Maximum resources for OpenAI S0 sku.",
        limit: openAiAccountLimit,
      },
      countOpenAiAccounts(platform, region),
    ),
    ...capacityQuotas.map((quota) => usage(quota, usedBy(deployments, quota.name))),
    usage(
      { name: "AIServices.S0.AccountCount", title: "Maximum resources for AIServices S0 sku.", limit: 100 },
      accounts.filter(({ kind }) => kind === "AIServices").length,
    ),
    usage({ name: "AccountCount", title: "Maximum Resources per Region", limit: 200 }, accounts.length),
  ];
}

const usage = ({ name, title, limit }: Quota, currentValue: number) => ({
  name: { value: name, localizedValue: title },
  currentValue,
  limit,
  unit: "Count",
});

/** The capacity of the deployments of base models in a quota. */
function usedBy(deployments: readonly ArmResource[], quota: string): number {
  return deployments
    .filter(({ sku, properties }) => {
      const { name, version } = properties.model as { name: string; version?: string };
      const model = findModel(name, version);
      return model !== undefined && usageName(model, String(sku?.name)) === quota;
    })
    .reduce((sum, { sku }) => sum + Number(sku?.capacity ?? 0), 0);
}
