/**
 * Direct preference optimization (Rafailov et al., 2023): the model learns to prefer one answer to another, and is compared with the
 * model that it was before. The loss of a pair is -log σ(m), its margin m = β((log π(y_w|x) - log π_ref(y_w|x)) - (log π(y_l|x) - log π_ref(y_l|x))).
 */
import type { Hyperparameters } from "../model/hyperparameters";
import type { Preference } from "../model/trainingFile";
import { Batches } from "./batches";
import { LanguageModel } from "./languageModel";
import type { Weights } from "./languageModel";
import { promptReader, toAnswerSamples, toNumbers, vocabularyOf } from "./samples";
import type { Sample } from "./samples";
import { seededRandom } from "./seededRandom";
import type { Step, Trainer } from "./trainer";

/** The gradient of a batch is its mean, and so small that a step needs more than a supervised one. */
const baseLearningRate = 2;
const pretrainingRate = 0.1;
/** The model knows the language of both answers before it learns which is preferred. */
const maxPretrainingTokens = 4000;
/** What `l2_multiplier` 1 takes of each weight in a step, before the learning rate. */
const weightDecay = 1e-3;
const defaultBeta = 0.1;

/** Two answers, and by how much the reference model prefers the first: a difference of logarithms of probabilities. */
export interface Pair {
  preferred: readonly Sample[];
  nonPreferred: readonly Sample[];
  reference: number;
}

/** By how much a model prefers the first answer. */
const preferenceOf = (model: LanguageModel, { preferred, nonPreferred }: Omit<Pair, "reference">): number =>
  model.logProbability(preferred) - model.logProbability(nonPreferred);

/** The mean loss and margin of pairs. */
interface PairScore {
  loss: number;
  margin: number;
}

export const marginOf = (model: LanguageModel, pair: Pair, beta: number): number =>
  beta * (preferenceOf(model, pair) - pair.reference);

/** -log σ(m), without an overflow. */
export const preferenceLoss = (margin: number): number =>
  Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

/** Adds the derivative of minus the pair's loss: the direction in which the model improves. */
export function addPreferenceGradient(
  gradient: Weights,
  model: LanguageModel,
  pair: Pair,
  { beta, margin, share }: { beta: number; margin: number; share: number },
): void {
  const factor = share * beta * sigmoid(-margin);
  model.addGradient(gradient, pair.preferred, factor);
  model.addGradient(gradient, pair.nonPreferred, -factor);
}

export class PreferenceTraining implements Trainer {
  readonly tokens: number;
  private readonly model: LanguageModel;
  private readonly training: readonly Pair[];
  private readonly validation: readonly Pair[];
  private readonly batches: Batches;
  private readonly beta: number;
  private readonly learningRate: number;
  private readonly decay: number;

  constructor(
    training: readonly Preference[],
    validation: readonly Preference[],
    hyperparameters: Hyperparameters,
    seed: number,
  ) {
    const { learningRateMultiplier, beta = defaultBeta, l2Multiplier = 0 } = hyperparameters;
    const texts = training.flatMap(({ prompt, preferred, nonPreferred }) => [
      prompt,
      preferred,
      nonPreferred,
    ]);
    const vocabulary = vocabularyOf(texts);
    const random = seededRandom(seed);
    this.model = LanguageModel.withRandomWeights(vocabulary.size + 1, random, vocabulary.size + 1);
    pretrain(this.model, training, vocabulary);
    const readPrompt = promptReader(
      training.map(({ prompt }) => prompt),
      vocabulary,
    );
    const reference = this.model.copy();
    const toPair = ({ prompt, preferred, nonPreferred }: Preference): Pair => {
      const samplesOf = (tokens: readonly string[]) =>
        toAnswerSamples(toNumbers(tokens, vocabulary), readPrompt(prompt));
      const answers = { preferred: samplesOf(preferred), nonPreferred: samplesOf(nonPreferred) };
      return lazyPair(answers, () => preferenceOf(reference, answers));
    };
    this.training = training.map(toPair);
    this.validation = validation.map(toPair);
    this.tokens = texts.reduce((sum, { length }) => sum + length, 0);
    this.batches = new Batches(training.length, hyperparameters, random);
    this.beta = beta;
    this.learningRate = baseLearningRate * learningRateMultiplier;
    this.decay = weightDecay * l2Multiplier;
  }

  get totalSteps(): number {
    return this.batches.totalSteps;
  }

  get stepsPerEpoch(): number {
    return this.batches.stepsPerEpoch;
  }

  /** The metrics are those of the model before it has learned from the batch. */
  next(): Step {
    const pairs = this.batches.next().flatMap((index) => this.training[index] ?? []);
    const margins = pairs.map((pair) => marginOf(this.model, pair, this.beta));
    const gradient = this.model.zeroGradient();
    pairs.forEach((pair, index) =>
      addPreferenceGradient(gradient, this.model, pair, {
        beta: this.beta,
        margin: margins[index] ?? 0,
        share: 1 / pairs.length,
      }),
    );
    this.model.move(gradient, this.learningRate, this.decay);
    const metrics = {
      step: this.batches.step,
      ...named("train", scoreOf(margins)),
      ...named("valid", this.score(this.batches.validationBatch(this.validation))),
      ...(this.batches.isEndOfEpoch ? named("full_valid", this.score(this.validation)) : {}),
    };
    return { metrics };
  }

  private score(pairs: readonly Pair[]): PairScore | undefined {
    return scoreOf(pairs.map((pair) => marginOf(this.model, pair, this.beta)));
  }
}

/** A pair that asks the reference model when it is used for the first time: a job starts before it has read a large file. */
function lazyPair(answers: Omit<Pair, "reference">, compute: () => number): Pair {
  let computed: number | undefined;
  return {
    ...answers,
    get reference() {
      computed ??= compute();
      return computed;
    },
  };
}

/** Both answers are learned alike, without their prompts. */
function pretrain(
  model: LanguageModel,
  training: readonly Preference[],
  vocabulary: ReadonlyMap<string, number>,
): void {
  const samples = training
    .flatMap(({ preferred, nonPreferred }) => [preferred, nonPreferred])
    .flatMap((tokens) => toAnswerSamples(toNumbers(tokens, vocabulary), []))
    .slice(0, maxPretrainingTokens);
  model.run(samples, pretrainingRate);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const scoreOf = (margins: readonly number[]): PairScore | undefined =>
  margins.length === 0 ? undefined : { loss: mean(margins.map(preferenceLoss)), margin: mean(margins) };

const named = (prefix: string, score: PairScore | undefined): Record<string, number> =>
  score ? { [`${prefix}_loss`]: score.loss, [`${prefix}_reward_margin`]: score.margin } : {};
