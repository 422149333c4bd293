/**
 * Reinforcement fine-tuning: the model answers each prompt several times, a grader rewards the answers, and the model learns those that are
 * better than the others to the same prompt (REINFORCE with the mean of the others as its baseline). As an
 * adapter would, only what reads the prompt changes.
 */
import { grade, gradersOf } from "../graders/grade";
import type { Grade, GradingError } from "../graders/grade";
import { targetAnswers } from "../graders/targets";
import type { Hyperparameters } from "../model/hyperparameters";
import type { Prompt } from "../model/trainingFile";
import type { Grader } from "../wire/graders";
import { Batches } from "./batches";
import { LanguageModel } from "./languageModel";
import { promptReader, toAnswerSamples, toNumbers, vocabularyOf } from "./samples";
import type { PromptFeatures } from "./samples";
import { seededRandom } from "./seededRandom";
import type { Step, Trainer } from "./trainer";

const baseLearningRate = 10;
const pretrainingRate = 0.1;
const maxPretrainingTokens = 10_000;
const maxPretrainingPasses = 20;
/** Answers to each prompt of a batch, where the compute multiplier is 1. */
const baseRollouts = 8;
const maxAnswerTokens = 64;
/** How much longer than the longest known answer one may be. */
const spareTokens = 4;

const endOfAnswer = "<end>";

/** Tokens of an answer, with the spaces before them: together they are the text as it is. */
const answerTokens = (text: string): string[] => [
  ...(text.match(/\s*[\p{L}\p{N}]+|\s*[^\s\p{L}\p{N}]|\s+$/gu) ?? []),
  endOfAnswer,
];

/** A prompt, and what its graders read. */
interface Task {
  prompt: PromptFeatures;
  item: unknown;
}

/** An answer that the model has drawn, and its grade. */
interface Rollout extends Grade {
  prompt: PromptFeatures;
  answer: readonly number[];
  isEmpty: boolean;
}

export class ReinforcementTraining implements Trainer {
  readonly tokens: number;
  private readonly model: LanguageModel;
  private readonly training: readonly Task[];
  private readonly validation: readonly Task[];
  private readonly batches: Batches;
  private readonly random: () => number;
  private readonly learningRate: number;
  private readonly rollouts: number;
  private readonly vocabulary: ReadonlyMap<string, number>;
  private readonly texts: readonly string[];
  private readonly maxTokens: number;

  constructor(
    training: readonly Prompt[],
    validation: readonly Prompt[],
    private readonly grader: Grader,
    private readonly hyperparameters: Hyperparameters,
    seed: number,
  ) {
    const { learningRateMultiplier, computeMultiplier = 1 } = hyperparameters;
    const answers = training.flatMap(({ item }) => targetAnswers(grader, item)).map(answerTokens);
    this.vocabulary = vocabularyOf(answers.length > 0 ? answers : training.map(({ prompt }) => prompt));
    this.texts = ["", ...this.vocabulary.keys()];
    const prompts = training.map(({ prompt }) => prompt);
    const promptVocabulary = vocabularyOf(prompts);
    const readPrompt = promptReader(prompts, promptVocabulary);
    const toTask = ({ prompt, item }: Prompt): Task => ({
      prompt: readPrompt(prompt),
      item,
    });
    this.training = training.map(toTask);
    this.validation = validation.map(toTask);
    this.tokens = training.reduce((sum, { prompt }) => sum + prompt.length, 0);
    this.random = seededRandom(seed);
    this.model = LanguageModel.withRandomWeights(
      this.vocabulary.size + 1,
      this.random,
      promptVocabulary.size + 1,
    );
    pretrain(this.model, answers, this.vocabulary);
    this.batches = new Batches(training.length, hyperparameters, this.random);
    this.learningRate = baseLearningRate * learningRateMultiplier;
    this.rollouts = Math.max(2, Math.round(baseRollouts * computeMultiplier));
    const longest = answers.reduce((most, { length }) => Math.max(most, length), 0);
    this.maxTokens = Math.min(maxAnswerTokens, longest + spareTokens);
  }

  get totalSteps(): number {
    return this.batches.totalSteps;
  }

  get stepsPerEpoch(): number {
    return this.batches.stepsPerEpoch;
  }

  /** The metrics are those of the answers before the model has learned from them. */
  next(): Step {
    const tasks = this.batches.next().flatMap((index) => this.training[index] ?? []);
    const groups = tasks.map((task) => Array.from({ length: this.rollouts }, () => this.answer(task)));
    this.learn(groups);
    const rollouts = groups.flat();
    const evaluated = this.isEvaluated() ? this.evaluate() : undefined;
    const metrics = {
      step: this.batches.step,
      train_mean_reward: meanReward(rollouts),
      ...(evaluated
        ? {
            full_valid_mean_reward: meanReward(evaluated),
            full_valid_mean_parse_error: mean(evaluated.map(isUnparsed)),
          }
        : {}),
      completion_tokens_mean: mean(rollouts.map(({ answer }) => answer.length)),
      // The local model answers without reasoning.
      reasoning_tokens_mean: 0,
      ...(evaluated ? { valid_reasoning_tokens_mean: 0 } : {}),
      mean_unresponsive_rewards: mean(rollouts.map(({ isEmpty }) => (isEmpty ? 1 : 0))),
    };
    return { metrics, details: this.details(rollouts, evaluated) };
  }

