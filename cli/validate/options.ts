/** Options of `validate`. */
import { UserError } from "../errors";
import { findMethod, methodProblems } from "../openai/methods";
import type { Method } from "../openai/methods";
import { findTrainingType, trainingTypeProblems } from "../openai/trainingTypes";
import type { TrainingType } from "../openai/trainingTypes";

export interface ValidateOptions {
  validationFile?: string;
  method?: string;
  model?: string;
  tier: string;
  epochs?: string;
  /** Counts the tokens of each example, however large the file is. */
  tokens?: boolean;
  json?: boolean;
}

export interface Settings {
  /** Undefined if the files tell it. */
  method?: Method;
  model?: string;
  trainingType: TrainingType;
  epochs?: number;
  allTokens: boolean;
}

const maxEpochs = 50;

/** @throws UserError with everything that is wrong with the options. */
export function parseOptions(path: string | undefined, options: ValidateOptions): Settings {
  const { validationFile, model } = options;
  const method = options.method === undefined ? undefined : findMethod(options.method);
  const trainingType = findTrainingType(options.tier);
  const epochs = options.epochs === undefined ? undefined : Number(options.epochs);
  const problems = [
    ...(path === undefined && validationFile === undefined
      ? [
          "error: missing required argument 'file'. Specify a training file, or --validation-file with a validation file.",
        ]
      : []),
    ...(options.method === undefined ? [] : methodProblems(options.method)),
    ...trainingTypeProblems(options.tier),
    ...(epochs === undefined || (Number.isInteger(epochs) && epochs >= 1 && epochs <= maxEpochs)
      ? []
      : [`--epochs ${options.epochs} is not valid. Specify a whole number from 1 to ${maxEpochs}.`]),
  ];
  if (problems.length > 0 || !trainingType) {
    throw new UserError(problems);
  }
  return { method, model, trainingType, epochs, allTokens: options.tokens ?? false };
}
