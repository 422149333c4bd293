/** The largest number of changed characters in a name that is still taken for a slip. */
const maxDistance = 3;

/** Returns the known name that differs least from a name, or that begins with it; undefined if none resembles it. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, distance: distanceOf(plain(name), plain(candidate)) }))
    .filter(({ candidate, distance }) => distance <= Math.min(maxDistance, Math.floor(candidate.length / 2)))
    .sort((a, b) => a.distance - b.distance);
  return (
    best?.candidate ?? known.find((candidate) => name.length > 1 && plain(candidate).startsWith(plain(name)))
  );
}

/** `trainingFile`, `training-file` and `training_file` are the same slip away from each other. */
const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Levenshtein's distance, by rows. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, character] of [...a].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (character === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
