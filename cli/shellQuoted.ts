/**
 * Returns a word as a shell reads it in a command that a user pastes. Single quotes are no quotes in Command Prompt, while double quotes
 * are in each shell of Windows.
 */
export function shellQuoted(word: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === "win32") {
    return /^[\w./:\\-]+$/.test(word) ? word : `"${word.replaceAll('"', String.raw`\"`)}"`;
  }
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
