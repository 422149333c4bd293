import type { TrainingCapabilities } from "../../arm/cognitiveservices/model/models";
import type { BaseModel, FineTunedModel } from "../model/models";

export function toResponseBaseModel(
  { name, version, lifecycleStatus }: BaseModel,
  { fineTune, globalFineTune, devTierFineTune }: TrainingCapabilities,
  deprecation: { fineTune: string; inference: string },
): Record<string, unknown> {
  return {
    id: `${name}-${version}`,
    object: "model",
    status: "succeeded",
    lifecycle_status: lifecycleStatus === "Deprecated" ? "deprecated" : "generally-available",
    capabilities: {
      fine_tune: fineTune,
      global_fine_tune: globalFineTune,
      devtier_fine_tune: devTierFineTune,
      inference: true,
      completion: false,
      chat_completion: true,
      embeddings: false,
    },
    deprecation: { fine_tune: seconds(deprecation.fineTune), inference: seconds(deprecation.inference) },
  };
}

/** Seconds since the epoch. */
const seconds = (date: string) => Date.parse(date) / 1000;

export function toResponseFineTunedModel({ id, baseModel }: FineTunedModel): Record<string, unknown> {
  return {
    id,
    object: "model",
    status: "succeeded",
    model: baseModel,
    capabilities: { fine_tune: false, inference: true, chat_completion: true },
  };
}