  private isEvaluated(): boolean {
    const { step, totalSteps } = this.batches;
    return step % (this.hyperparameters.evalInterval ?? 1) === 0 || step === totalSteps;
  }

  private evaluate(): Rollout[] {
    const { evalSamples = this.validation.length } = this.hyperparameters;
    return this.validation.slice(0, evalSamples).map((task) => this.answer(task));
  }

  private answer({ prompt, item }: Task): Rollout {
    const end = this.vocabulary.get(endOfAnswer) ?? 0;
    const answer = this.model.draw(prompt, { end, maxTokens: this.maxTokens, random: this.random });
    const text = answer.map((number) => (number === end ? "" : (this.texts[number] ?? ""))).join("");
    const json = parsedObject(text);
    const sample = { output_text: text, ...(json === undefined ? {} : { output_json: json }) };
    return { ...grade(this.grader, { item, sample }), prompt, answer, isEmpty: text === "" };
  }

  /** Each answer's reward counts as far as it differs from the mean of the others to its prompt. */
  private learn(groups: readonly (readonly Rollout[])[]): void {
    const gradient = this.model.zeroPromptGradient();
    const share = 1 / Math.max(1, groups.flat().length);
    for (const group of groups) {
      const baseline = meanReward(group);
      for (const { prompt, answer, reward } of group) {
        const advantage = ((reward - baseline) * group.length) / (group.length - 1);
        if (advantage !== 0) {
          this.model.addGradient(gradient, toAnswerSamples(answer, prompt), share * advantage);
        }
      }
    }
    this.model.move(gradient, this.learningRate);
  }

  /** What OpenAI's events of reinforcement jobs report besides, without durations and model graders. */
  private details(train: readonly Rollout[], valid: readonly Rollout[] | undefined): Record<string, unknown> {
    const graders = Object.entries(gradersOf(this.grader));
    const perGrader = (describe: (name: string) => Record<string, number>) =>
      graders.map(([name, { type, name: title }]) => ({ name: title, type, ...describe(name) }));
    const reward = (rollouts: readonly Rollout[] | undefined, prefix: string, name?: string) =>
      rollouts ? { [`${prefix}_reward_mean`]: mean(rollouts.map((rollout) => scoreOf(rollout, name))) } : {};
    return {
      total_steps: this.totalSteps,
      scores: {
        graders: perGrader((name) => ({ ...reward(train, "train", name), ...reward(valid, "valid", name) })),
        ...reward(train, "train"),
        ...reward(valid, "valid"),
      },
      errors: {
        graders: perGrader(() => ({ ...errorRates(train, "train"), ...errorRates(valid, "valid") })),
      },
      usage: {
        samples: {
          train_reasoning_tokens_mean: 0,
          ...(valid ? { valid_reasoning_tokens_mean: 0 } : {}),
        },
      },
    };
  }
}

/** The known answers are learned without their prompts. */
function pretrain(
  model: LanguageModel,
  answers: readonly (readonly string[])[],
  vocabulary: ReadonlyMap<string, number>,
): void {
  const samples = answers
    .flatMap((tokens) => toAnswerSamples(toNumbers(tokens, vocabulary), []))
    .slice(0, maxPretrainingTokens);
  const passes = Math.floor(maxPretrainingTokens / Math.max(1, samples.length));
  for (let pass = 0; pass < Math.min(maxPretrainingPasses, Math.max(1, passes)); pass += 1) {
    model.run(samples, pretrainingRate);
  }
}

function parsedObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const meanReward = (rollouts: readonly Rollout[]) => mean(rollouts.map(({ reward }) => reward));

const scoreOf = ({ reward, scores }: Rollout, name: string | undefined) =>
  name === undefined ? reward : (scores?.[name] ?? reward);

const isUnparsed = ({ error }: Rollout) => (error === "sample_parse_error" ? 1 : 0);

const gradingErrors: readonly GradingError[] = [
  "sample_parse_error",
  "invalid_variable_error",
  "other_error",
];

const errorRates = (rollouts: readonly Rollout[] | undefined, prefix: string): Record<string, number> =>
  Object.fromEntries(
    gradingErrors.flatMap((name) => {
      const count = rollouts?.filter(({ error }) => error === name).length;
      return count === undefined
        ? []
        : [
            [`${prefix}_${name}_mean`, count / Math.max(1, rollouts?.length ?? 0)],
            [`${prefix}_${name}_count`, count],
          ];
    }),
  );
