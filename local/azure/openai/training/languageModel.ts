/**
 * The model that fine-tuning really fits: it predicts a token from the two before it, and from the prompt where there is one, by embeddings, a
 * table and a softmax. It is small, but its curves depend on the file, the seed and the hyperparameters, and on nothing else.
 */
import type { PromptFeatures, Sample } from "./samples";
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
const minProbability = 1e-12;

interface Prediction {
  /** Sum of the embeddings of the two tokens before. */
  input: Vector;
  probabilities: Vector;
  likeliest: number;
}

/** The weights of a model, or the derivatives of a function by them. */
export interface Weights {
  secondLast: readonly Vector[];
  last: readonly Vector[];
  /** How much each token of a prompt speaks for each token of an answer. */
  prompt: readonly Vector[];
  output: readonly Vector[];
  bias: Vector;
}

const zeroMatrix = (rows: number, columns: number) =>
  Array.from({ length: rows }, () => new Float64Array(columns));

const weightNames = ["secondLast", "last", "prompt", "output", "bias"] as const satisfies (keyof Weights)[];

const vectorsOf = (weights: Weights[keyof Weights]): readonly Vector[] =>
  weights instanceof Float64Array ? [weights] : weights;

export class LanguageModel {
  private constructor(readonly weights: Weights) {}

  /**
   * @param random Numbers in [0, 1), for the initial weights.
   * @param promptTokens Size of the prompts' vocabulary; 0 for a model that reads none.
   */
  static withRandomWeights(vocabularySize: number, random: () => number, promptTokens = 0): LanguageModel {
    const randomMatrix = () =>
      Array.from({ length: vocabularySize }, () =>
        Float64Array.from({ length: width }, () => (random() - 0.5) * 0.5),
      );
    return new LanguageModel({
      secondLast: randomMatrix(),
      last: randomMatrix(),
      output: randomMatrix(),
      prompt: zeroMatrix(promptTokens, vocabularySize),
      bias: new Float64Array(vocabularySize),
    });
  }

  /** The model as it is now, which later training does not change. */
  copy(): LanguageModel {
    const copyOf = (matrix: readonly Vector[]) => matrix.map((row) => Float64Array.from(row));
    const { secondLast, last, prompt, output, bias } = this.weights;
    return new LanguageModel({
      secondLast: copyOf(secondLast),
      last: copyOf(last),
      prompt: copyOf(prompt),
      output: copyOf(output),
      bias: Float64Array.from(bias),
    });
  }

  /** Derivatives of 0, to add to. */
  zeroGradient(): Weights {
    const { bias, prompt } = this.weights;
    return {
      secondLast: zeroMatrix(bias.length, width),
      last: zeroMatrix(bias.length, width),
      output: zeroMatrix(bias.length, width),
      prompt: zeroMatrix(prompt.length, bias.length),
      bias: new Float64Array(bias.length),
    };
  }

  /** Derivatives of 0 by what reads the prompt, and by nothing else: the rest of the model stays as it is. */
  zeroPromptGradient(): Weights {
    const { bias, prompt } = this.weights;
    return {
      secondLast: [],
      last: [],
      output: [],
      prompt: zeroMatrix(prompt.length, bias.length),
      bias: new Float64Array(0),
    };
  }

  /** Scores samples and, with a learning rate above 0, learns from each by gradient descent. */
  run(samples: readonly Sample[], learningRate: number): Score {
    let loss = 0;
    let correct = 0;
    for (const sample of samples) {
      const [, , next] = sample;
      const prediction = this.predict(sample);
      loss -= logOf(prediction, next);
      correct += prediction.likeliest === next ? 1 : 0;
      if (learningRate > 0) {
        this.addDerivative(this.weights, sample, prediction, learningRate, maxWeight);
      }
    }
    const count = Math.max(1, samples.length);
    return { loss: loss / count, accuracy: correct / count };
  }

