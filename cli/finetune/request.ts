/** What a job is asked for, from the command line; and whether a job that is there already is the same one. */
import type OpenAI from "openai";
import type { Tier } from "../openai/models";

/** The body of a job's creation: OpenAI's, and Azure's tier. */
export type JobRequest = OpenAI.FineTuning.JobCreateParams & { trainingType?: string };

/** A job, with Azure's fields that OpenAI's types lack. */
export type Job = OpenAI.FineTuning.FineTuningJob & { trainingType?: string; suffix?: string | null };

export interface JobOptions {
  model: string;
  tier: string;
  epochs?: string;
  batchSize?: string;
  learningRateMultiplier?: string;
  seed?: string;
  suffix?: string;
  /** W&B; false: without it. */
  wandb: boolean;
  project: string;
  name?: string;
  entity?: string;
  tag?: string[];
}

/** Options that are numbers: what they are called, and what they may be. */
const numbers: readonly {
  option: "epochs" | "batchSize" | "learningRateMultiplier" | "seed";
  flag: string;
  valid: (value: number) => boolean;
  rule: string;
}[] = [
  {
    option: "epochs",
    flag: "--epochs",
    valid: (value) => Number.isInteger(value) && value >= 1 && value <= 50,
    rule: "give a whole number from 1 to 50",
  },
  {
    option: "batchSize",
    flag: "--batch-size",
    valid: (value) => Number.isInteger(value) && value >= 1 && value <= 256,
    rule: "give a whole number from 1 to 256",
  },
  {
    option: "learningRateMultiplier",
    flag: "--learning-rate-multiplier",
    valid: (value) => value > 0 && value <= 10,
    rule: "give a number above 0 and up to 10",
  },
  {
    option: "seed",
    flag: "--seed",
    valid: (value) => Number.isInteger(value) && value >= 0 && value <= 2_147_483_647,
    rule: "give a whole number from 0 to 2147483647",
  },
];

const tierNames: Record<string, Tier> = {
  standard: "standard",
  globalstandard: "globalstandard",
  developertier: "developerTier",
};

/** Everything that is wrong with the options, each by its flag. */
export function optionProblems(options: JobOptions): string[] {
  const problems = numbers.flatMap(({ option, flag, valid, rule }) => {
    const text = options[option];
    return text === undefined || (/^\d+(\.\d+)?$/.test(text) && valid(Number(text)))
      ? []
      : [`${flag} ${text}: ${rule}`];
  });
  problems.push(...tierProblem(options.tier));
  if (options.suffix !== undefined && !/^[A-Za-z0-9._-]{1,40}$/.test(options.suffix)) {
    problems.push("--suffix: use 1 to 40 letters, digits, dots, hyphens and underscores");
  }
  if (options.wandb) {
    problems.push(...wandbProblems(options));
  } else {
    const unused = (["name", "entity", "tag"] as const).filter((option) => options[option] !== undefined);
    problems.push(
      ...unused.map((option) => `--${option}: is of no use with --no-wandb, leave one of them out`),
    );
  }
  return problems;
}

/** What is wrong with the name of a tier. */
export const tierProblem = (tier: string): string[] =>
  Object.hasOwn(tierNames, tier.toLowerCase())
    ? []
    : [`--tier ${tier}: use standard, globalstandard or developerTier`];

/** W&B's rules of what a run is called and where it goes. */
const wandbRules: readonly { option: "project" | "entity" | "name" | "tag"; valid: RegExp; rule: string }[] =
  [
    {
      option: "project",
      valid: /^[\w.-]{1,128}$/,
      rule: "W&B takes letters, digits, dots, hyphens and underscores in a project's name",
    },
    {
      option: "entity",
      valid: /^[\w-]{1,64}$/,
      rule: "W&B takes letters, digits, hyphens and underscores in the name of a user or team",
    },
    { option: "name", valid: /^.{1,128}$/, rule: "W&B takes 1 to 128 characters in a run's name" },
    { option: "tag", valid: /^.{1,64}$/, rule: "W&B takes 1 to 64 characters in a tag" },
  ];

/** Everything that is wrong with W&B's options, each by its flag. */
export const wandbProblems = (options: Partial<Pick<JobOptions, "project" | "entity" | "name" | "tag">>) =>
  wandbRules.flatMap(({ option, valid, rule }) =>
    [options[option] ?? []]
      .flat()
      .filter((value) => !valid.test(value))
      .map((value) => `--${option} ${value}: ${rule}`),
  );

export const tierOf = ({ tier }: Pick<JobOptions, "tier">): Tier => tierNames[tier.toLowerCase()]!;

const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));

/** The request; what was not asked for is left out, so that Azure's own defaults hold. */
export function jobRequest(
  options: JobOptions,
  model: string,
  trainingFile: string,
  validationFile: string | undefined,
): JobRequest {
  const hyperparameters = withoutUndefined({
    n_epochs: numberOf(options.epochs),
    batch_size: numberOf(options.batchSize),
    learning_rate_multiplier: numberOf(options.learningRateMultiplier),
  });
  const tier = tierOf(options);
  return withoutUndefined({
    model,
    training_file: trainingFile,
    validation_file: validationFile,
    ...(Object.keys(hyperparameters).length > 0 ? { hyperparameters } : {}),
    seed: numberOf(options.seed),
    suffix: options.suffix,
    // Standard is what Azure takes where nothing is said.
    trainingType: tier === "standard" ? undefined : tier,
    integrations: options.wandb
      ? [
          {
            type: "wandb" as const,
            wandb: withoutUndefined({
              project: options.project,
              name: options.name,
              entity: options.entity,
              tags: options.tag,
            }),
          },
        ]
      : undefined,
  });
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

/** Whether a job is what a request would make: everything that was asked for is the same. */
export function isSame(job: Job, request: JobRequest): boolean {
  const wandb = request.integrations?.[0]?.wandb;
  const there = job.integrations?.[0]?.wandb;
  const asked = Object.entries(request.hyperparameters ?? {});
  return (
    job.model === request.model &&
    job.training_file === request.training_file &&
    (job.validation_file ?? undefined) === (request.validation_file ?? undefined) &&
    (job.suffix ?? undefined) === (request.suffix ?? undefined) &&
    (request.seed === undefined || job.seed === request.seed) &&
    (job.trainingType ?? "standard").toLowerCase() === (request.trainingType ?? "standard").toLowerCase() &&
    asked.every(([name, value]) => job.hyperparameters?.[name as "n_epochs"] === value) &&
    there?.project === wandb?.project &&
    (there?.name ?? undefined) === (wandb?.name ?? undefined) &&
    (there?.entity ?? undefined) === (wandb?.entity ?? undefined)
  );
}

const overStates = ["succeeded", "failed", "cancelled"];
export const isOver = ({ status }: Job): boolean => overStates.includes(status);
