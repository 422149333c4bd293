/**
 * The clouds of Azure, which differ in their hosts (Microsoft Learn: "Compare Azure Government and global Azure"; "Check endpoints in Azure
 * operated by 21Vianet"; "Azure OpenAI in Azure Government", August 2025).
 */

/** The name of a cloud, as the Azure CLI has it. */
export type CloudName = "AzureCloud" | "AzureUSGovernment" | "AzureChinaCloud";

interface CloudHosts {
  title: string;
  /** Other names, in lower case: azure-native's, those of Azure's SDKs and of PowerShell. */
  aliases: readonly string[];
  /** Ends the hosts of key vaults. */
  vaultSuffix: string;
  /** Ends the hosts of Azure OpenAI accounts. */
  openAiSuffix: string;
  /** Host of the portal with "Manage integrations"; undefined where there is none. */
  foundryPortal?: string;
  /** Begin the names of the cloud's regions; none for the public cloud. */
  regionPrefixes: readonly string[];
  /** What Microsoft documents of fine-tuning where it does not offer it. */
  noTraining?: string;
}

export const clouds: Readonly<Record<CloudName, CloudHosts>> = {
  AzureCloud: {
    title: "Azure's public cloud",
    aliases: ["public", "azurepubliccloud", "azure"],
    vaultSuffix: "vault.azure.net",
    openAiSuffix: "openai.azure.com",
    foundryPortal: "ai.azure.com",
    regionPrefixes: [],
  },
  AzureUSGovernment: {
    title: "Azure US Government",
    aliases: ["usgovernment", "azureusgovernmentcloud", "azuregovernment", "usgov"],
    vaultSuffix: "vault.usgovcloudapi.net",
    openAiSuffix: "openai.azure.us",
    foundryPortal: "ai.azure.us",
    regionPrefixes: ["usgov", "usdod"],
    // "Microsoft Foundry in Azure Government" (September 2026) and its quotas (April 2026) list no fine-tuning; by "Azure OpenAI in Azure
    // Government" (August 2025) no feature stores data there, as training files are.
    noTraining: "Microsoft documents no fine-tuning in Azure US Government",
  },
  AzureChinaCloud: {
    title: "Azure operated by 21Vianet (China)",
    aliases: ["china", "azurechina"],
    vaultSuffix: "vault.azure.cn",
    openAiSuffix: "openai.azure.cn",
    regionPrefixes: ["china"],
    // "Microsoft Foundry feature availability across cloud regions" (2026) lists regions of Azure and of Azure US Government alone.
    noTraining: "Azure operated by 21Vianet (China) does not offer Azure OpenAI",
  },
};

const names = Object.keys(clouds) as CloudName[];

/** Returns the cloud of a name in any of its forms; undefined for another name. */
export const cloudNamed = (text: string): CloudName | undefined =>
  names.find((name) => [name.toLowerCase(), ...clouds[name].aliases].includes(text.trim().toLowerCase()));

/** Returns the cloud of a host or a URL of a vault or an account; undefined for another host. */
export function cloudOfHost(hostOrUrl: string): CloudName | undefined {
  const host = (URL.canParse(hostOrUrl) && new URL(hostOrUrl).hostname) || hostOrUrl;
  return names.find((name) =>
    [clouds[name].vaultSuffix, clouds[name].openAiSuffix].some((suffix) =>
      host.toLowerCase().endsWith(`.${suffix}`),
    ),
  );
}

const compact = (region: string) => region.replace(/\s/g, "").toLowerCase();

/** Returns the cloud of a region by its name, such as `usgovvirginia` or "US Gov Virginia". */
export const cloudOfRegion = (region: string): CloudName =>
  names.find((name) => clouds[name].regionPrefixes.some((prefix) => compact(region).startsWith(prefix))) ??
  "AzureCloud";
