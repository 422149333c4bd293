import type { Problem } from "./problem";

/** Azure's limit for the tags of a secret, the lowest of all resources here. */
export const maxTags = 15;

/** Azure's rules of a tag: what it must not be, and what to do. */
const tagRules: readonly [isWrong: (name: string, value: string) => boolean, remedy: string][] = [
  [(name) => name.trim() === "", "write it as name=value"],
  [(name) => /[<>%&\\?/]/.test(name), "leave < > % & \\ ? and / out of the name"],
  [
    (name) => /^(microsoft|azure|windows)/i.test(name),
    "Azure reserves names that begin so: choose another one",
  ],
  [(name) => name.length > 512, "use at most 512 characters in the name"],
  [(_name, value) => value.length > 256, "use at most 256 characters in the value"],
];

/**
 * Reads tags of the form `name=value`.
 * @param setting Name of the setting, for the problems.
 * @param problems Gets one entry for each wrong tag.
 */
export function readTags(
  setting: string,
  tags: readonly string[],
  problems: Problem[],
): Record<string, string> {
  const read: Record<string, string> = {};
  /** The place of each name, in lower case: Azure compares names without case. */
  const places = new Map<string, number>();
  tags.forEach((tag, index) => {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(tag) ?? [];
    const remedy = tagRules.find(([isWrong]) => isWrong(name, value))?.[1];
    const first = places.get(name.toLowerCase());
    if (remedy !== undefined) {
      problems.push({ setting: `${setting}[${index}]`, reason: `is "${tag.slice(0, 80)}": ${remedy}` });
    } else if (first !== undefined) {
      problems.push({
        setting: `${setting}[${index}]`,
        reason: `is "${tag}", and ${setting}[${first}] has the same name: remove one of them`,
      });
    } else {
      places.set(name.toLowerCase(), index);
      read[name] = value;
    }
  });
  return read;
}
