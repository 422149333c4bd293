/** Characters of a key in a message. */
const maxQuoteLength = 40;

/** Returns a key that an object in a JSON text has twice; undefined if there is none. `JSON.parse` silently uses the last one. */
export function repeatedKey(text: string, parsed: unknown): string | undefined {
  // A cheap test: more colons after quotes than parsed keys. Without a repeated key, only a text that begins with a colon has them.
  return countColons(text) === countKeys(parsed) ? undefined : findRepeatedKey(text);
}

/** Counts the colons that follow a quote of JSON: an escaped one is part of a text. Without a regular expression, whose result is a list of all. */
export function countColons(text: string): number {
  let count = 0;
  for (let index = text.indexOf(":"); index >= 0; index = text.indexOf(":", index + 1)) {
    let before = index - 1;
    while (isSpace(text.charCodeAt(before))) {
      before -= 1;
    }
    count += text.charCodeAt(before) === quote && !isEscaped(text, before) ? 1 : 0;
  }
  return count;
}

/** Tells whether a backslash escapes a character: an odd number of them is before it. */
function isEscaped(text: string, index: number): boolean {
  let before = index - 1;
  while (text.charCodeAt(before) === backslash) {
    before -= 1;
  }
  return (index - before) % 2 === 0;
}

const quote = 0x22;
const backslash = 0x5c;
const isSpace = (code: number) => code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;

/** Counts the keys of all objects. A list instead of recursion: values may be nested deeply. */
function countKeys(root: unknown): number {
  let count = 0;
  const waiting: unknown[] = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    const items: unknown[] = Array.isArray(value) ? value : Object.values(value as object);
    count += Array.isArray(value) ? 0 : items.length;
    for (const item of items) {
      if (typeof item === "object" && item !== null) {
        waiting.push(item);
      }
    }
  }
  return count;
}

/** @param text Valid JSON. */
function findRepeatedKey(text: string): string | undefined {
  const openObjects: (Set<string> | undefined)[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "{" || character === "[") {
      openObjects.push(character === "{" ? new Set() : undefined);
    } else if (character === "}" || character === "]") {
      openObjects.pop();
    } else if (character === '"') {
      const end = endOfText(text, index);
      const key = keyBetween(text, index, end);
      if (key !== undefined && !isNew(key, openObjects.at(-1))) {
        return key.slice(0, maxQuoteLength);
      }
      index = end;
    }
  }
  return undefined;
}

/** Adds a key to those of an object. */
function isNew(key: string, keys: Set<string> | undefined): boolean {
  if (keys?.has(key)) {
    return false;
  }
  keys?.add(key);
  return true;
}

/** Returns the index of the quote that ends a text. */
export function endOfText(text: string, begin: number): number {
  let index = begin + 1;
  while (index < text.length && text.charCodeAt(index) !== quote) {
    index += text.charCodeAt(index) === backslash ? 2 : 1;
  }
  return index;
}

/** Returns the text between two quotes if it is a key: if a colon follows. */
function keyBetween(text: string, begin: number, end: number): string | undefined {
  let next = end + 1;
  while (isSpace(text.charCodeAt(next))) {
    next += 1;
  }
  return text[next] === ":" ? (JSON.parse(text.slice(begin, end + 1)) as string) : undefined;
}
