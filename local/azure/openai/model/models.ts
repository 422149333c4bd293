/** Models of an account: base models that can be fine-tuned, and fine-tuned models. */
import { findModel, trainingCapabilities } from "../../arm/cognitiveservices/model/models";
import type { TrainingCapabilities } from "../../arm/cognitiveservices/model/models";
import type { ArmResource } from "../../arm/resources";
import type { Platform } from "../../service";
import { listJobs } from "./jobs";

export type BaseModel = NonNullable<ReturnType<typeof findModel>>;

/** The capability that each `trainingType` of a job needs, by the type in lower case. */
const capabilities = new Map<string, keyof TrainingCapabilities>([
  ["standard", "fineTune"],
  ["globalstandard", "globalFineTune"],
  ["developertier", "devTierFineTune"],
]);

const versionedName = /^(.+?)-(\d{4}(?:-\d{2}-\d{2})?)$/;

/** The base model of an id such as `gpt-4.1-mini-2025-04-14`; a name without a version has none. */
export function findBaseModel(id: string): BaseModel | undefined {
  const [, name, version] = versionedName.exec(id) ?? [];
  return name === undefined ? undefined : findModel(name, version);
}

/** Whether a region offers a training type for a model. @param trainingType In any case. */
export function supportsTrainingType(model: BaseModel, region: string, trainingType: string): boolean {
  const capability = capabilities.get(trainingType.toLowerCase());
  return capability !== undefined && trainingCapabilities(model, region)[capability];
}

export interface FineTunedModel {
  id: string;
  baseModel: string;
}

/** The models that an account's jobs have trained, oldest first. */
export function listFineTunedModels(platform: Platform, { id: accountId }: ArmResource): FineTunedModel[] {
  return listJobs(platform, accountId).flatMap(({ fineTunedModel, baseModel }) =>
    fineTunedModel === undefined ? [] : [{ id: fineTunedModel, baseModel }],
  );
}
