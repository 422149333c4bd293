/** Reads a training file: JSON lines in chat format. */

/** A conversation, as tokens: what is said, and which of it is to be learnt. */
export interface Example {
  tokens: readonly string[];
  /** Whether the token at the same place is the assistant's. */
  learnt: readonly boolean[];
}

/** Tokens of an example that are looked at; it bounds the time that a step takes. */
const longestExample = 512;

/** Words, and marks by themselves. */
const tokenise = (text: string): string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

interface Message {
  role: string;
  content?: unknown;
  weight?: number;
}

/** @throws Error saying which line is wrong, and why. */
export function parseTrainingFile(content: Buffer): Example[] {
  const examples: Example[] = [];
  let number = 0;
  for (const line of new TextDecoder("utf-8", { fatal: true }).decode(content).split("\n")) {
    number += 1;
    if (line.trim() !== "") {
      examples.push(parseExample(line, number));
    }
  }
  return examples;
}

function parseExample(line: string, number: number): Example {
  let parsed: { messages?: Message[] };
  try {
    parsed = JSON.parse(line) as { messages?: Message[] };
  } catch {
    throw new Error(`Line ${number} is not valid JSON.`);
  }
  const { messages } = parsed ?? {};
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new Error(`Line ${number}: 'messages' is missing or empty.`);
  }
  const tokens: string[] = [];
  const learnt: boolean[] = [];
  for (const message of messages) {
    if (typeof message?.role !== "string") {
      throw new Error(`Line ${number}: a message has no 'role'.`);
    }
    const text =
      typeof message.content === "string" ? message.content : JSON.stringify(message.content ?? "");
    const isLearnt = message.role === "assistant" && message.weight !== 0;
    for (const token of [`<${message.role}>`, ...tokenise(text), "<end>"]) {
      tokens.push(token);
      learnt.push(isLearnt && !token.startsWith(`<${message.role}`));
    }
  }
  if (!learnt.includes(true)) {
    throw new Error(`Line ${number}: no message of the assistant is to be learnt.`);
  }
  const from = Math.max(0, tokens.length - longestExample);
  return { tokens: tokens.slice(from), learnt: learnt.slice(from) };
}
