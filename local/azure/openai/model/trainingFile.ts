/**
 * Reads a training file: JSON Lines of chats, of preferences (DPO) or of prompts with what graders read (reinforcement). When a file is
 * uploaded, nobody knows which method it is for: lines of any method are accepted then, and a job refuses those of another one.
 */

import { chatProblem } from "./chatSchema";

interface Message {
  role: string;
  content?: unknown;
  weight?: number;
  tool_calls?: unknown;
  refusal?: unknown;
}

/** A line by its content: a chat that ends with an answer, a prompt without one, or two answers to compare. */
export type TrainingLine = { line: number; tools?: unknown } & (
  | { shape: "chat"; messages: readonly Message[] }
  | { shape: "prompt"; messages: readonly Message[]; item: Readonly<Record<string, unknown>> }
  | {
      shape: "preference";
      messages: readonly Message[];
      preferred: readonly Message[];
      nonPreferred: readonly Message[];
    }
);

/** A conversation as tokens, and which of them are learned: those of the assistant. */
export interface Example {
  tokens: readonly string[];
  isLearned: readonly boolean[];
}

/** A conversation, and two answers to it as tokens. */
export interface Preference {
  prompt: readonly string[];
  preferred: readonly string[];
  nonPreferred: readonly string[];
}

/** A conversation that ends with the user, and the fields for graders. */
export interface Prompt {
  prompt: readonly string[];
  item: Readonly<Record<string, unknown>>;
}

/** The last tokens of an example that are used; it limits the duration of a step. */
const maxTokens = 512;

/** Tokens of an image in place of those that Azure computes from its size. */
const tokensOfImage = 8;

/** Words, and punctuation marks one by one. */
const tokenize = (text: string): string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

/** @throws Error that names the wrong line, or TypeError for a file that is not UTF-8. */
export function parseTrainingFile(content: Buffer): TrainingLine[] {
  return new TextDecoder("utf-8", { fatal: true })
    .decode(content)
    .split("\n")
    .flatMap((text, index) => (text.trim() === "" ? [] : [parseLine(text, index + 1)]));
}

function parseLine(text: string, line: number): TrainingLine {
  const parsed = parseObject(text, line);
  if ("input" in parsed || "preferred_output" in parsed || "non_preferred_output" in parsed) {
    return parsePreference(parsed, line);
  }
  const messages = parseMessages(parsed.messages, "messages", line);
  if (messages.at(-1)?.role !== "user") {
    requireLearned(messages, line);
    return { line, shape: "chat", messages, tools: parsed.tools };
  }
  const { messages: _messages, ...item } = parsed;
  return { line, shape: "prompt", messages, tools: parsed.tools, item };
}

function parseObject(text: string, line: number): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error(`Line ${line} is not valid JSON.`);
  }
  return isObject(parsed) ? parsed : {};
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parseMessages(value: unknown, name: string, line: number): Message[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new Error(`Line ${line}: '${name}' is missing or empty.`);
  }
  if (value.some((message: unknown) => !isObject(message) || typeof message.role !== "string")) {
    throw new Error(`Line ${line}: a message has no 'role'.`);
  }
  return value as Message[];
}

function parsePreference(parsed: Record<string, unknown>, line: number): TrainingLine {
  const output = (name: "preferred_output" | "non_preferred_output") => {
    const messages = parseMessages(parsed[name], name, line);
    if (!messages.some(({ role }) => role === "assistant")) {
      throw new Error(`Line ${line}: '${name}' has no message of the assistant.`);
    }
    return messages;
  };
  const input = isObject(parsed.input) ? parsed.input : {};
  return {
    line,
    shape: "preference",
    messages: parseMessages(input.messages, "input.messages", line),
    tools: input.tools,
    preferred: output("preferred_output"),
    nonPreferred: output("non_preferred_output"),
  };
}

const isLearnedMessage = ({ role, weight }: Message) => role === "assistant" && weight !== 0;

function requireLearned(messages: readonly Message[], line: number): void {
  if (!messages.some(isLearnedMessage)) {
    throw new Error(`Line ${line}: no assistant message to learn from.`);
  }
}

/** @throws Error that names the first line that is wrong for any method. */
export function requireChats(lines: readonly TrainingLine[]): void {
  for (const content of lines) {
    const { line, messages, tools } = content;
    const answers = content.shape === "preference" ? [content.preferred, content.nonPreferred] : [[]];
    for (const answer of answers) {
      const problem = chatProblem({ messages: [...messages, ...answer], tools });
      if (problem !== undefined) {
        throw new Error(`Line ${line}: ${problem}`);
      }
    }
  }
}

/** @throws Error that names the first line of another method. */
export const toExamples = (lines: readonly TrainingLine[]): Example[] =>
  lines.map((content) => {
    if (content.shape === "preference") {
      throw new Error(`Line ${content.line}: 'messages' is missing or empty.`);
    }
    requireLearned(content.messages, content.line);
    return toExample(content.messages);
  });

/** @throws Error that names the first line of another method. */
export const toPreferences = (lines: readonly TrainingLine[]): Preference[] =>
  lines.map((content) => {
    if (content.shape !== "preference") {
      throw new Error(
        `Line ${content.line}: 'input', 'preferred_output' and 'non_preferred_output' are required.`,
      );
    }
    return {
      prompt: tokensOf(content.messages),
      preferred: tokensOf(content.preferred),
      nonPreferred: tokensOf(content.nonPreferred),
    };
  });

/** @throws Error that names the first line of another method. */
export const toPrompts = (lines: readonly TrainingLine[]): Prompt[] =>
  lines.map((content) => {
    if (content.shape !== "prompt") {
      throw new Error(`Line ${content.line}: the last message must have the role 'user'.`);
    }
    return { prompt: tokensOf(content.messages), item: content.item };
  });

function toExample(messages: readonly Message[]): Example {
  const tokens: string[] = [];
  const isLearned: boolean[] = [];
  for (const message of messages) {
    const startOfMessage = `<${message.role}>`;
    for (const token of tokensOfMessage(message)) {
      tokens.push(token);
      isLearned.push(isLearnedMessage(message) && token !== startOfMessage);
    }
  }
  return { tokens: tokens.slice(-maxTokens), isLearned: isLearned.slice(-maxTokens) };
}

const tokensOf = (messages: readonly Message[]): string[] =>
  messages.flatMap(tokensOfMessage).slice(-maxTokens);

const tokensOfMessage = (message: Message): string[] => [
  `<${message.role}>`,
  ...contentTokens(message.content),
  ...(message.tool_calls ? tokenize(JSON.stringify(message.tool_calls)) : []),
  ...(typeof message.refusal === "string" ? tokenize(message.refusal) : []),
  "<end>",
];

function contentTokens(content: unknown): string[] {
  if (typeof content === "string") {
    return tokenize(content);
  }
  return Array.isArray(content) ? content.flatMap(partTokens) : [];
}

function partTokens(part: unknown): string[] {
  if (!isObject(part)) {
    return tokenize(String(part));
  }
  return part.type === "image_url"
    ? Array<string>(tokensOfImage).fill("<image>")
    : tokenize(typeof part.text === "string" ? part.text : "");
}