  /** The logarithm of the probability of samples together. */
  logProbability(samples: readonly Sample[]): number {
    return samples.reduce((sum, sample) => sum + logOf(this.predict(sample), sample[2]), 0);
  }

  /** Adds the derivative of `factor` times the logarithm of the samples' probability. */
  addGradient(gradient: Weights, samples: readonly Sample[], factor: number): void {
    for (const sample of samples) {
      this.addDerivative(gradient, sample, this.predict(sample), factor);
    }
  }

  /** Moves the weights along a gradient, and by `decay` towards 0. */
  move(gradient: Weights, learningRate: number, decay = 0): void {
    for (const name of weightNames) {
      const vectors = vectorsOf(this.weights[name]);
      vectorsOf(gradient[name]).forEach((direction, index) => {
        const vector = vectors[index];
        if (vector && direction.length > 0) {
          addScaled(vector, vector, -learningRate * decay);
          addScaled(vector, direction, learningRate, maxWeight);
        }
      });
    }
  }

  /** Draws an answer to a prompt, token by token, until `end` or the longest length. */
  draw(
    prompt: PromptFeatures,
    { end, maxTokens, random }: { end: number; maxTokens: number; random: () => number },
  ): number[] {
    const answer: number[] = [];
    while (answer.length < maxTokens && answer.at(-1) !== end) {
      const { probabilities } = this.predict([answer.at(-2) ?? 0, answer.at(-1) ?? 0, 0, prompt]);
      answer.push(drawIndex(probabilities, random()));
    }
    return answer;
  }

  private predict([secondLast, last, , prompt = []]: Sample): Prediction {
    const { weights } = this;
    const input = Float64Array.from(rowOf(weights.secondLast, secondLast));
    addScaled(input, rowOf(weights.last, last), 1);
    const probabilities = new Float64Array(weights.bias.length);
    weights.output.forEach((row, token) => {
      probabilities[token] = dot(row, input, elementAt(weights.bias, token));
    });
    for (const [token, weight] of prompt) {
      addScaled(probabilities, rowOf(weights.prompt, token), weight);
    }
    return { input, probabilities, likeliest: softmax(probabilities) };
  }

  /** Adds `factor` times the derivative of the logarithm of a sample's probability to `target`, which may be the weights themselves. */
  private addDerivative(
    target: Weights,
    [secondLast, last, next, prompt = []]: Sample,
    { input, probabilities }: Prediction,
    factor: number,
    limit = Infinity,
  ): void {
    const errors = Float64Array.from(probabilities);
    errors[next] = elementAt(errors, next) - 1;
    for (const [token, weight] of prompt) {
      addScaled(rowOf(target.prompt, token), errors, -factor * weight, limit);
    }
    if (target.output.length === 0) {
      return;
    }
    const inputGradient = new Float64Array(width);
    this.weights.output.forEach((weights, token) => {
      const error = elementAt(errors, token);
      target.bias[token] = clamp(elementAt(target.bias, token) - factor * error, limit);
      addScaled(inputGradient, weights, error);
      addScaled(rowOf(target.output, token), input, -factor * error, limit);
    });
    addScaled(rowOf(target.secondLast, secondLast), inputGradient, -factor, limit);
    addScaled(rowOf(target.last, last), inputGradient, -factor, limit);
  }
}

const logOf = ({ probabilities }: Prediction, token: number): number =>
  Math.log(Math.max(elementAt(probabilities, token), minProbability));

/** The index that a number in [0, 1) draws by the probabilities. */
function drawIndex(probabilities: Vector, drawn: number): number {
  let sum = 0;
  for (let index = 0; index < probabilities.length; index += 1) {
    sum += elementAt(probabilities, index);
    if (drawn < sum) {
      return index;
    }
  }
  return probabilities.length - 1;
}

function rowOf(matrix: readonly Vector[], index: number): Vector {
  const row = matrix[index];
  if (!row) {
    throw new RangeError(`There is no token ${index} in the vocabulary.`);
  }
  return row;
}
