import { regionName } from "../../resources";
import { models } from "./catalogue";
import type { Model } from "./catalogue";
import { regions, regionsWithDataZoneTraining, regionsWithoutGlobalTraining } from "./regions";

/** The training types of a model in a region, by their names in ARM's capabilities. */
export interface TrainingCapabilities {
  fineTune: boolean;
  globalFineTune: boolean;
  datazoneFineTune: boolean;
  devTierFineTune: boolean;
  /** In a data zone. It is no part of the lists of models: how they name it is not known. */
}

const noTraining: TrainingCapabilities = {
  fineTune: false,
  globalFineTune: false,
  datazoneFineTune: false,
  devTierFineTune: false,
};

/** @param location A region, in any spelling. */
export function trainingCapabilities({ training }: Model, location: string): TrainingCapabilities {
  if (!training) {
    return noTraining;
  }
  const region = regionName(location);
  const { standard, developerTier, developerTierAlone = [], unavailableIn = [] } = training;
  const isOffered = training.global && regions.includes(region) && !unavailableIn.includes(region);
  const global = isOffered && !regionsWithoutGlobalTraining.includes(region);
  return {
    fineTune: standard.includes(region),
    globalFineTune: global,
    datazoneFineTune: isOffered && regionsWithDataZoneTraining.includes(region),
    devTierFineTune: (global && developerTier) || developerTierAlone.includes(region),
  };
}

export function findModel(name: string, version?: string): Model | undefined {
  return models.find((model) => model.name === name && (version === undefined || model.version === version));
}

/** The quota that deployments of a model use: `OpenAI.Standard.gpt4.1-mini`. */
export const usageName = ({ name, quotaName = name }: Model, sku: string): string =>
  `OpenAI.${sku}.${quotaName}`;
