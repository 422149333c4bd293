/** Models that an account can fine-tune. */
import type { AzureOpenAI } from "openai";
import { abortable } from "./client";
import { dateOf, endsSoon, hasEnded, retirementPage } from "./lifecycle";
import type { Lifecycle } from "./lifecycle";
import { methodRow, methodsOf } from "./methods";
import type { Method } from "./methods";
import { isFineTuned, isVersionOf } from "./modelNames";
import { trainingTypesOf } from "./trainingTypes";
import type { TrainingType } from "./trainingTypes";

/** The fields that Azure adds to OpenAI's model. */
interface AzureModel {
  id: string;
  capabilities?: Record<string, boolean | undefined> | null;
  lifecycle_status?: string | null;
  /** Seconds since the epoch. */
  deprecation?: { fine_tune?: number | null; inference?: number | null } | null;
}

export interface TrainableModel extends Lifecycle {
  id: string;
  /** Empty for a fine-tuned model: Azure does not list how to fine-tune it again. */
  trainingTypes: TrainingType[];
}

/** Lists the base models that can be or could be fine-tuned, and the account's fine-tuned models. */
export async function listModels(
  client: AzureOpenAI,
  signal = new AbortController().signal,
): Promise<TrainableModel[]> {
  const models: TrainableModel[] = [];
  for await (const model of client.models.list(abortable(signal))) {
    const { id, capabilities, lifecycle_status: status, deprecation } = model as unknown as AzureModel;
    const trainingTypes = trainingTypesOf("dataPlaneCapability", (name) => capabilities?.[name] === true);
    if (trainingTypes.length > 0 || isFineTuned(id)) {
      models.push({
        id,
        trainingTypes,
        status: status ?? undefined,
        trainsUntil: toMilliseconds(deprecation?.fine_tune),
        deploysUntil: toMilliseconds(deprecation?.inference),
      });
    }
  }
  return models;
}

const toMilliseconds = (seconds: number | null | undefined) =>
  typeof seconds === "number" ? seconds * 1000 : undefined;

/** Lists the base models that the account can fine-tune, and its fine-tuned models. */
export const listTrainableModels = async (
  client: AzureOpenAI,
  signal?: AbortSignal,
): Promise<TrainableModel[]> =>
  (await listModels(client, signal)).filter((model) => isFineTuned(model.id) || !hasEnded(model));

export type ModelChoice = { id: string; warnings?: string[]; lifecycle?: Lifecycle } | { problem: string };

export interface ModelRequirements {
  method?: Method;
  /** Whether a model whose training has ended is used nevertheless. */
  allowRetired?: boolean;
  /** Milliseconds since the epoch. */
  now?: number;
  /** What specifies the model and the training type, for messages. */
  nameOf?: (option: "model" | "tier") => string;
}

/**
 * Finds the model to train.
 * @param models All models of the account, with those whose training has ended.
 * @param name ID of a model. Without its version, such as `gpt-4.1-mini`, it means the newest version.
 * @returns The model's ID with its version, or what is wrong.
 */
export function chooseModel(
  models: readonly TrainableModel[],
  name: string,
  trainingType: TrainingType,
  requirements: ModelRequirements = {},
): ModelChoice {
  const request = new ModelRequest(models, name, trainingType, requirements);
  return isFineTuned(name) ? request.chooseFineTuned() : request.chooseBase();
}

class ModelRequest {
  private readonly method?: Method;
  private readonly allowRetired: boolean;
  private readonly now: number;
  private readonly model: string;
  private readonly tier: string;

  constructor(
    private readonly models: readonly TrainableModel[],
    private readonly name: string,
    private readonly trainingType: TrainingType,
    { method, allowRetired = false, now = Date.now(), nameOf = (option) => `--${option}` }: ModelRequirements,
  ) {
    this.method = method;
    this.allowRetired = allowRetired;
    this.now = now;
    this.model = `${nameOf("model")} ${name}`;
    this.tier = `${nameOf("tier")} ${trainingType}`;
  }

