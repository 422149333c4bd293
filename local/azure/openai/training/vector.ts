/** Arithmetic on vectors of equal length. */
export type Vector = Float64Array;

/** An element; 0 outside the vector. */
export const elementAt = (vector: Vector, index: number): number => vector[index] ?? 0;

/** The dot product, added to a start value. */
export function dot(first: Vector, second: Vector, start: number): number {
  let sum = start;
  for (let index = 0; index < first.length; index += 1) {
    sum += elementAt(first, index) * elementAt(second, index);
  }
  return sum;
}

/** Adds a multiple of another vector in place; each element stays within the limit on either side of 0. */
export function addScaled(target: Vector, source: Vector, factor: number, limit = Infinity): void {
  for (let index = 0; index < target.length; index += 1) {
    target[index] = clamp(elementAt(target, index) + factor * elementAt(source, index), limit);
  }
}

/** Compares rather than calls `Math`, which is several times slower in the tests' own contexts. */
export function clamp(value: number, limit: number): number {
  if (value > limit) {
    return limit;
  }
  return value < -limit ? -limit : value;
}

/** Turns scores into probabilities in place. @returns The index of the highest. */
export function softmax(scores: Vector): number {
  const highest = scores.reduce((maximum, score) => Math.max(maximum, score), -Infinity);
  const likeliest = scores.indexOf(highest);
  let sum = 0;
  for (let index = 0; index < scores.length; index += 1) {
    const exponential = Math.exp(elementAt(scores, index) - highest);
    scores[index] = exponential;
    sum += exponential;
  }
  for (let index = 0; index < scores.length; index += 1) {
    scores[index] = elementAt(scores, index) / sum;
  }
  return likeliest;
}
