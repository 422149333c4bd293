/** Limits of a JSON text, before it is parsed: what is beyond them takes much memory, and is no example. */
import { countColons, endOfText } from "./repeatedKey";

/** Levels of nesting. The schema of a tool has about twenty. */
const maxDepth = 100;
const maxKeys = 250_000;
const maxBrackets = 1_000_000;
/** In a shorter text, there cannot be too many keys. */
const longText = 1_000_000;

/** Returns what is wrong with a text, as the continuation of "line 3 …"; undefined if nothing is. */
export function findStructureProblem(text: string): string | undefined {
  const brackets = count(text, "[") + count(text, "{");
  if (brackets > maxDepth && depthOf(text) > maxDepth) {
    return `is nested more than ${maxDepth} levels deep. Write flat messages.`;
  }
  if (text.length < longText) {
    return undefined;
  }
  return brackets > maxBrackets || countColons(text) > maxKeys
    ? `has more than ${maxKeys.toLocaleString("en")} keys, which no example has. Write each example as one JSON object on one line.`
    : undefined;
}

function count(text: string, character: string): number {
  let found = 0;
  for (let index = text.indexOf(character); index >= 0; index = text.indexOf(character, index + 1)) {
    found += 1;
  }
  return found;
}

/** @returns Levels of nesting, as far as it is of interest. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length && deepest <= maxDepth; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      index = endOfText(text, index);
    } else if (code === openBrace || code === openBracket) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (code === closeBrace || code === closeBracket) {
      depth -= 1;
    }
  }
  return deepest;
}

const quote = 0x22;
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
