/** The part of OData's `$filter` that Graph's clients here use: comparisons joined by `and` or by `or`. */
import { AzureError } from "../../error";

type Value = unknown;
type Entity = Record<string, Value>;

/** An OData string literal. */
const literal = "'(?:[^']|'')*'";

/** The value of a literal: `'O''Brien'` is O'Brien, and `true` is true. */
const valueOf = (text: string) => text.replace(/^'|'$/g, "").replace(/''/g, "'");

const equal = (property: Value, value: string) =>
  !Array.isArray(property) && String(property ?? "").toLowerCase() === value.toLowerCase();

interface Comparison {
  /** Captures the property's `name` and the `value`. */
  syntax: RegExp;
  matches(property: Value, value: string): boolean;
}

const comparisons: readonly Comparison[] = [
  {
    syntax: new RegExp(`^(?<name>\\w+) eq (?<value>${literal}|true|false)$`, "i"),
    matches: (property, value) => equal(property, valueOf(value)),
  },
  {
    syntax: new RegExp(`^startswith\\((?<name>\\w+), ?(?<value>${literal})\\)$`, "i"),
    matches: (property, value) =>
      String(property ?? "")
        .toLowerCase()
        .startsWith(valueOf(value).toLowerCase()),
  },
  {
    syntax: new RegExp(`^(?<name>\\w+) in \\((?<value>${literal}(?:, ?${literal})*)\\)$`, "i"),
    matches: (property, values) =>
      [...values.matchAll(new RegExp(literal, "g"))].some(([value]) => equal(property, valueOf(value))),
  },
  {
    // The variable has any name: the Azure CLI sends servicePrincipalNames/any(c:c eq '…').
    syntax: new RegExp(`^(?<name>\\w+)/any\\((?<item>\\w+): ?\\k<item> eq (?<value>${literal})\\)$`, "i"),
    matches: (property, value) =>
      Array.isArray(property) && property.some((one) => equal(one, valueOf(value))),
  },
];

/**
 * The entities that a filter selects.
 * @param properties Those that a filter can use.
 * @throws AzureError 400 `Request_UnsupportedQuery` for any other syntax or property.
 */
export function parseFilter(
  filter: string | null,
  properties: readonly string[],
): (entity: Entity) => boolean {
  if (!filter) {
    return () => true;
  }
  const alternatives = splitOutsideLiterals(filter.trim(), " or ").map((alternative) =>
    splitOutsideLiterals(alternative, " and ").map((clause) => parseClause(clause.trim(), properties)),
  );
  return (entity) => alternatives.some((clauses) => clauses.every((matches) => matches(entity)));
}

function parseClause(clause: string, properties: readonly string[]): (entity: Entity) => boolean {
  for (const { syntax, matches } of comparisons) {
    const { name, value } = syntax.exec(clause)?.groups ?? {};
    const property = properties.find((known) => known.toLowerCase() === name?.toLowerCase());
    if (property && value !== undefined) {
      return (entity) => matches(entity[property], value);
    }
  }
  throw new AzureError(
    400,
    "Request_UnsupportedQuery",
    `Unsupported or invalid query filter clause: ${clause.slice(0, 200)}`,
  );
}

function splitOutsideLiterals(text: string, separator: string): string[] {
  const parts = [""];
  // The separator, in any case, or a literal, or any other character.
  const tokens = text.match(new RegExp(`${separator}|${literal}|[^]`, "gi")) ?? [];
  for (const token of tokens) {
    if (token.toLowerCase() === separator) {
      parts.push("");
    } else {
      parts.push((parts.pop() ?? "") + token);
    }
  }
  return parts;
}
