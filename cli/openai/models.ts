/** Models that an account can fine-tune. */
import type { AzureOpenAI } from "openai";
import { abortable } from "./client";
import { trainingTypesOf } from "./trainingTypes";
import type { TrainingType } from "./trainingTypes";

/** The fields that Azure adds to OpenAI's model. */
interface AzureModel {
  id: string;
  capabilities?: Record<string, boolean | undefined>;
  /** Seconds since the epoch. A retired model keeps its capabilities. */
  deprecation?: { fine_tune?: number };
}

export interface TrainableModel {
  id: string;
  /** Empty for a fine-tuned model: Azure does not list how to fine-tune it again. */
  trainingTypes: TrainingType[];
}

const isFineTuned = (id: string) => id.includes(".ft-");

/** Lists the base models that the account can fine-tune, and its fine-tuned models. */
export async function listTrainableModels(
  client: AzureOpenAI,
  signal = new AbortController().signal,
): Promise<TrainableModel[]> {
  const models: TrainableModel[] = [];
  for await (const model of client.models.list(abortable(signal))) {
    const { id, capabilities, deprecation } = model as unknown as AzureModel;
    const trainsUntil = deprecation?.fine_tune ?? Infinity;
    const trainingTypes = trainingTypesOf("dataPlaneCapability", (name) => capabilities?.[name] === true);
    if ((trainingTypes.length > 0 && trainsUntil * 1000 > Date.now()) || isFineTuned(id)) {
      models.push({ id, trainingTypes });
    }
  }
  return models;
}

type ModelChoice = { id: string } | { problem: string };

/**
 * Finds the model to train.
 * @param name ID of a model. Without its version, such as `gpt-4.1-mini`, it means the newest version.
 * @returns The model's ID with its version, or what is wrong.
 */
export const chooseModel = (
  models: readonly TrainableModel[],
  name: string,
  trainingType: TrainingType,
): ModelChoice =>
  isFineTuned(name) ? chooseFineTunedModel(models, name) : chooseBaseModel(models, name, trainingType);

/** A fine-tuned model can be fine-tuned again. */
function chooseFineTunedModel(models: readonly TrainableModel[], name: string): ModelChoice {
  const available = models.map(({ id }) => id).filter(isFineTuned);
  return available.includes(name)
    ? { id: name }
    : {
        problem: `--model ${name}: this account has no such fine-tuned model. Specify one of: ${available.join("; ") || "(none)"}`,
      };
}

function chooseBaseModel(
  models: readonly TrainableModel[],
  name: string,
  trainingType: TrainingType,
): ModelChoice {
  const versions = models.filter(({ id }) => isVersionOf(id, name)).sort((a, b) => (a.id < b.id ? 1 : -1));
  const [newest] = versions;
  if (!newest) {
    const available = models
      .filter(({ id }) => !isFineTuned(id))
      .map(({ id, trainingTypes }) => `${id} (${trainingTypes.join(", ")})`);
    return {
      problem: `--model ${name}: this account cannot fine-tune it. Specify one of: ${available.join("; ") || "(none)"}`,
    };
  }
  const chosen = versions.find(({ trainingTypes }) => trainingTypes.includes(trainingType));
  return chosen
    ? { id: chosen.id }
    : {
        problem: `--tier ${trainingType}: the account's region does not offer it for ${newest.id}. Use ${newest.trainingTypes.join(" or ")}, or another region.`,
      };
}

const isVersionOf = (id: string, name: string) =>
  id === name || (id.startsWith(name) && /^-\d{4}-\d{2}-\d{2}$/.test(id.slice(name.length)));
