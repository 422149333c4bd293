/** A training run: epochs of shuffled batches on a language model. */
import { LanguageModel } from "./languageModel";
import type { Score } from "./languageModel";
import { toSamples, vocabularyOf } from "./samples";
import type { Sample } from "./samples";
import { seededRandom } from "./seededRandom";
import type { Example } from "../model/trainingFile";

export interface Hyperparameters {
  epochs: number;
  batchSize: number;
  learningRateMultiplier: number;
}

/** A trained step: how the model did on the batch before it learned from it, and on as much of the validation file. */
export interface Step {
  step: number;
  train: Score;
  validation?: Score;
}

const baseLearningRate = 0.2;

/** Repeats itself exactly for the same files, hyperparameters and seed. */
export class Training {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  /** Tokens that one epoch learns. */
  readonly tokens: number;
  private readonly random: () => number;
  private readonly model: LanguageModel;
  /** Samples of each example. */
  private readonly training: readonly Sample[][];
  private readonly validation: readonly Sample[][];
  private readonly learningRate: number;
  /** Indices of the examples, as the current epoch orders them. */
  private order: number[] = [];
  private step = 0;

  constructor(
    training: readonly Example[],
    validation: readonly Example[],
    private readonly hyperparameters: Hyperparameters,
    seed: number,
  ) {
    const { epochs, batchSize, learningRateMultiplier } = hyperparameters;
    const vocabulary = vocabularyOf(training);
    this.training = training.map((example) => toSamples(example, vocabulary));
    this.validation = validation.map((example) => toSamples(example, vocabulary));
    this.tokens = this.training.reduce((sum, { length }) => sum + length, 0);
    this.random = seededRandom(seed);
    this.model = new LanguageModel(vocabulary.size + 1, this.random);
    this.learningRate = (baseLearningRate * learningRateMultiplier) / Math.sqrt(batchSize);
    this.stepsPerEpoch = Math.ceil(training.length / batchSize);
    this.totalSteps = this.stepsPerEpoch * epochs;
  }

  /** Trains on the next batch. */
  next(): Step {
    const { batchSize } = this.hyperparameters;
    const batchOfEpoch = this.step % this.stepsPerEpoch;
    if (batchOfEpoch === 0) {
      this.order = shuffledIndices(this.training.length, this.random);
    }
    this.step += 1;
    const batch = this.order
      .slice(batchOfEpoch * batchSize, (batchOfEpoch + 1) * batchSize)
      .flatMap((index) => this.training[index] ?? []);
    const train = this.model.run(batch, this.learningRate);
    return { step: this.step, train, validation: this.validateBatch() };
  }

  /** The score on the whole validation file. */
  validate(): Score | undefined {
    return this.validation.length > 0 ? this.model.run(this.validation.flat(), 0) : undefined;
  }

  /** The score on as many validation examples as a batch has, another part of the file at each step. */
  private validateBatch(): Score | undefined {
    const { length } = this.validation;
    if (length === 0) {
      return undefined;
    }
    const { batchSize } = this.hyperparameters;
    const first = (this.step - 1) * batchSize;
    const samples = Array.from(
      { length: Math.min(batchSize, length) },
      (_, index) => this.validation[(first + index) % length] ?? [],
    );
    return this.model.run(samples.flat(), 0);
  }
}

/** The numbers below a limit in random order (Fisher–Yates). */
function shuffledIndices(limit: number, random: () => number): number[] {
  const indices = Array.from({ length: limit }, (_, index) => index);
  for (let index = limit - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [indices[index], indices[other]] = [indices[other] ?? other, indices[index] ?? index];
  }
  return indices;
}
