import { AzureError } from "../error";

type Entity = Record<string, unknown>;
type Predicate = (entity: Entity) => boolean;

const same = (one: unknown, other: string) => String(one ?? "").toLowerCase() === other.toLowerCase();

/** Takes the quotes off an OData text: `'O''Brien'` is O'Brien. */
const unquote = (text: string) => text.replace(/^'|'$/g, "").replace(/''/g, "'");

const quoted = "'(?:[^']|'')*'";

/** The comparisons that are understood, by their syntax. */
const comparisons: [RegExp, (value: string) => (property: unknown) => boolean][] = [
  [
    new RegExp(`^(\\w+) eq (${quoted}|true|false)$`, "i"),
    (value) => (property) => same(property, unquote(value)),
  ],
  [
    new RegExp(`^startswith\\((\\w+), ?(${quoted})\\)$`, "i"),
    (value) => (property) =>
      String(property ?? "")
        .toLowerCase()
        .startsWith(unquote(value).toLowerCase()),
  ],
  [
    new RegExp(`^(\\w+) in \\((${quoted}(?:, ?${quoted})*)\\)$`, "i"),
    (value) => {
      const values = [...value.matchAll(new RegExp(quoted, "g"))].map(([text]) => unquote(text));
      return (property) => values.some((one) => same(property, one));
    },
  ],
];

/**
 * Understands `$filter`: comparisons joined by `and` or by `or`.
 * @throws AzureError 400 `Request_UnsupportedQuery` for anything else.
 */
export function parseFilter(filter: string | null, properties: readonly string[]): Predicate {
  if (!filter) {
    return () => true;
  }
  const text = filter.trim();
  const alternatives = splitOutsideQuotes(text, " or ").map((alternative) =>
    splitOutsideQuotes(alternative, " and ").map((comparison) =>
      parseComparison(comparison.trim(), properties),
    ),
  );
  return (entity) => alternatives.some((all) => all.every((predicate) => predicate(entity)));
}

function parseComparison(text: string, properties: readonly string[]): Predicate {
  for (const [syntax, make] of comparisons) {
    const [, name, value] = syntax.exec(text) ?? [];
    const property = properties.find((one) => one.toLowerCase() === name?.toLowerCase());
    if (property && value !== undefined) {
      const test = make(value);
      return (entity) => test(entity[property]);
    }
  }
  throw new AzureError(
    400,
    "Request_UnsupportedQuery",
    `Unsupported or invalid query filter clause: ${text.slice(0, 200)}`,
  );
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = "";
  let inside = false;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "'") {
      inside = !inside;
    }
    if (!inside && text.slice(index, index + separator.length).toLowerCase() === separator) {
      parts.push(part);
      part = "";
      index += separator.length - 1;
    } else {
      part += text[index];
    }
  }
  return [...parts, part];
}
