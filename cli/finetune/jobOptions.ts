/** Options of a job on the command line, their rules, and the request that they become. */
import {
  describeValues,
  hyperparameterProblems,
  hyperparameters,
  isAllowed,
  seedValues,
  toHyperparameters,
} from "../openai/hyperparameters";
import type { HyperparameterOptions } from "../openai/hyperparameters";
import type { JobRequest, MethodRequest } from "../openai/jobs";
import { defaultMethod, findMethod, methodProblems, methodRow } from "../openai/methods";
import type { Method } from "../openai/methods";
import { defaultTrainingType, trainingTypeProblems } from "../openai/trainingTypes";
import type { TrainingType } from "../openai/trainingTypes";
import { wandbNameProblems } from "../wandb/names";
import { withoutUndefined } from "../withoutUndefined";

export const defaultProject = "azure-openai";

/** Values as they are written on the command line. What a job file specifies has the same form. */
export interface JobOptions extends HyperparameterOptions {
  method?: string;
  model?: string;
  tier?: string;
  seed?: string;
  suffix?: string;
  /** Whether the job logs to W&B. */
  wandb?: boolean;
  project?: string;
  name?: string;
  entity?: string;
  tag?: string[];
  /** Content of the file that `--grader` names, or of the job file. */
  graderDefinition?: object;
  /** Content of the file that `--response-format` names, or of the job file. */
  responseFormatDefinition?: object;
  metadata?: Record<string, string>;
}

/** Names an option in messages: its flag, or its place in a job file. */
export type NameOf = (option: string) => string;

const otherFlags: Readonly<Record<string, string>> = {
  graderDefinition: "--grader",
  responseFormatDefinition: "--response-format",
};
const flags = new Map<string, string>(hyperparameters.map(({ option, flag }) => [option, flag]));

/** Returns the flag of an option. */
export const flagOf: NameOf = (option) =>
  flags.get(option) ??
  otherFlags[option] ??
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Returns the method that options specify; undefined if they specify none, or one that does not exist. */
export const specifiedMethod = ({ method }: JobOptions): Method | undefined =>
  method === undefined ? undefined : findMethod(method);

/**
 * Returns everything that is wrong with the options, by option.
 * @param method The job's method, if the training file tells it.
 */
export function jobOptionProblems(
  options: JobOptions,
  method = specifiedMethod(options),
  nameOf: NameOf = flagOf,
): string[] {
  const { tier = defaultTrainingType } = options;
  return [
    ...(options.method === undefined ? [] : methodProblems(options.method, nameOf("method"))),
    ...hyperparameterProblems(options, method, nameOf),
    ...seedProblems(options, nameOf),
    ...trainingTypeProblems(tier, nameOf("tier")),
    ...suffixProblems(options, nameOf),
    ...graderProblems(options, method, nameOf),
    ...(options.wandb ? wandbNameProblems(options, nameOf) : unusedWandbOptions(options, nameOf)),
  ];
}

const seedProblems = ({ seed }: JobOptions, nameOf: NameOf) =>
  seed === undefined || isAllowed(seedValues, seed)
    ? []
    : [`${nameOf("seed")} ${seed} is not valid. Specify ${describeValues(seedValues)}.`];

const suffixProblems = ({ suffix }: JobOptions, nameOf: NameOf) =>
  suffix === undefined || /^[A-Za-z0-9._-]{1,40}$/.test(suffix)
    ? []
    : [`${nameOf("suffix")} is not valid. Use 1 to 40 letters, digits, dots, hyphens and underscores.`];

/** Reinforcement needs a grader, and no other method uses one. */
function graderProblems(options: JobOptions, method: Method | undefined, nameOf: NameOf): string[] {
  if (method === "reinforcement") {
    return options.graderDefinition
      ? []
      : [
          "Reinforcement fine-tuning requires a grader. Specify --grader FILE, or method.reinforcement.grader in the job file.",
        ];
  }
  return method === undefined
    ? []
    : (["graderDefinition", "responseFormatDefinition"] as const)
        .filter((option) => options[option] !== undefined)
        .map(
          (option) =>
            `${nameOf(option)} does not belong to ${methodRow(method).title.toLowerCase()}. Remove it, or specify --method reinforcement.`,
        );
}

const unusedWandbOptions = (options: JobOptions, nameOf: NameOf) =>
  (["name", "entity", "tag"] as const)
    .filter((option) => options[option] !== undefined)
    .map((option) => `${nameOf(option)} cannot be combined with --no-wandb. Remove one of them.`);

export interface JobInputs {
  /** ID of the model with its version. */
  model: string;
  trainingType: TrainingType;
  /** @default The method of the options, or supervised. */
  method?: Method;
  /** IDs of the uploaded files. */
  training: string;
  validation?: string;
}

/**
 * Returns the request. What the options do not specify is left out, so that Azure's defaults apply. The training type is the exception:
 * Azure refuses jobs without it (litellm#24687, March 2026), and Microsoft's samples always send it.
 */
export function jobRequest(
  options: JobOptions,
  {
    model,
    trainingType,
    method = specifiedMethod(options) ?? defaultMethod,
    training,
    validation,
  }: JobInputs,
): JobRequest {
  return withoutUndefined({
    model,
    training_file: training,
    validation_file: validation,
    method: methodRequest(options, method),
    seed: options.seed === undefined ? undefined : Number(options.seed),
    suffix: options.suffix,
    trainingType,
    metadata: options.metadata,
    integrations: options.wandb ? [wandbIntegration(options)] : undefined,
  });
}

/** `hyperparameters` beside the method are the older form of `method.supervised`, which no API version needs that has training types. */
function methodRequest(options: JobOptions, type: Method): MethodRequest {
  const values = toHyperparameters(options);
  const settings = withoutUndefined({
    grader: options.graderDefinition,
    response_format: options.responseFormatDefinition,
    hyperparameters: Object.keys(values).length > 0 ? values : undefined,
  });
  return { type, [type]: settings };
}

const wandbIntegration = ({ project = defaultProject, name, entity, tag: tags }: JobOptions) => ({
  type: "wandb" as const,
  wandb: withoutUndefined({ project, name, entity, tags }),
});
