/** Reads a training file: JSON Lines in chat format. */

/** A conversation as tokens, and which of them are learned: those of the assistant. */
export interface Example {
  tokens: readonly string[];
  isLearned: readonly boolean[];
}

/** The last tokens of an example that are used; it limits the duration of a step. */
const maxTokens = 512;

/** Words, and punctuation marks one by one. */
const tokenize = (text: string): string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

interface Message {
  role: string;
  content?: unknown;
  weight?: number;
}

/** @throws Error that names the wrong line, or TypeError for a file that is not UTF-8. */
export function parseTrainingFile(content: Buffer): Example[] {
  return new TextDecoder("utf-8", { fatal: true })
    .decode(content)
    .split("\n")
    .flatMap((line, index) => (line.trim() === "" ? [] : [parseExample(line, index + 1)]));
}

function parseExample(line: string, lineNumber: number): Example {
  const tokens: string[] = [];
  const isLearned: boolean[] = [];
  for (const message of parseMessages(line, lineNumber)) {
    const learnsMessage = message.role === "assistant" && message.weight !== 0;
    const startOfMessage = `<${message.role}>`;
    for (const token of [startOfMessage, ...tokenize(textOf(message)), "<end>"]) {
      tokens.push(token);
      isLearned.push(learnsMessage && token !== startOfMessage);
    }
  }
  if (!isLearned.includes(true)) {
    throw new Error(`Line ${lineNumber}: no assistant message to learn from.`);
  }
  return { tokens: tokens.slice(-maxTokens), isLearned: isLearned.slice(-maxTokens) };
}

const textOf = ({ content }: Message): string =>
  typeof content === "string" ? content : JSON.stringify(content ?? "");

function parseMessages(line: string, lineNumber: number): Message[] {
  let parsed: { messages?: Message[] } | null;
  try {
    parsed = JSON.parse(line) as { messages?: Message[] } | null;
  } catch {
    throw new Error(`Line ${lineNumber} is not valid JSON.`);
  }
  const messages = parsed?.messages;
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new Error(`Line ${lineNumber}: 'messages' is missing or empty.`);
  }
  if (messages.some((message) => typeof message?.role !== "string")) {
    throw new Error(`Line ${lineNumber}: a message has no 'role'.`);
  }
  return messages;
}
