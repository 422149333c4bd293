/** Options of a job on the command line, their rules, and the request that they become. */
import type { JobRequest } from "../openai/jobs";
import { defaultTrainingType, trainingTypeProblems } from "../openai/trainingTypes";
import type { TrainingType } from "../openai/trainingTypes";
import { wandbNameProblems } from "../wandb/names";

export interface JobOptions {
  model: string;
  tier: string;
  epochs?: string;
  batchSize?: string;
  learningRateMultiplier?: string;
  seed?: string;
  suffix?: string;
  /** Whether the job logs to W&B. */
  wandb: boolean;
  project: string;
  name?: string;
  entity?: string;
  tag?: string[];
}

const isInteger = (value: number, min: number, max: number) =>
  Number.isInteger(value) && value >= min && value <= max;

/** Rules of the options that are numbers. */
const numberRules: readonly {
  option: "epochs" | "batchSize" | "learningRateMultiplier" | "seed";
  flag: string;
  isValid: (value: number) => boolean;
  range: string;
}[] = [
  {
    option: "epochs",
    flag: "--epochs",
    isValid: (value) => isInteger(value, 1, 50),
    range: "a whole number from 1 to 50",
  },
  {
    option: "batchSize",
    flag: "--batch-size",
    isValid: (value) => isInteger(value, 1, 256),
    range: "a whole number from 1 to 256",
  },
  {
    option: "learningRateMultiplier",
    flag: "--learning-rate-multiplier",
    isValid: (value) => value > 0 && value <= 10,
    range: "a number above 0 and up to 10",
  },
  {
    option: "seed",
    flag: "--seed",
    isValid: (value) => isInteger(value, 0, 2_147_483_647),
    range: "a whole number from 0 to 2147483647",
  },
];

/** Returns everything that is wrong with the options, by option. */
export const jobOptionProblems = (options: JobOptions): string[] => [
  ...numberProblems(options),
  ...trainingTypeProblems(options.tier),
  ...suffixProblems(options),
  ...(options.wandb ? wandbNameProblems(options) : unusedWandbOptions(options)),
];

const numberProblems = (options: JobOptions) =>
  numberRules.flatMap(({ option, flag, isValid, range }) => {
    const text = options[option];
    const isNumber = text === undefined || (/^\d+(\.\d+)?$/.test(text) && isValid(Number(text)));
    return isNumber ? [] : [`${flag} ${text} is not valid. Specify ${range}.`];
  });

const suffixProblems = ({ suffix }: JobOptions) =>
  suffix === undefined || /^[A-Za-z0-9._-]{1,40}$/.test(suffix)
    ? []
    : ["--suffix is not valid. Use 1 to 40 letters, digits, dots, hyphens and underscores."];

const unusedWandbOptions = (options: JobOptions) =>
  (["name", "entity", "tag"] as const)
    .filter((option) => options[option] !== undefined)
    .map((option) => `--${option} cannot be combined with --no-wandb. Remove one of them.`);

export interface JobInputs {
  /** ID of the model with its version. */
  model: string;
  trainingType: TrainingType;
  /** IDs of the uploaded files. */
  training: string;
  validation?: string;
}

/** Returns the request. What the options do not specify is left out, so that Azure's defaults apply. */
export function jobRequest(
  options: JobOptions,
  { model, trainingType, training, validation }: JobInputs,
): JobRequest {
  const hyperparameters = withoutUndefined({
    n_epochs: toNumber(options.epochs),
    batch_size: toNumber(options.batchSize),
    learning_rate_multiplier: toNumber(options.learningRateMultiplier),
  });
  return withoutUndefined({
    model,
    training_file: training,
    validation_file: validation,
    ...(Object.keys(hyperparameters).length > 0 ? { hyperparameters } : {}),
    seed: toNumber(options.seed),
    suffix: options.suffix,
    trainingType: trainingType === defaultTrainingType ? undefined : trainingType,
    integrations: options.wandb ? [wandbIntegration(options)] : undefined,
  });
}

const wandbIntegration = ({ project, name, entity, tag: tags }: JobOptions) => ({
  type: "wandb" as const,
  wandb: withoutUndefined({ project, name, entity, tags }),
});

const toNumber = (text: string | undefined) => (text === undefined ? undefined : Number(text));

const withoutUndefined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
