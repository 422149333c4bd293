/** The reward of a sample by the graders that are arithmetic: string checks, text similarity, and formulas over them. */
import type { Grader, SingleGrader } from "../wire/graders";
import { parseFormula } from "./formula";
import { isComputed, similarities } from "./similarity";
import { resolveTemplate } from "./template";
import type { GradedSample } from "./template";

/** Why a sample has no score, by the names of OpenAI's error metrics. */
export type GradingError = "sample_parse_error" | "invalid_variable_error" | "other_error";

export interface Grade {
  /** 0 where the sample has no score. */
  reward: number;
  error?: GradingError;
  /** The scores of the graders of a multi grader, by their names. */
  scores?: Readonly<Record<string, number>>;
}

/** The graders of a grader: itself, or those of a multi grader by their names. */
export const gradersOf = (grader: Grader): Readonly<Record<string, SingleGrader>> =>
  grader.type === "multi" ? grader.graders : { [grader.name]: grader };

/** Why the local Azure cannot compute a grader; undefined where it can. */
export function unsupportedGrader(grader: Grader): string | undefined {
  const unsupported = Object.values(gradersOf(grader)).find((single) => !isArithmetic(single));
  if (!unsupported) {
    return undefined;
  }
  const what =
    unsupported.type === "text_similarity"
      ? `the metric ${unsupported.evaluation_metric}`
      : `the type ${unsupported.type}`;
  return `The grader '${unsupported.name}' has ${what}, which needs a model or runs code. The local Azure computes string_check, text_similarity without cosine, and multi graders of these.`;
}

const isArithmetic = (grader: SingleGrader) =>
  grader.type === "string_check" ||
  (grader.type === "text_similarity" && isComputed(grader.evaluation_metric));

const checks: Record<string, (input: string, reference: string) => boolean> = {
  eq: (input, reference) => input === reference,
  ne: (input, reference) => input !== reference,
  like: (input, reference) => input.includes(reference),
  ilike: (input, reference) => input.toLowerCase().includes(reference.toLowerCase()),
};

/** @param sample Without `output_json` where the text is not JSON. */
export function grade(grader: Grader, sample: GradedSample): Grade {
  if (grader.type !== "multi") {
    return gradeSingle(grader, sample);
  }
  const grades = Object.entries(grader.graders).map(
    ([name, single]) => [name, gradeSingle(single, sample)] as const,
  );
  const scores = Object.fromEntries(grades.map(([name, { reward }]) => [name, reward]));
  const error = grades.find(([, single]) => single.error)?.[1].error;
  const parsed = parseFormula(grader.calculate_output, Object.keys(scores));
  const reward = error || !("formula" in parsed) ? 0 : parsed.formula(scores);
  return { ...finiteGrade(reward, error), scores };
}

const finiteGrade = (reward: number, error?: GradingError): Grade =>
  Number.isFinite(reward)
    ? { reward, ...(error ? { error } : {}) }
    : { reward: 0, error: error ?? "other_error" };

function gradeSingle(grader: SingleGrader, sample: GradedSample): Grade {
  if (grader.type !== "string_check" && grader.type !== "text_similarity") {
    return { reward: 0, error: "other_error" };
  }
  const input = resolveTemplate(grader.input, sample);
  const reference = resolveTemplate(grader.reference, sample);
  if (input === undefined || reference === undefined) {
    const readsJson = `${grader.input}${grader.reference}`.includes("sample.output_json");
    const isUnparsed = readsJson && sample.sample.output_json === undefined;
    return { reward: 0, error: isUnparsed ? "sample_parse_error" : "invalid_variable_error" };
  }
  return finiteGrade(score(grader, input, reference));
}

function score(grader: SingleGrader, input: string, reference: string): number {
  if (grader.type === "string_check") {
    return checks[grader.operation]?.(input, reference) ? 1 : 0;
  }
  return grader.type === "text_similarity" && isComputed(grader.evaluation_metric)
    ? similarities[grader.evaluation_metric](input, reference)
    : NaN;
}
