import type { TrainingCapabilities } from "../../arm/cognitiveservices/model/models";
import type { FineTunedModel } from "../model/models";

export function toResponseBaseModel(
  name: string,
  version: string,
  { fineTune, globalFineTune, devTierFineTune }: TrainingCapabilities,
): Record<string, unknown> {
  return {
    id: `${name}-${version}`,
    object: "model",
    status: "succeeded",
    lifecycle_status: "generally-available",
    capabilities: {
      fine_tune: fineTune,
      global_fine_tune: globalFineTune,
      devtier_fine_tune: devTierFineTune,
      inference: true,
      completion: false,
      chat_completion: true,
      embeddings: false,
    },
    deprecation: { fine_tune: 1_822_348_800, inference: 1_853_971_200 },
  };
}

export function toResponseFineTunedModel({ id, baseModel }: FineTunedModel): Record<string, unknown> {
  return {
    id,
    object: "model",
    status: "succeeded",
    model: baseModel,
    capabilities: { fine_tune: false, inference: true, chat_completion: true },
  };
}
