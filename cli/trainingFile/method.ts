import type { Method } from "../openai/methods";

/** Returns the method that an example is of, by its keys and its last message; undefined if they do not tell. */
export function methodOfExample(line: string): Method | undefined {
  let example: unknown;
  try {
    example = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof example !== "object" || example === null) {
    return undefined;
  }
  if ("preferred_output" in example || "non_preferred_output" in example) {
    return "dpo";
  }
  const { messages } = example as { messages?: { role?: unknown }[] };
  const role = Array.isArray(messages) ? messages.at(-1)?.role : undefined;
  // A prompt alone is a slip of a supervised file too. With what graders read beside it, it is not.
  const isGraded =
    role === "user" && Object.keys(example).some((key) => !["messages", "tools"].includes(key));
  if (isGraded) {
    return "reinforcement";
  }
  return role === "assistant" ? "supervised" : undefined;
}
