/**
 * The model that fine-tuning really fits: the next token from the two before it, by embeddings and a softmax, with stochastic
 * gradient descent. Small, but its curves come from the file, the seed and the hyperparameters and from nothing else.
 */
import type { Example } from "./trainingFile";

export interface Hyperparameters {
  epochs: number;
  batchSize: number;
  learningRateMultiplier: number;
}

/** What a batch or a whole file gives: mean cross-entropy and share of tokens guessed right. */
export interface Score {
  loss: number;
  accuracy: number;
}

const vocabularySize = 1024;
const width = 16;
const learningRate = 0.2;
/** Keeps a learning rate that is far too high from ending in what is not a number. */
const largestWeight = 10;
const bounded = (value: number) => Math.max(-largestWeight, Math.min(largestWeight, value));

/** A token to be learnt, with the two before it, as numbers of the vocabulary. */
type Sample = readonly [before: number, last: number, next: number];

/** Random numbers of [0, 1) from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The most frequent tokens of a file; number 0 stands for every other. */
function vocabularyOf(examples: readonly Example[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { tokens } of examples) {
    for (const token of tokens) {
      counts.set(token, (counts.get(token) ?? 0) + 1);
    }
  }
  const frequent = [...counts].sort(
    ([one, times], [other, otherTimes]) => otherTimes - times || (one < other ? -1 : 1),
  );
  return new Map(frequent.slice(0, vocabularySize - 1).map(([token], index) => [token, index + 1]));
}

export class Training {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  /** Tokens of the file that are learnt, once. */
  readonly tokens: number;
  private readonly random: () => number;
  private readonly samples: Sample[][];
  private readonly validation: Sample[][];
  private readonly size: number;
  private readonly before: Float64Array;
  private readonly last: Float64Array;
  private readonly output: Float64Array;
  private readonly bias: Float64Array;
  private order: number[] = [];
  private step = 0;

  constructor(
    examples: readonly Example[],
    validation: readonly Example[],
    private readonly hyperparameters: Hyperparameters,
    seed: number,
  ) {
    const vocabulary = vocabularyOf(examples);
    const numbered = ({ tokens, learnt }: Example): Sample[] => {
      const numbers = tokens.map((token) => vocabulary.get(token) ?? 0);
      return numbers.flatMap((next, index) =>
        learnt[index] ? [[numbers[index - 2] ?? 0, numbers[index - 1] ?? 0, next] as const] : [],
      );
    };
    this.samples = examples.map(numbered);
    this.validation = validation.map(numbered);
    this.tokens = this.samples.reduce((sum, { length }) => sum + length, 0);
    this.size = vocabulary.size + 1;
    this.random = randomFrom(seed);
    const initial = (length: number) => Float64Array.from({ length }, () => (this.random() - 0.5) * 0.5);
    this.before = initial(this.size * width);
    this.last = initial(this.size * width);
    this.output = initial(this.size * width);
    this.bias = new Float64Array(this.size);
    this.stepsPerEpoch = Math.ceil(examples.length / hyperparameters.batchSize);
    this.totalSteps = this.stepsPerEpoch * hyperparameters.epochs;
  }

  /** Trains on the next batch. @returns How the model did on it before it learnt from it. */
  next(): { step: number; train: Score; validation?: Score } {
    const { batchSize, learningRateMultiplier } = this.hyperparameters;
    const place = this.step % this.stepsPerEpoch;
    if (place === 0) {
      this.shuffle();
    }
    this.step += 1;
    const batch = this.order
      .slice(place * batchSize, (place + 1) * batchSize)
      .flatMap((index) => this.samples[index]!);
    const train = this.run(batch, (learningRate * learningRateMultiplier) / Math.sqrt(batchSize));
    const { length } = this.validation;
    const few = Array.from({ length: Math.min(batchSize, length) }, (_, index) => {
      return this.validation[((this.step - 1) * batchSize + index) % length]!;
    }).flat();
    return { step: this.step, train, validation: length > 0 ? this.run(few, 0) : undefined };
  }

  /** How the model does on the whole validation file. */
  validate(): Score | undefined {
    return this.validation.length > 0 ? this.run(this.validation.flat(), 0) : undefined;
  }

  private shuffle(): void {
    this.order = this.samples.map((_, index) => index);
    for (let index = this.order.length - 1; index > 0; index -= 1) {
      const other = Math.floor(this.random() * (index + 1));
      [this.order[index], this.order[other]] = [this.order[other]!, this.order[index]!];
    }
  }

  /** Scores samples and, where a rate is given, learns from each. */
  private run(samples: readonly Sample[], rate: number): Score {
    let loss = 0;
    let right = 0;
    const probabilities = new Float64Array(this.size);
    for (const [before, last, next] of samples) {
      const best = this.predict(before, last, probabilities);
      loss -= Math.log(Math.max(probabilities[next]!, 1e-12));
      right += best === next ? 1 : 0;
      if (rate > 0) {
        this.learn(before, last, next, probabilities, rate);
      }
    }
    const count = Math.max(1, samples.length);
    return { loss: loss / count, accuracy: right / count };
  }

  /** Fills in the probabilities of the next token. @returns The likeliest. */
  private predict(before: number, last: number, probabilities: Float64Array): number {
    let highest = -Infinity;
    let best = 0;
    for (let token = 0; token < this.size; token += 1) {
      let score = this.bias[token]!;
      for (let place = 0; place < width; place += 1) {
        score +=
          this.output[token * width + place]! *
          (this.before[before * width + place]! + this.last[last * width + place]!);
      }
      probabilities[token] = score;
      if (score > highest) {
        highest = score;
        best = token;
      }
    }
    let sum = 0;
    for (let token = 0; token < this.size; token += 1) {
      sum += probabilities[token] = Math.exp(probabilities[token]! - highest);
    }
    for (let token = 0; token < this.size; token += 1) {
      probabilities[token]! /= sum;
    }
    return best;
  }

  private learn(before: number, last: number, next: number, probabilities: Float64Array, rate: number): void {
    const back = new Float64Array(width);
    for (let token = 0; token < this.size; token += 1) {
      const error = probabilities[token]! - (token === next ? 1 : 0);
      this.bias[token] = bounded(this.bias[token]! - rate * error);
      for (let place = 0; place < width; place += 1) {
        const weight = token * width + place;
        const input = this.before[before * width + place]! + this.last[last * width + place]!;
        back[place]! += error * this.output[weight]!;
        this.output[weight] = bounded(this.output[weight]! - rate * error * input);
      }
    }
    for (let place = 0; place < width; place += 1) {
      const first = before * width + place;
      const second = last * width + place;
      this.before[first] = bounded(this.before[first]! - rate * back[place]!);
      this.last[second] = bounded(this.last[second]! - rate * back[place]!);
    }
  }
}
