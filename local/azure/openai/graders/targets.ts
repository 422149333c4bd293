/**
 * The answers that an example's graders compare with. The local model knows them as texts before a reinforcement job starts, as a base model
 * knows its language, but not which prompt they belong to.
 */
import type { Grader, SingleGrader } from "../wire/graders";
import { gradersOf } from "./grade";
import { pathOf, referencesOf, resolveTemplate } from "./template";

const readsSample = (text: string) =>
  referencesOf(text).some((reference) => pathOf(reference)[0] === "sample");

interface Target {
  /** Where the answer has the text: empty for the whole of it, or the names of a JSON answer's properties. */
  path: readonly string[];
  text: string;
}

/** @param item The fields of the example. */
export function targetAnswers(grader: Grader, item: unknown): string[] {
  const targets = Object.values(gradersOf(grader)).flatMap((single) => targetOf(single, item));
  const whole = targets.filter(({ path }) => path.length === 0).map(({ text }) => text);
  const parts = targets.filter(({ path }) => path.length > 0);
  return parts.length === 0 ? whole : [...whole, JSON.stringify(parts.reduce(withPart, {}))];
}

function targetOf(grader: SingleGrader, item: unknown): Target[] {
  if (grader.type !== "string_check" && grader.type !== "text_similarity") {
    return [];
  }
  const [answer, other] = readsSample(grader.input)
    ? [grader.input, grader.reference]
    : [grader.reference, grader.input];
  const text = readsSample(other) ? undefined : resolveTemplate(other, { item, sample: { output_text: "" } });
  return text === undefined ? [] : [{ path: jsonPath(answer), text }];
}

/** The properties that a text reads of a JSON answer. */
function jsonPath(text: string): readonly string[] {
  const path = referencesOf(text)
    .map(pathOf)
    .find(([, of]) => of === "output_json");
  return path?.slice(2) ?? [];
}

function withPart(answer: Record<string, unknown>, { path, text }: Target): Record<string, unknown> {
  const [key, ...rest] = path;
  if (key === undefined) {
    return answer;
  }
  const before = Object.hasOwn(answer, key) ? answer[key] : undefined;
  const inner = typeof before === "object" && before !== null ? (before as Record<string, unknown>) : {};
  return Object.defineProperty({ ...answer }, key, {
    value: rest.length > 0 ? withPart(inner, { path: rest, text }) : text,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
