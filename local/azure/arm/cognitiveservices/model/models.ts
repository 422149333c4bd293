import { regionName } from "../../resources";
import { currentDeprecation, models } from "./catalogue";
import type { Model } from "./catalogue";
import { regions, regionsWithDataZoneTraining, regionsWithoutGlobalTraining } from "./regions";

/** The training types of a model in a region, by their names in ARM's capabilities. */
export interface TrainingCapabilities {
  fineTune: boolean;
  globalFineTune: boolean;
  devTierFineTune: boolean;
  /** In a data zone. It is no part of the lists of models: how they name it is not known. */
  dataZoneFineTune: boolean;
}

const noTraining: TrainingCapabilities = {
  fineTune: false,
  globalFineTune: false,
  devTierFineTune: false,
  dataZoneFineTune: false,
};

/** What the lists of models show, by its name there. */
export const listedCapabilities = ({
  fineTune,
  globalFineTune,
  devTierFineTune,
}: TrainingCapabilities): Omit<TrainingCapabilities, "dataZoneFineTune"> => ({
  fineTune,
  globalFineTune,
  devTierFineTune,
});

/** @param location A region, in any spelling. */
export function trainingCapabilities({ training }: Model, location: string): TrainingCapabilities {
  if (!training) {
    return noTraining;
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
    dataZoneFineTune: global && regionsWithDataZoneTraining.includes(region),
  };
}

export function findModel(name: string, version?: string): Model | undefined {
  return models.find((model) => model.name === name && (version === undefined || model.version === version));
}

/** When training and inference of a model end. */
export const deprecationOf = ({ deprecation = currentDeprecation }: Model) => deprecation;

/** The quota that deployments of a model use: `OpenAI.Standard.gpt4.1-mini`. */
export const usageName = ({ name, quotaName = name }: Model, sku: string): string =>
  `OpenAI.${sku}.${quotaName}`;
