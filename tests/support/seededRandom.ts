/** Pseudo-random numbers from 0 to 1, which are the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed % 2 ** 31;
  return () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

/** A sample of a list by a seed, in the list's order. */
export function sample<T>(list: readonly T[], count: number, seed: number): T[] {
  const next = seededRandom(seed);
  // The first numbers of neighboring seeds are alike.
  next();
  return list
    .map((item, index) => ({ item, index, weight: next() }))
    .sort((one, other) => one.weight - other.weight)
    .slice(0, count)
    .sort((one, other) => one.index - other.index)
    .map(({ item }) => item);
}
