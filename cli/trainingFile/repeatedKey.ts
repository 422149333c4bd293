/** Returns a key that an object in a JSON text has twice; undefined if there is none. `JSON.parse` silently uses the last one. */
export function repeatedKey(text: string, parsed: unknown): string | undefined {
  // A cheap test: more colons after quotes than parsed keys. A text has them without a repeated key only rarely.
  const colons = text.match(/"\s*:/g)?.length ?? 0;
  return colons === countKeys(parsed) ? undefined : findRepeatedKey(text);
}

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) {
    return 0;
  }
  const nested = Object.values(value).reduce<number>((sum, child) => sum + countKeys(child), 0);
  return nested + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/** Characters of a key in a message. */
const maxQuoteLength = 40;

/** @param text Valid JSON. */
function findRepeatedKey(text: string): string | undefined {
  const openObjects: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === "{") {
      openObjects.push(new Set());
    } else if (token === "}") {
      openObjects.pop();
    } else if (key !== undefined) {
      const name = JSON.parse(key) as string;
      const keys = openObjects.at(-1);
      if (keys?.has(name)) {
        return name.slice(0, maxQuoteLength);
      }
      keys?.add(name);
    }
  }
  return undefined;
}
