import { regions, regionsWithoutTraining } from "./regions";

/**
 * Models that can be fine-tuned, and where. Source: Azure's tables of fine-tuning models (March 2026) and of global
 * training regions (October 2026).
 */
interface Model {
  name: string;
  version: string;
  /** Regions with standard training. */
  standard: readonly string[];
  developerTier: boolean;
  /** Regions with global training that do not offer this model. */
  unavailableIn?: readonly string[];
}

const models: readonly Model[] = [
  {
    name: "gpt-4o-mini",
    version: "2024-07-18",
    standard: ["northcentralus", "swedencentral"],
    developerTier: true,
  },
  {
    name: "gpt-4o",
    version: "2024-08-06",
    standard: ["eastus2", "northcentralus", "swedencentral"],
    developerTier: true,
  },
  {
    name: "gpt-4.1",
    version: "2025-04-14",
    standard: ["northcentralus", "swedencentral"],
    developerTier: true,
  },
  {
    name: "gpt-4.1-mini",
    version: "2025-04-14",
    standard: ["northcentralus", "swedencentral"],
    developerTier: true,
  },
  {
    name: "gpt-4.1-nano",
    version: "2025-04-14",
    standard: ["northcentralus", "swedencentral"],
    developerTier: true,
    unavailableIn: ["polandcentral"],
  },
  { name: "o4-mini", version: "2025-04-16", standard: ["eastus2", "swedencentral"], developerTier: false },
];

/** The training types of a model in a region, by their names in ARM's capabilities. */
export interface TrainingCapabilities {
  fineTune: boolean;
  globalFineTune: boolean;
  devTierFineTune: boolean;
}

export function trainingCapabilities(model: Model, region: string): TrainingCapabilities {
  const global =
    regions.includes(region) &&
    !regionsWithoutTraining.includes(region) &&
    !model.unavailableIn?.includes(region);
  return {
    fineTune: model.standard.includes(region),
    globalFineTune: global,
    devTierFineTune: global && model.developerTier,
  };
}

export function findModel(name: string, version?: string): Model | undefined {
  return models.find((model) => model.name === name && (version === undefined || model.version === version));
}

/** The models of a region as ARM returns them: with the capabilities that they have, as text. */
export function listModels(region: string): Record<string, unknown>[] {
  return models.map((model) => {
    const capabilities = Object.entries(trainingCapabilities(model, region)).filter(
      ([, isAvailable]) => isAvailable,
    );
    return {
      kind: "OpenAI",
      skuName: "S0",
      model: {
        format: "OpenAI",
        name: model.name,
        version: model.version,
        capabilities: {
          chatCompletion: "true",
          inference: "true",
          ...Object.fromEntries(capabilities.map(([name]) => [name, "true"])),
        },
        deprecation: { fineTune: "2027-10-01T00:00:00Z", inference: "2028-10-01T00:00:00Z" },
        lifecycleStatus: "GenerallyAvailable",
        maxCapacity: 3,
        skus: [
          {
            name: "Standard",
            usageName: `OpenAI.Standard.${model.name}`,
            capacity: { maximum: 1000, default: 10 },
          },
        ],
      },
    };
  });
}
