/** Rules of an example in chat format. Each returns what is wrong, as the continuation of "line 3 …"; undefined if nothing is. */
import type { Method } from "../openai/methods";
import { repeatedKey } from "./repeatedKey";

interface Message {
  role?: unknown;
  content?: unknown;
  tool_calls?: unknown;
  function_call?: unknown;
  weight?: unknown;
}

const roles = ["system", "developer", "user", "assistant", "tool", "function"];
/** Characters of a wrong value in a message. */
const maxQuoteLength = 40;
const quote = (value: unknown) => JSON.stringify(value)?.slice(0, maxQuoteLength) ?? "(none)";

/** @param text A line of the file. */
export function exampleProblem(text: string, method: Method = "supervised"): string | undefined {
  let example: unknown;
  try {
    example = JSON.parse(text);
  } catch {
    return "is not JSON. Write each example as one JSON object on one line.";
  }
  if (typeof example !== "object" || example === null || Array.isArray(example)) {
    return 'is not an object. Write {"messages": […]}.';
  }
  const problem = method === "supervised" ? messagesProblem(example) : undefined;
  return problem ?? repeatedKeyProblem(text, example);
}

function messagesProblem(example: { messages?: unknown }): string | undefined {
  const { messages } = example;
  if (!Array.isArray(messages) || messages.length === 0) {
    return "prompt" in example
      ? 'has a "prompt", which is the old format. Write {"messages": […]}.'
      : 'has no "messages", or an empty list. Add the messages of the conversation.';
  }
  for (const [index, message] of (messages as Message[]).entries()) {
    const problem = messageProblem(message);
    if (problem) {
      return `messages[${index}] ${problem}`;
    }
  }
  return answerProblem(messages as Message[]);
}

function messageProblem(message: Message | null): string | undefined {
  if (typeof message !== "object" || message === null) {
    return "is not an object. Write a role and a content.";
  }
  const { role, weight } = message;
  if (typeof role !== "string" || !roles.includes(role)) {
    return `has the role ${quote(role)}. Use one of ${roles.join(", ")}.`;
  }
  return (
    contentProblem(message) ??
    (weight === undefined || weight === 0 || weight === 1
      ? undefined
      : `has the weight ${quote(weight)}. Use 0 or 1.`)
  );
}

function contentProblem({ content, tool_calls, function_call }: Message): string | undefined {
  const isEmpty = content === undefined || content === null || content === "";
  if (isEmpty) {
    const hasCall = tool_calls !== undefined || function_call !== undefined;
    return hasCall ? undefined : "has no content. Add a text or a list of parts.";
  }
  return typeof content === "string" || (Array.isArray(content) && content.length > 0)
    ? undefined
    : "has a content that is not valid. Use a text or a list of parts.";
}

/** The model learns from the assistant's messages whose weight is not 0. */
function answerProblem(messages: readonly Message[]): string | undefined {
  if (messages.at(-1)?.role !== "assistant") {
    return "does not end with a message of the assistant. Add the answer that the model learns.";
  }
  return messages.some(({ role, weight }) => role === "assistant" && weight !== 0)
    ? undefined
    : 'has the "weight" 0 in every message of the assistant. Use 1 for the answers that the model learns.';
}

function repeatedKeyProblem(text: string, example: object): string | undefined {
  const key = repeatedKey(text, example);
  return key === undefined ? undefined : `has "${key}" twice in one object. Remove one of them.`;
}
