/** Recognizes the method of fine-tuning for which an example is. */
import type { Method } from "../openai/methods";
import { graderFields } from "./checks/methods";
import { isObject } from "./findings";

/** @returns The method; undefined if it cannot be told. */
export function methodOfExample(example: unknown): Method | undefined {
  if (!isObject(example)) {
    return undefined;
  }
  const { messages, input, preferred_output, non_preferred_output } = example;
  if (preferred_output !== undefined || non_preferred_output !== undefined) {
    return "dpo";
  }
  if (isObject(input) && Array.isArray(input.messages)) {
    return "dpo";
  }
  if (!Array.isArray(messages) || messages.length === 0) {
    return undefined;
  }
  const last: unknown = messages.at(-1);
  const role = isObject(last) ? last.role : undefined;
  if (role === "assistant") {
    return "supervised";
  }
  return role === "user" && graderFields(example).length > 0 ? "reinforcement" : undefined;
}

/** @returns The method of most examples; undefined if none can be told. */
export function methodOfExamples(examples: readonly unknown[]): Method | undefined {
  const counts = new Map<Method, number>();
  for (const example of examples) {
    const method = methodOfExample(example);
    if (method) {
      counts.set(method, (counts.get(method) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
