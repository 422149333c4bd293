import { regionName } from "../../resources";
import { currentDeprecation, models } from "./catalogue";
import type { Model } from "./catalogue";
import { regions, regionsWithoutGlobalTraining } from "./regions";

/** The training types of a model in a region, by their names in ARM's capabilities. */
export interface TrainingCapabilities {
  fineTune: boolean;
  globalFineTune: boolean;
  devTierFineTune: boolean;
}

/** @param location A region, in any spelling. */
export function trainingCapabilities({ training }: Model, location: string): TrainingCapabilities {
  if (!training) {
    return { fineTune: false, globalFineTune: false, devTierFineTune: false };
  }
  const region = regionName(location);
  const { standard, developerTier, developerTierAlone = [], unavailableIn = [] } = training;
  const global =
    training.global &&
    regions.includes(region) &&
    !regionsWithoutGlobalTraining.includes(region) &&
    !unavailableIn.includes(region);
  return {
    fineTune: standard.includes(region),
    globalFineTune: global,
    devTierFineTune: (global && developerTier) || developerTierAlone.includes(region),
  };
}

export function findModel(name: string, version?: string): Model | undefined {
  return models.find((model) => model.name === name && (version === undefined || model.version === version));
}

/** When training and inference of a model end. */
export const deprecationOf = ({ deprecation = currentDeprecation }: Model) => deprecation;

/** Whether a use of a model has ended. @param now Milliseconds. */
export const isRetired = (model: Model, use: "fineTune" | "inference", now: number): boolean =>
  Date.parse(deprecationOf(model)[use]) <= now;

/** The quota that deployments of a model use: `OpenAI.Standard.gpt4.1-mini`. */
export const usageName = ({ name, quotaName = name }: Model, sku: string): string =>
  `OpenAI.${sku}.${quotaName}`;

/**
 * The models of a region as ARM returns them: with the capabilities that they have, as text.
 * @param location A region, in any spelling.
 */
export function listModels(location: string): Record<string, unknown>[] {
  return models.map((model) => {
    const { name, version, training, lifecycleStatus = "GenerallyAvailable" } = model;
    const trained = Object.entries(trainingCapabilities(model, location)).filter(
      ([, isAvailable]) => isAvailable,
    );
    return {
      kind: "OpenAI",
      skuName: "S0",
      model: {
        format: "OpenAI",
        name,
        version,
        capabilities: {
          chatCompletion: "true",
          inference: "true",
          ...Object.fromEntries(trained.map(([capability]) => [capability, "true"])),
          ...(training
            ? {
                FineTuneTokensMaxValue: "2000000000",
                FineTuneTokensMaxValuePerExample: training.tokensPerExample,
              }
            : {}),
        },
        deprecation: deprecationOf(model),
        lifecycleStatus,
        maxCapacity: 3,
        skus: [
          {
            name: "Standard",
            usageName: usageName(model, "Standard"),
            capacity: { maximum: 1000, default: 10 },
          },
        ],
      },
    };
  });
}
