/** Hyperparameters of fine-tuning jobs, on the command line, in job files and in requests. */
import { methodRow } from "./methods";
import type { Method } from "./methods";

/** The value that has Azure choose. */
export const auto = "auto";

type ValueRule =
  | { type: "integer"; min: number; max: number }
  /** `above` excludes the bound itself. */
  | { type: "number"; min?: number; above?: number; max: number }
  | { type: "choice"; choices: readonly string[] };

interface HyperparameterRow {
  /** Name of the option in the program. */
  option: string;
  flag: string;
  /** The value in help texts. */
  placeholder: string;
  /** Name in requests and job files. */
  name: string;
  /** Another name in job files: azd's. */
  alias?: string;
  methods: readonly Method[];
  values: ValueRule;
  /** Whether requests can contain `auto`; otherwise it is left out, which has the same effect. */
  sendsAuto: boolean;
  description: string;
}

const every = ["supervised", "dpo", "reinforcement"] as const;
const maxInteger = 2_147_483_647;

/**
 * Ranges as in OpenAI's API specification (`FineTuneDPOHyperparameters`, `FineTuneReinforcementHyperparameters`). Not in it:
 * `prompt_loss_weight` (Azure's REST samples, and azd) and `l2_multiplier` (azure-skills, August 2026), whose ranges are assumed.
 */
const table = [
  {
    option: "epochs",
    flag: "--epochs",
    placeholder: "<n>",
    name: "n_epochs",
    alias: "epochs",
    methods: every,
    values: { type: "integer", min: 1, max: 50 },
    sendsAuto: true,
    description: "number of training epochs, 1 to 50",
  },
  {
    option: "batchSize",
    flag: "--batch-size",
    placeholder: "<n>",
    name: "batch_size",
    methods: every,
    values: { type: "integer", min: 1, max: 256 },
    sendsAuto: true,
    description: "examples per training step, 1 to 256",
  },
  {
    option: "learningRateMultiplier",
    flag: "--learning-rate-multiplier",
    placeholder: "<x>",
    name: "learning_rate_multiplier",
    methods: every,
    values: { type: "number", above: 0, max: 10 },
    sendsAuto: true,
    description: "above 0 and up to 10",
  },
  {
    option: "promptLossWeight",
    flag: "--prompt-loss-weight",
    placeholder: "<x>",
    name: "prompt_loss_weight",
    methods: ["supervised"],
    values: { type: "number", min: 0, max: 1 },
    sendsAuto: false,
    description: "weight of the prompt's tokens in the loss, 0 to 1",
  },
  {
    option: "beta",
    flag: "--beta",
    placeholder: "<x>",
    name: "beta",
    methods: ["dpo"],
    values: { type: "number", above: 0, max: 2 },
    sendsAuto: true,
    description: "how closely the model stays at the base model's answers, above 0 and up to 2",
  },
  {
    option: "l2Multiplier",
    flag: "--l2-multiplier",
    placeholder: "<x>",
    name: "l2_multiplier",
    methods: ["dpo"],
    values: { type: "number", min: 0, max: 10 },
    sendsAuto: true,
    description: "regularization toward the base model, 0 to 10",
  },
  {
    option: "reasoningEffort",
    flag: "--reasoning-effort",
    placeholder: "<level>",
    name: "reasoning_effort",
    methods: ["reinforcement"],
    values: { type: "choice", choices: ["low", "medium", "high"] },
    sendsAuto: false,
    description: "reasoning effort during training: low, medium or high",
  },
  {
    option: "computeMultiplier",
    flag: "--compute-multiplier",
    placeholder: "<x>",
    name: "compute_multiplier",
    methods: ["reinforcement"],
    values: { type: "number", above: 0, max: 10 },
    sendsAuto: true,
    description: "compute for exploring answers, above 0 and up to 10",
  },
  {
    option: "evalInterval",
    flag: "--eval-interval",
    placeholder: "<n>",
    name: "eval_interval",
    methods: ["reinforcement"],
    values: { type: "integer", min: 1, max: maxInteger },
    sendsAuto: true,
    description: "training steps between evaluations, 1 or more",
  },
  {
    option: "evalSamples",
    flag: "--eval-samples",
    placeholder: "<n>",
    name: "eval_samples",
    methods: ["reinforcement"],
    values: { type: "integer", min: 1, max: maxInteger },
    sendsAuto: true,
    description: "samples of each evaluation, 1 or more",
  },
] as const satisfies readonly HyperparameterRow[];