  /** Models without a row in the table of methods are not refused. */
  private methodProblem(): string | undefined {
    const supported = methodsOf(this.name);
    if (this.method === undefined || supported === undefined || supported.includes(this.method)) {
      return undefined;
    }
    const { title } = methodRow(this.method);
    return `${this.model} does not support ${title.toLowerCase()}, only ${supported.join(" and ")}. Specify one of: ${this.available()}`;
  }

  /** A fine-tuned model can be fine-tuned again. */
  chooseFineTuned(): ModelChoice {
    const fineTuned = this.models.filter(({ id }) => isFineTuned(id));
    const chosen = fineTuned.find(({ id }) => id === this.name);
    return chosen
      ? this.withMethod(chosen)
      : {
          problem: `${this.model}: this account has no such fine-tuned model. Specify one of: ${listed(fineTuned.map(({ id }) => id))}`,
        };
  }

  chooseBase(): ModelChoice {
    const versions = this.models
      .filter(({ id }) => isVersionOf(id, this.name))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const usable = versions.filter((version) => this.allowRetired || !hasEnded(version, this.now));
    const [newest] = usable;
    if (!newest) {
      const [retired] = versions;
      return {
        problem: this.methodProblem() ?? (retired ? this.retiredProblem(retired) : this.unknownProblem()),
      };
    }
    const chosen = usable.find(({ trainingTypes }) => trainingTypes.includes(this.trainingType));
    if (chosen) {
      return this.withMethod(chosen);
    }
    const tierProblem = `${this.tier}: the account's region does not offer it for ${newest.id}. Use ${newest.trainingTypes.join(" or ")}, or another region.`;
    return { problem: [tierProblem, this.methodProblem()].filter(Boolean).join(" ") };
  }

  private withMethod(model: TrainableModel): ModelChoice {
    const problem = this.methodProblem();
    return problem === undefined ? this.chosen(model) : { problem };
  }

  private unknownProblem(): string {
    return `${this.model}: this account cannot fine-tune it. Specify one of: ${this.available()}`;
  }

  private retiredProblem({ id, trainsUntil }: TrainableModel): string {
    const since = trainsUntil === undefined ? "" : ` on ${dateOf(trainsUntil)}`;
    return `${this.model}: Azure ended the training of ${id}${since}. Specify one of: ${this.available()}. Customers who trained it before may continue until a later date (${retirementPage}): if you are one, add --allow-retired.`;
  }

  private chosen(model: TrainableModel): ModelChoice {
    const { status, trainsUntil, deploysUntil } = model;
    const warnings = this.warningsAbout(model);
    return {
      id: model.id,
      ...(warnings.length > 0 ? { warnings } : {}),
      ...(trainsUntil === undefined && deploysUntil === undefined
        ? {}
        : { lifecycle: { status, trainsUntil, deploysUntil } }),
    };
  }

  private warningsAbout(model: TrainableModel): string[] {
    const { id, trainsUntil } = model;
    const isUnknown = this.method !== undefined && methodsOf(id) === undefined;
    return [
      ...(isUnknown
        ? [`Whether ${id} supports ${this.method} is not known. Azure refuses the job if it does not.`]
        : []),
      ...(hasEnded(model, this.now) && !isFineTuned(id)
        ? [`Azure ended the training of ${id}. The job is requested because of --allow-retired.`]
        : []),
      ...(endsSoon(model, this.now) && trainsUntil !== undefined
        ? [`Azure ends the training of ${id} on ${dateOf(trainsUntil)}.`]
        : []),
    ];
  }

  /** The base models that the account can fine-tune by the method, with their training types. */
  private available(): string {
    const usable = this.models.filter(
      (model) =>
        !isFineTuned(model.id) &&
        !hasEnded(model, this.now) &&
        (this.method === undefined || (methodsOf(model.id)?.includes(this.method) ?? true)),
    );
    return listed(usable.map(({ id, trainingTypes }) => `${id} (${trainingTypes.join(", ")})`));
  }
}

const listed = (entries: readonly string[]) => entries.join("; ") || "(none)";
