/**
 * Replaces what identifies a machine, such as its folders, wherever it is a whole word: a host may be named `vm`.
 * @param replacements Replacements by what they replace. The longest is replaced first, as one folder may be inside another.
 */
export function hideMachine(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements)
    .sort(([one], [other]) => other.length - one.length)
    .reduce((hidden, [name, replacement]) => {
      const literal = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      return hidden.replace(new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, "g"), () => replacement);
    }, text);
}
