/**
 * The similarity of two texts, from 0 to 1, as text similarity graders compute it. The definitions are those of the metrics' papers and of the
 * libraries that Azure's how-to page names (RapidFuzz, rouge-score); details that differ between libraries are assumed.
 */

/** Words in lower case, as rouge-score has them. */
const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Words and punctuation marks, as they are written. */
const tokens = (text: string): string[] => text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

function ngramCounts(items: readonly string[], size: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + size <= items.length; start += 1) {
    const ngram = JSON.stringify(items.slice(start, start + size));
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

const totalOf = (counts: ReadonlyMap<string, number>) =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

/** How many n-grams two texts have in common, each as often as both have it. */
const commonOf = (first: ReadonlyMap<string, number>, second: ReadonlyMap<string, number>) =>
  [...first].reduce((sum, [ngram, count]) => sum + Math.min(count, second.get(ngram) ?? 0), 0);

/** The length of the longest common subsequence. */
function commonSubsequence(first: readonly string[], second: readonly string[]): number {
  let previous = new Uint32Array(second.length + 1);
  for (const item of first) {
    const current = new Uint32Array(second.length + 1);
    second.forEach((other, index) => {
      current[index + 1] =
        item === other ? (previous[index] ?? 0) + 1 : Math.max(previous[index + 1] ?? 0, current[index] ?? 0);
    });
    previous = current;
  }
  return previous[second.length] ?? 0;
}

const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

/** The harmonic mean of what is common as a share of either. */
const f1 = (common: number, first: number, second: number) => ratio(2 * common, first + second);

/** RapidFuzz's `ratio`: insertions and deletions, over the characters of both texts. */
function fuzzyMatch(input: string, reference: string): number {
  const [first, second] = [[...input], [...reference]];
  return first.length + second.length === 0
    ? 1
    : f1(commonSubsequence(first, second), first.length, second.length);
}

/** Papineni et al., 2002: up to 4-grams, with one added to those above 1 (Lin and Och, 2004), and no more than the shorter text has. */
function bleu(input: string, reference: string): number {
  const [candidate, target] = [tokens(input), tokens(reference)];
  const sizes = Array.from({ length: Math.min(4, candidate.length, target.length) }, (_, index) => index + 1);
  if (sizes.length === 0) {
    return 0;
  }
  const precisions = sizes.map((size) => {
    const [own, others] = [ngramCounts(candidate, size), ngramCounts(target, size)];
    const added = size > 1 ? 1 : 0;
    return (commonOf(own, others) + added) / (totalOf(own) + added);
  });
  if (precisions[0] === 0) {
    return 0;
  }
  const mean = Math.exp(precisions.reduce((sum, precision) => sum + Math.log(precision), 0) / sizes.length);
  const brevity = candidate.length >= target.length ? 1 : Math.exp(1 - target.length / candidate.length);
  return brevity * mean;
}

/** Wu et al., 2016: the n-grams in common from 1 to 4, over those of the text that has more. */
function gleu(input: string, reference: string): number {
  const sums = [1, 2, 3, 4].map((size) => {
    const [own, others] = [ngramCounts(tokens(input), size), ngramCounts(tokens(reference), size)];
    return { common: commonOf(own, others), own: totalOf(own), others: totalOf(others) };
  });
  const sum = (key: "common" | "own" | "others") => sums.reduce((total, counts) => total + counts[key], 0);
  return ratio(sum("common"), Math.max(sum("own"), sum("others")));
}

/** Banerjee and Lavie, 2005, on exact words alone: no stems and no synonyms. */
function meteor(input: string, reference: string): number {
  const [candidate, target] = [words(input), words(reference)];
  const free = new Map<string, number[]>();
  target.forEach((word, index) => free.set(word, [...(free.get(word) ?? []), index]));
  const matched = candidate.map((word) => free.get(word)?.shift());
  const places = matched.filter((place) => place !== undefined);
  if (places.length === 0) {
    return 0;
  }
  // A chunk is a run of words that follow each other in both texts.
  const chunks = matched.filter(
    (place, index) => place !== undefined && place !== (matched[index - 1] ?? NaN) + 1,
  ).length;
  const precision = places.length / candidate.length;
  const recall = places.length / target.length;
  const mean = (precision * recall) / (0.9 * precision + 0.1 * recall);
  return mean * (1 - 0.5 * (chunks / places.length) ** 3);
}

const rouge = (size: number) => (input: string, reference: string) => {
  const [own, others] = [ngramCounts(words(input), size), ngramCounts(words(reference), size)];
  return f1(commonOf(own, others), totalOf(own), totalOf(others));
};

function rougeL(input: string, reference: string): number {
  const [candidate, target] = [words(input), words(reference)];
  return f1(commonSubsequence(candidate, target), candidate.length, target.length);
}

/** The metrics that are arithmetic: `cosine` compares embeddings of a model. */
export const similarities = {
  fuzzy_match: fuzzyMatch,
  bleu,
  gleu,
  meteor,
  rouge_1: rouge(1),
  rouge_2: rouge(2),
  rouge_3: rouge(3),
  rouge_4: rouge(4),
  rouge_5: rouge(5),
  rouge_l: rougeL,
} as const satisfies Record<string, (input: string, reference: string) => number>;

export type ComputedSimilarity = keyof typeof similarities;

export const isComputed = (metric: string): metric is ComputedSimilarity =>
  Object.hasOwn(similarities, metric);
