/**
 * The model that fine-tuning really fits: it predicts a token from the two before it, by embeddings and a softmax. It is small,
 * but its curves depend on the file, the seed and the hyperparameters, and on nothing else.
 */
import type { Sample } from "./samples";
import { addScaled, clamp, dot, elementAt, softmax } from "./vector";
import type { Vector } from "./vector";

/** The mean cross-entropy of a set of samples, and the share of tokens that are predicted correctly. */
export interface Score {
  loss: number;
  accuracy: number;
}

/** Dimensions of an embedding. */
const width = 16;
/** Limits weights, so that a learning rate that is far too high does not end in NaN. */
const maxWeight = 10;

interface Prediction {
  /** Sum of the embeddings of the two tokens before. */
  input: Vector;
  probabilities: Vector;
  likeliest: number;
}

export class LanguageModel {
  private readonly secondLast: readonly Vector[];
  private readonly last: readonly Vector[];
  private readonly output: readonly Vector[];
  private readonly bias: Vector;

  /** @param random Numbers in [0, 1), for the initial weights. */
  constructor(vocabularySize: number, random: () => number) {
    const randomMatrix = () =>
      Array.from({ length: vocabularySize }, () =>
        Float64Array.from({ length: width }, () => (random() - 0.5) * 0.5),
      );
    this.secondLast = randomMatrix();
    this.last = randomMatrix();
    this.output = randomMatrix();
    this.bias = new Float64Array(vocabularySize);
  }

  /** Scores samples and, with a learning rate above 0, learns from each by gradient descent. */
  run(samples: readonly Sample[], learningRate: number): Score {
    let loss = 0;
    let correct = 0;
    for (const sample of samples) {
      const [, , next] = sample;
      const prediction = this.predict(sample);
      loss -= Math.log(Math.max(elementAt(prediction.probabilities, next), 1e-12));
      correct += prediction.likeliest === next ? 1 : 0;
      if (learningRate > 0) {
        this.learn(sample, prediction, learningRate);
      }
    }
    const count = Math.max(1, samples.length);
    return { loss: loss / count, accuracy: correct / count };
  }

  private predict([secondLast, last]: Sample): Prediction {
    const input = Float64Array.from(rowOf(this.secondLast, secondLast));
    addScaled(input, rowOf(this.last, last), 1);
    const probabilities = new Float64Array(this.bias.length);
    this.output.forEach((weights, token) => {
      probabilities[token] = dot(weights, input, elementAt(this.bias, token));
    });
    return { input, probabilities, likeliest: softmax(probabilities) };
  }

  private learn([secondLast, last, next]: Sample, prediction: Prediction, learningRate: number): void {
    const { input, probabilities } = prediction;
    const inputGradient = new Float64Array(width);
    this.output.forEach((weights, token) => {
      const error = elementAt(probabilities, token) - (token === next ? 1 : 0);
      this.bias[token] = clamp(elementAt(this.bias, token) - learningRate * error, maxWeight);
      addScaled(inputGradient, weights, error);
      addScaled(weights, input, -learningRate * error, maxWeight);
    });
    addScaled(rowOf(this.secondLast, secondLast), inputGradient, -learningRate, maxWeight);
    addScaled(rowOf(this.last, last), inputGradient, -learningRate, maxWeight);
  }
}

function rowOf(matrix: readonly Vector[], index: number): Vector {
  const row = matrix[index];
  if (!row) {
    throw new RangeError(`There is no token ${index} in the vocabulary.`);
  }
  return row;
}
