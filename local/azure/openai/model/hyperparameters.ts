/** The hyperparameters of jobs: their names, and what Azure chooses where a request leaves them out. */
import type { Method } from "../../../../cli/openai/methods";
import type { RequestedHyperparameters } from "../wire/hyperparameters";
import { defaultLearningRateMultiplier } from "./models";

export interface Hyperparameters {
  epochs: number;
  batchSize: number;
  learningRateMultiplier: number;
  /** Of DPO: how much a deviation from the reference model counts, and the decay of weights. */
  beta?: number;
  l2Multiplier?: number;
  /** Of reinforcement: steps between evaluations, examples of an evaluation, a factor of the rollouts, and the effort. */
  evalInterval?: number;
  evalSamples?: number;
  computeMultiplier?: number;
  reasoningEffort?: string;
}

/** What Azure chooses by. */
interface JobFacts {
  method: Method;
  baseModel: string;
  examples: number;
  validationExamples: number;
}

interface Row {
  /** Name in requests and responses. */
  wire: string;
  property: keyof Hyperparameters;
  methods: readonly Method[];
  automatic: (facts: JobFacts) => number | string;
  /** Whether Azure chooses when the job starts; a pending job has -1 until then. */
  isChosenAtStart?: boolean;
}

const everyMethod: readonly Method[] = ["supervised", "dpo", "reinforcement"];

/** Recorded are epochs, batch size and learning rate multiplier of supervised jobs. All other automatic values are assumed. */
const table: readonly Row[] = [
  {
    wire: "n_epochs",
    property: "epochs",
    methods: everyMethod,
    automatic: ({ examples }) => Math.min(25, Math.max(3, Math.floor(100 / examples))),
    isChosenAtStart: true,
  },
  {
    wire: "batch_size",
    property: "batchSize",
    methods: everyMethod,
    automatic: ({ method, examples }) =>
      method === "reinforcement"
        ? Math.min(16, Math.max(1, Math.round(examples / 4)))
        : Math.max(1, Math.round(examples * 0.002)),
    isChosenAtStart: true,
  },
  {
    wire: "learning_rate_multiplier",
    property: "learningRateMultiplier",
    methods: everyMethod,
    automatic: ({ baseModel }) => defaultLearningRateMultiplier(baseModel),
  },
  { wire: "beta", property: "beta", methods: ["dpo"], automatic: () => 0.1 },
  { wire: "l2_multiplier", property: "l2Multiplier", methods: ["dpo"], automatic: () => 0.1 },
  {
    wire: "eval_interval",
    property: "evalInterval",
    methods: ["reinforcement"],
    automatic: () => 5,
    isChosenAtStart: true,
  },
  {
    wire: "eval_samples",
    property: "evalSamples",
    methods: ["reinforcement"],
    automatic: ({ validationExamples }) => Math.max(1, Math.min(50, validationExamples)),
    isChosenAtStart: true,
  },
  {
    wire: "compute_multiplier",
    property: "computeMultiplier",
    methods: ["reinforcement"],
    automatic: () => 1,
  },
  {
    wire: "reasoning_effort",
    property: "reasoningEffort",
    methods: ["reinforcement"],
    automatic: () => "medium",
  },
];

const rowsOf = (method: Method) => table.filter(({ methods }) => methods.includes(method));

/** What a request means by leaving a value to Azure. */
const unspecified: readonly unknown[] = [undefined, null, "auto", "default"];

/** A job's hyperparameters, and which of them the request leaves to Azure. */
export function resolveHyperparameters(
  requested: RequestedHyperparameters,
  facts: JobFacts,
): { hyperparameters: Hyperparameters; automatic: (keyof Hyperparameters)[] } {
  const rows = rowsOf(facts.method);
  const automatic = rows.filter(({ wire }) => unspecified.includes(requested[wire]));
  const values = rows.map((row) => [
    row.property,
    automatic.includes(row) ? row.automatic(facts) : requested[row.wire],
  ]);
  return {
    hyperparameters: Object.fromEntries(values) as Hyperparameters,
    automatic: automatic.map(({ property }) => property),
  };
}

/** The hyperparameters of a job by their names in requests, as far as `isShown` shows them. */
export function namedHyperparameters(
  method: Method,
  hyperparameters: Hyperparameters,
): Record<string, number | string> {
  return Object.fromEntries(
    rowsOf(method).flatMap(({ wire, property }) => {
      const value = hyperparameters[property];
      return value === undefined ? [] : [[wire, value]];
    }),
  );
}

/** The value of a hyperparameter that Azure has not chosen yet. */
const notChosen = -1;

/** The hyperparameters of a job that has not started: those that Azure chooses at the start are -1. */
export function pendingHyperparameters(
  method: Method,
  hyperparameters: Hyperparameters,
  automatic: readonly (keyof Hyperparameters)[],
): Record<string, number | string> {
  const waiting = rowsOf(method).filter(
    ({ property, isChosenAtStart }) => isChosenAtStart && automatic.includes(property),
  );
  return {
    ...namedHyperparameters(method, hyperparameters),
    ...Object.fromEntries(waiting.map(({ wire }) => [wire, notChosen])),
  };
}
