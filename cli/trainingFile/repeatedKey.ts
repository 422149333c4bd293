/** A key that an object of a JSON text has twice; undefined where there is none. `JSON.parse` takes the last and says nothing. */
export function repeatedKey(text: string, parsed: unknown): string | undefined {
  // Colons after quotes that are more than the keys that were parsed: cheap, and rarely so without a reason.
  const written = text.match(/"\s*:/g)?.length ?? 0;
  return written === countKeys(parsed) ? undefined : findRepeated(text);
}

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) {
    return 0;
  }
  const inside = Object.values(value).reduce<number>((sum, one) => sum + countKeys(one), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/** Reads the tokens of a text that is known to be JSON. */
function findRepeated(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === "{") {
      open.push(new Set());
    } else if (token === "}") {
      open.pop();
    } else if (key !== undefined) {
      const name = JSON.parse(key) as string;
      const keys = open.at(-1)!;
      if (keys.has(name)) {
        return name.slice(0, 40);
      }
      keys.add(name);
    }
  }
  return undefined;
}