export type HyperparameterOption = (typeof table)[number]["option"];
/** Values as they are written: a number, one of the choices, or `auto`. */
export type HyperparameterOptions = Partial<Record<HyperparameterOption, string>>;

export const hyperparameters: readonly (HyperparameterRow & { option: HyperparameterOption })[] = table;

/** The hyperparameters of a request or of a job, by their names in requests. */
export type Hyperparameters = Record<string, string | number>;

const numberText = /^(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** Tells whether a text is a number that a rule allows. */
function allowsNumber(rule: Exclude<ValueRule, { type: "choice" }>, text: string): boolean {
  const value = Number(text);
  if (!numberText.test(text) || value > rule.max || value < (rule.min ?? 0)) {
    return false;
  }
  return rule.type === "integer" ? Number.isInteger(value) : rule.above === undefined || value > rule.above;
}

export const isAllowed = (rule: ValueRule, text: string): boolean =>
  rule.type === "choice" ? rule.choices.includes(text) : allowsNumber(rule, text);

/** Describes the values that a rule allows: continues "Specify …". */
export function describeValues(rule: ValueRule): string {
  if (rule.type === "choice") {
    return `${rule.choices.slice(0, -1).join(", ")} or ${rule.choices.slice(-1).join("")}`;
  }
  if (rule.type === "integer") {
    return rule.max === maxInteger && rule.min > 0
      ? `a whole number of ${rule.min} or more`
      : `a whole number from ${rule.min} to ${rule.max}`;
  }
  return rule.above === undefined
    ? `a number from ${rule.min ?? 0} to ${rule.max}`
    : `a number above ${rule.above} and up to ${rule.max}`;
}

/** The rule of `--seed`, which is no hyperparameter. */
export const seedValues: ValueRule = { type: "integer", min: 0, max: maxInteger };

/** Returns what is wrong with hyperparameters by themselves, and with their use for a method. */
export const hyperparameterProblems = (
  options: HyperparameterOptions,
  method: Method | undefined,
  nameOf: (option: HyperparameterOption) => string,
): string[] =>
  hyperparameters.flatMap(({ option, values, methods }) => {
    const text = options[option];
    if (text === undefined) {
      return [];
    }
    if (text !== auto && !isAllowed(values, text)) {
      return [`${nameOf(option)} ${text} is not valid. Specify ${describeValues(values)}.`];
    }
    return method === undefined || methods.includes(method)
      ? []
      : [
          `${nameOf(option)} does not belong to ${methodRow(method).title.toLowerCase()}. Remove it, or specify --method ${methods.join(" or ")}.`,
        ];
  });

/** Returns the hyperparameters of a request. What the options do not specify is left out, so that Azure chooses. */
export const toHyperparameters = (options: HyperparameterOptions): Hyperparameters =>
  Object.fromEntries(
    hyperparameters.flatMap(({ option, name, values, sendsAuto }) => {
      const text = options[option];
      if (text === undefined || (text === auto && !sendsAuto)) {
        return [];
      }
      return [[name, text === auto || values.type === "choice" ? text : Number(text)]];
    }),
  );

/** Returns the options that hyperparameters of a job or of a job file stand for. */
export const toHyperparameterOptions = (values: Readonly<Record<string, unknown>>): HyperparameterOptions =>
  Object.fromEntries(
    hyperparameters.flatMap(({ option, name, alias }) => {
      const value = values[name] ?? (alias === undefined ? undefined : values[alias]);
      return typeof value === "string" || typeof value === "number" ? [[option, String(value)]] : [];
    }),
  );
