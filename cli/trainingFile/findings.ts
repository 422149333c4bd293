/** What is wrong with one example. */
import { rules } from "./rules";
import type { RuleName } from "./rules";

export interface Finding {
  rule: RuleName;
  /** Continues "line 3 …". */
  reason: string;
}

/** Collects the findings of an example, errors apart from warnings. */
export class Findings {
  readonly errors: Finding[] = [];
  readonly warnings: Finding[] = [];
  /** Number of images of the example. */
  images = 0;

  add(rule: RuleName, reason: string): void {
    this[rules[rule].level === "error" ? "errors" : "warnings"].push({ rule, reason });
  }
}

/** Characters of a wrong value in a message. */
const maxQuoteLength = 40;

/** Returns a value as it is quoted in a message. */
export function quote(value: unknown): string {
  // The text of a large value is not needed to quote its beginning.
  const short = typeof value === "string" ? value.slice(0, maxQuoteLength) : value;
  const text = typeof short === "object" && short !== null ? describe(short) : JSON.stringify(short);
  return text?.slice(0, maxQuoteLength) ?? "(none)";
}

const describe = (value: object) => (Array.isArray(value) ? "[…]" : "{…}");

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
