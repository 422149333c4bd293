/** What a job trains by: its method with what the request specifies for it. */
import type { Method } from "../../../../cli/openai/methods";
import type { Grader } from "../wire/graders";

export type JobMethod =
  { type: "supervised" | "dpo" } | { type: "reinforcement"; grader: Grader; responseFormat?: ResponseFormat };

/** Of Chat Completions: text, or JSON of a schema. */
export interface ResponseFormat {
  type: string;
  [property: string]: unknown;
}

/** Jobs of earlier versions name none. */
export const methodOf = ({ method }: { method?: JobMethod }): JobMethod => method ?? { type: "supervised" };

/**
 * Why a model cannot be trained by a method. The words for models of reinforcement alone are Azure's (a public report, 2026); those for
 * other models are assumed.
 */
export function methodProblem(
  modelId: string,
  methods: readonly Method[],
  method: Method,
): string | undefined {
  if (methods.includes(method)) {
    return undefined;
  }
  return methods.length === 1
    ? `Finetuning with ${modelId} requires the ${String(methods[0])} method of finetuning.`
    : `Finetuning with ${modelId} does not support the ${method} method of finetuning.`;
}
