/** Training examples as numbers: each token that is learned, with the two tokens before it. */
import type { Example } from "../model/trainingFile";

/** Numbers of the vocabulary. */
export type Sample = readonly [secondLast: number, last: number, next: number];

const maxVocabulary = 1024;

/** The most frequent tokens of a file, numbered; 0 stands for every other token. */
export function vocabularyOf(examples: readonly Example[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { tokens } of examples) {
    for (const token of tokens) {
      counts.set(token, (counts.get(token) ?? 0) + 1);
    }
  }
  const byFrequency = [...counts].sort(
    ([first, firstCount], [second, secondCount]) => secondCount - firstCount || (first < second ? -1 : 1),
  );
  return new Map(byFrequency.slice(0, maxVocabulary - 1).map(([token], index) => [token, index + 1]));
}

export function toSamples({ tokens, isLearned }: Example, vocabulary: ReadonlyMap<string, number>): Sample[] {
  const numbers = tokens.map((token) => vocabulary.get(token) ?? 0);
  return numbers.flatMap((next, index) =>
    isLearned[index] ? [[numbers[index - 2] ?? 0, numbers[index - 1] ?? 0, next] as const] : [],
  );
}
