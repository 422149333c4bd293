/** Models of an account: base models that can be fine-tuned, and fine-tuned models. */
import { findModel, trainingCapabilities } from "../../arm/cognitiveservices/model/models";
import type { TrainingCapabilities } from "../../arm/cognitiveservices/model/models";
import type { ArmResource } from "../../arm/resources";
import type { Platform } from "../../service";
import { listCopies } from "./checkpointCopies";
import { findJob, listJobs } from "./jobs";

export type BaseModel = NonNullable<ReturnType<typeof findModel>>;

/**
 * Training types as Azure's errors call them, and the capability that a model needs for each. ASSUMED: the name of training in a data
 * zone, which is that of the deployments.
 */
const trainingTypes: readonly [name: string, capability: keyof TrainingCapabilities][] = [
  ["Standard", "fineTune"],
  ["GlobalStandard", "globalFineTune"],
  ["DeveloperTier", "devTierFineTune"],
  ["DataZoneStandard", "datazoneFineTune"],
];

/** The training type of a job that specifies none. */
export const defaultTrainingType = "Standard";

/** The name of a requested training type, which is text in any case, or a number: the place among the names. */
export function trainingTypeName(requested: string | number): string {
  if (typeof requested === "number") {
    return trainingTypes[requested]?.[0] ?? String(requested);
  }
  const isRequested = ([name]: (typeof trainingTypes)[number]) =>
    name.toLowerCase() === requested.toLowerCase();
  return trainingTypes.find(isRequested)?.[0] ?? requested;
}

const versionedName = /^(.+?)-(\d{4}(?:-\d{2}-\d{2})?)$/;

/** The base model of an id such as `gpt-4.1-mini-2025-04-14`; a name without a version has none. */
export function findBaseModel(id: string): BaseModel | undefined {
  const [, name, version] = versionedName.exec(id) ?? [];
  return name === undefined ? undefined : findModel(name, version);
}

/** Whether a region offers a training type for a model. */
export function supportsTrainingType(model: BaseModel, region: string, trainingType: string): boolean {
  const capability = trainingTypes.find(([name]) => name === trainingType)?.[1];
  return capability !== undefined && trainingCapabilities(model, region)[capability];
}

/**
 * The learning rate multipliers that Azure chooses, where that is not 1: recorded of gpt-4.1 (a workshop's outputs, September 2025);
 * the portal showed the same for gpt-4.1-mini in 2026.
 */
const learningRateMultipliers = new Map([
  ["gpt-4.1", 2],
  ["gpt-4.1-mini", 2],
]);

/** The learning rate multiplier of a job that specifies none. */
export const defaultLearningRateMultiplier = (baseModel: string): number =>
  learningRateMultipliers.get(versionedName.exec(baseModel)?.[1] ?? baseModel) ?? 1;

export interface FineTunedModel {
  id: string;
  baseModel: string;
}

/** The models that an account's jobs have trained, oldest first, and those that it has received from other accounts. */
export function listFineTunedModels(platform: Platform, { id: accountId }: ArmResource): FineTunedModel[] {
  const trained = listJobs(platform, accountId).flatMap(({ fineTunedModel, baseModel }) =>
    fineTunedModel === undefined ? [] : [{ id: fineTunedModel, baseModel }],
  );
  const received = listCopies(platform, accountId).flatMap(({ model, jobId }) => {
    const job = findJob(platform, jobId);
    return job ? [{ id: model, baseModel: job.baseModel }] : [];
  });
  return [...trained, ...received];
}
