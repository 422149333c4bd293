import type { LifecycleStatus } from "../../arm/cognitiveservices/model/catalogue";
import type { TrainingCapabilities } from "../../arm/cognitiveservices/model/models";
import type { BaseModel, FineTunedModel } from "../model/models";

/** ASSUMED: the name for models that are closed to new customers. */
const lifecycleStatuses: Record<LifecycleStatus, string> = {
  GenerallyAvailable: "generally-available",
  Preview: "preview",
  Deprecating: "deprecating",
  Deprecated: "deprecated",
};

/** What a region and the clock make of a base model. */
interface Availability {
  training: TrainingCapabilities;
  deprecation: { fineTune: string; inference: string };
  lifecycleStatus: LifecycleStatus;
}

export function toResponseBaseModel(
  { name, version }: BaseModel,
  { training, deprecation, lifecycleStatus }: Availability,
): Record<string, unknown> {
  const { fineTune, globalFineTune, datazoneFineTune, devTierFineTune } = training;
  return {
    id: `${name}-${version}`,
    object: "model",
    status: "succeeded",
    lifecycle_status: lifecycleStatuses[lifecycleStatus],
    capabilities: {
      fine_tune: fineTune,
      global_fine_tune: globalFineTune,
      // ASSUMED: the name in the data plane.
      datazone_fine_tune: datazoneFineTune,
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
