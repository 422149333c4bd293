/** Training examples as numbers: each token that is learned, with the two tokens before it. */
import type { Example } from "../model/trainingFile";

/** Tokens of a prompt, each with its weight. */
export type PromptFeatures = readonly (readonly [token: number, weight: number])[];

/** Numbers of the vocabulary, and the prompt for models that read one. */
export type Sample = readonly [secondLast: number, last: number, next: number, prompt?: PromptFeatures];

const maxVocabulary = 1024;

/** The most frequent tokens of texts, numbered; 0 stands for every other token. */
export function vocabularyOf(texts: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const tokens of texts) {
    for (const token of tokens) {
      counts.set(token, (counts.get(token) ?? 0) + 1);
    }
  }
  const byFrequency = [...counts].sort(
    ([first, firstCount], [second, secondCount]) => secondCount - firstCount || (first < second ? -1 : 1),
  );
  return new Map(byFrequency.slice(0, maxVocabulary - 1).map(([token], index) => [token, index + 1]));
}

export const toNumbers = (tokens: readonly string[], vocabulary: ReadonlyMap<string, number>): number[] =>
  tokens.map((token) => vocabulary.get(token) ?? 0);

export function toSamples({ tokens, isLearned }: Example, vocabulary: ReadonlyMap<string, number>): Sample[] {
  const numbers = toNumbers(tokens, vocabulary);
  return numbers.flatMap((next, index) =>
    isLearned[index] ? [[numbers[index - 2] ?? 0, numbers[index - 1] ?? 0, next] as const] : [],
  );
}

/** An answer as samples: each token is learned, from the two before it in the answer and from the whole prompt. */
export const toAnswerSamples = (answer: readonly number[], prompt: PromptFeatures): Sample[] =>
  answer.map((next, index) => [answer[index - 2] ?? 0, answer[index - 1] ?? 0, next, prompt]);

/**
 * What tells prompts apart: a token weighs more the fewer prompts have it (inverse document frequency), one that all have weighs nothing. The
 * weights of a prompt have length 1 together.
 */
export function promptReader(
  prompts: readonly (readonly string[])[],
  vocabulary: ReadonlyMap<string, number>,
): (prompt: readonly string[]) => PromptFeatures {
  const frequencies = new Map<number, number>();
  const numbersOf = (prompt: readonly string[]) => [...new Set(toNumbers(prompt, vocabulary))];
  for (const number of prompts.flatMap(numbersOf)) {
    frequencies.set(number, (frequencies.get(number) ?? 0) + 1);
  }
  return (prompt) => {
    const weighted = numbersOf(prompt)
      .map((number) => [number, Math.log(prompts.length / (frequencies.get(number) ?? Infinity))] as const)
      .filter(([, weight]) => weight > 0);
    const length = Math.hypot(...weighted.map(([, weight]) => weight));
    return weighted.length === 0 ? [[0, 1]] : weighted.map(([number, weight]) => [number, weight / length]);
  };
}
