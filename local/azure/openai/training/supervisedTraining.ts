/** Supervised fine-tuning: a language model learns the assistant's messages. */
import type { Hyperparameters } from "../model/hyperparameters";
import type { Example } from "../model/trainingFile";
import { Batches } from "./batches";
import { LanguageModel } from "./languageModel";
import type { Score } from "./languageModel";
import { toSamples, vocabularyOf } from "./samples";
import type { Sample } from "./samples";
import { seededRandom } from "./seededRandom";
import type { Step, Trainer } from "./trainer";

const baseLearningRate = 0.2;

export class SupervisedTraining implements Trainer {
  readonly tokens: number;
  private readonly model: LanguageModel;
  /** Samples of each example. */
  private readonly training: readonly Sample[][];
  private readonly validation: readonly Sample[][];
  private readonly batches: Batches;
  private readonly learningRate: number;

  constructor(
    training: readonly Example[],
    validation: readonly Example[],
    hyperparameters: Hyperparameters,
    seed: number,
  ) {
    const { batchSize, learningRateMultiplier } = hyperparameters;
    const vocabulary = vocabularyOf(training.map(({ tokens }) => tokens));
    this.training = training.map((example) => toSamples(example, vocabulary));
    this.validation = validation.map((example) => toSamples(example, vocabulary));
    this.tokens = this.training.reduce((sum, { length }) => sum + length, 0);
    const random = seededRandom(seed);
    this.model = LanguageModel.withRandomWeights(vocabulary.size + 1, random);
    this.batches = new Batches(training.length, hyperparameters, random);
    this.learningRate = (baseLearningRate * learningRateMultiplier) / Math.sqrt(batchSize);
  }

  get totalSteps(): number {
    return this.batches.totalSteps;
  }

  get stepsPerEpoch(): number {
    return this.batches.stepsPerEpoch;
  }

  /** The metrics are those of the model before it has learned from the batch. */
  next(): Step {
    const batch = this.batches.next().flatMap((index) => this.training[index] ?? []);
    const train = this.model.run(batch, this.learningRate);
    const metrics = {
      step: this.batches.step,
      train_loss: train.loss,
      train_mean_token_accuracy: train.accuracy,
      ...named("valid", this.score(this.batches.validationBatch(this.validation))),
      ...(this.batches.isEndOfEpoch ? named("full_valid", this.score(this.validation)) : {}),
    };
    return { metrics };
  }

  private score(samples: readonly Sample[][]): Score | undefined {
    return samples.length > 0 ? this.model.run(samples.flat(), 0) : undefined;
  }
}

const named = (prefix: string, score: Score | undefined): Record<string, number> =>
  score ? { [`${prefix}_loss`]: score.loss, [`${prefix}_mean_token_accuracy`]: score.accuracy } : {};
