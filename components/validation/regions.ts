/**
 * Regions in which an Azure OpenAI account can fine-tune models, by standard or by global training.
 * Source: Azure's tables of fine-tuning models and of global training regions, October 2026. Where Azure is ahead of
 * this table, `skipLocationCheck` lets a location through.
 */
export const fineTuningRegions: readonly string[] = [
  "australiaeast",
  "brazilsouth",
  "canadacentral",
  "canadaeast",
  "eastus",
  "eastus2",
  "francecentral",
  "germanywestcentral",
  "italynorth",
  "japaneast",
  "koreacentral",
  "northcentralus",
  "norwayeast",
  "polandcentral",
  "southafricanorth",
  "southcentralus",
  "southeastasia",
  "southindia",
  "spaincentral",
  "swedencentral",
  "switzerlandnorth",
  "switzerlandwest",
  "uksouth",
  "westeurope",
  "westus",
  "westus3",
];

/** Azure takes "Sweden Central" and "swedencentral" for the same region; so does this. */
export function normalizeRegion(location: string): string {
  return location.replace(/\s/g, "").toLowerCase();
}
