import { randomInt } from "node:crypto";
import type { Properties } from "../protocol/values";

/** Classes of characters, with the inputs that ask for them. */
const classes: { enabled: string; min: string; characters: string }[] = [
  { enabled: "upper", min: "minUpper", characters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  { enabled: "lower", min: "minLower", characters: "abcdefghijklmnopqrstuvwxyz" },
  { enabled: "numeric", min: "minNumeric", characters: "0123456789" },
  { enabled: "special", min: "minSpecial", characters: "!@#$%&*()-_=+[]{}<>:?" },
];

/** The text of a RandomString with these inputs. */
export function randomText(inputs: Properties): string {
  const available = classes
    .filter(({ enabled }) => inputs[enabled] !== false)
    .map(({ enabled, min, characters }) => ({
      min: Number(inputs[min] ?? 0),
      characters:
        enabled === "special" ? (inputs.overrideSpecial as string | undefined) || characters : characters,
    }));
  const required = available.flatMap(({ min, characters }) => pick(characters, min));
  const all = available.map(({ characters }) => characters).join("");
  return shuffled([...required, ...pick(all, Number(inputs.length) - required.length)]).join("");
}

const pick = (characters: string, count: number): string[] =>
  Array.from({ length: Math.max(0, count) }, () => characters.charAt(randomInt(characters.length)));

/** Without it the required characters would be at the front. */
const shuffled = (characters: readonly string[]): string[] =>
  characters
    .map((character) => ({ character, order: randomInt(2 ** 40) }))
    .sort((one, other) => one.order - other.order)
    .map(({ character }) => character);
