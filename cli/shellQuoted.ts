/** Returns a word as a shell reads it in a command that a user pastes. */
export const shellQuoted = (word: string): string =>
  /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
