/** Examples that are JSON objects, but in another service's or library's format. */
import { isObject } from "../findings";
import type { JsonObject } from "../findings";
import type { Format } from "./format";
import { jq } from "./format";

export interface RecordFormat extends Format {
  name: string;
  matches: (example: JsonObject) => boolean;
  /** What is wrong with one example, as the continuation of "line 3 …". */
  line: string;
}

const write = 'Write {"messages": […]}.';
const hasAll =
  (...keys: string[]) =>
  (example: JsonObject) =>
    keys.every((key) => Object.hasOwn(example, key));
const isText = (value: unknown): value is string => typeof value === "string";
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const firstOf = (value: unknown): unknown => (isList(value) ? value[0] : undefined);
const firstHas = (value: unknown, key: string) => {
  const first = firstOf(value);
  return isObject(first) && Object.hasOwn(first, key);
};

/** A filter of jq for an example with one question and one answer. */
const pair = (question: string, answer: string) =>
  jq(`{messages: [{role: "user", content: ${question}}, {role: "assistant", content: ${answer}}]}`);

/** Pairs of keys for a question and its answer, in the order in which they are looked for. */
const questionKeys: readonly (readonly [string, string])[] = [
  ["prompt", "completion"],
  ["prompt", "response"],
  ["question", "answer"],
  ["input", "output"],
  ["input_text", "output_text"],
  ["query", "response"],
  ["query", "answer"],
  ["instruction", "response"],
  ["user", "assistant"],
  ["human", "assistant"],
  ["Question", "Answer"],
  ["q", "a"],
  ["source", "target"],
  ["text", "label"],
];

const pairs = questionKeys.map(([question, answer]): RecordFormat => ({
  name: `${question}And${answer}`,
  matches: (example) => isText(example[question]) && Object.hasOwn(example, answer),
  what: `has the fields "${question}" and "${answer}" instead of "messages"${question === "prompt" ? ", the old format" : ""}`,
  command: pair(`.${question}`, `.${answer}`),
  line:
    question === "prompt"
      ? `has a "prompt", which is the old format. ${write}`
      : `has "${question}" and "${answer}" instead of "messages". ${write}`,
}));

/** Other names of the list of messages. */
const listKeys = [
  "conversation",
  "dialog",
  "dialogue",
  "chat",
  "turns",
  "history",
  "data",
  "Messages",
  "message",
];

const renamedLists = listKeys.map((key): RecordFormat => ({
  name: `${key}List`,
  matches: (example) => firstHas(example[key], "role"),
  what: `has the list of messages as "${key}" instead of "messages"`,
  command: jq(`{messages: .${key}}`),
  line: `has the list of messages as "${key}". ${write}`,
}));

const shareGptRoles = `{human: "user", gpt: "assistant", system: "system"}`;
const shareGpt = (key: string) =>
  jq(`{messages: [.${key}[] | {role: (${shareGptRoles}[.from] // .from), content: .value}]}`);

export const recordFormats: readonly RecordFormat[] = [
  {
    name: "batchRequest",
    matches: hasAll("custom_id", "body"),
    what: "has requests of the Batch API (custom_id, method, url, body), not examples",
    advice: "Add the answers, which the output file of the batch has, and write the messages alone",
    line: `is a request of the Batch API. ${write}`,
  },
  {
    name: "batchResponse",
    matches: hasAll("custom_id", "response"),
    what: "is the output of the Batch API (custom_id, response), without the messages of the requests",
    advice: "Join it with its input by custom_id, and write the messages with the answer",
    line: `is a response of the Batch API. ${write}`,
  },
  {
    name: "chatCompletion",
    matches: ({ choices }) => isList(choices),
    what: "has responses of chat completions (choices), without the messages of the requests",
    advice: "Write the messages of each request with the answer",
    line: `is a response of a chat completion. ${write}`,
  },
  {
    name: "loggedCompletion",
    matches: ({ request, response }) => isObject(request) && isObject(response) && isList(request.messages),
    what: "has logged requests and responses of chat completions",
    command: jq("{messages: (.request.messages + [.response.choices[0].message | {role, content}])}"),
    line: `is a logged request with its response. ${write}`,
  },
  {
    name: "errorResponse",
    matches: ({ error, messages }) => isObject(error) && messages === undefined,
    what: "has error responses of a service, not examples",
    advice: "Run what created the file again",
    line: `is an error response. ${write}`,
  },
  {
    name: "evalItem",
    matches: ({ item }) => isObject(item),
    what: 'has items of an evaluation ("item"), not examples',
    advice: 'Remove "item" around the fields, and add answers unless they are for reinforcement',
    command: jq(".item"),
    line: `is an item of an evaluation. Remove "item" around its fields.`,
  },
  {
    name: "embedding",
    matches: (example) =>
      isList(example.embedding) || example.object === "embedding" || firstHas(example.data, "embedding"),
    what: "has embeddings, not examples",
    advice: "Write the messages of conversations",
    line: `is an embedding. ${write}`,
  },
  {
    name: "otherPreference",
    matches: hasAll("chosen", "rejected"),
    what: "has preferences as other libraries do (prompt, chosen, rejected)",
    command: jq(
      `def list(r): if type == "array" then map(select(.role == "assistant")) else [{role: r, content: .}] end; {input: {messages: ((.prompt // [.chosen[] | select(.role != "assistant")]) | if type == "array" then . else [{role: "user", content: .}] end)}, preferred_output: (.chosen | list("assistant")), non_preferred_output: (.rejected | list("assistant"))}`,
    ),
    line: 'has "chosen" and "rejected". Write {"input": …, "preferred_output": […], "non_preferred_output": […]}.',
  },
  {
    name: "alpaca",
    matches: (example) => hasAll("instruction", "output")(example),
    what: "is in Alpaca's format (instruction, input, output)",
    command: pair(`([.instruction, .input // ""] | map(select(. != "")) | join("\\n\\n"))`, ".output"),
    line: `is in Alpaca's format. ${write}`,
  },
  {
    name: "shareGpt",
    matches: ({ conversations }) => isList(conversations) && !firstHas(conversations, "role"),
    what: "is in the format of ShareGPT (conversations, from, value)",
    command: shareGpt("conversations"),
    line: `is in the format of ShareGPT. ${write}`,
  },
  {
    name: "shareGptWithRoles",
    matches: ({ conversations }) => firstHas(conversations, "role"),
    what: 'has the list of messages as "conversations" instead of "messages"',
    command: jq("{messages: .conversations}"),
    line: `has the list of messages as "conversations". ${write}`,
  },
  {
    name: "shareGptMessages",
    matches: ({ messages }) => firstHas(messages, "from") && firstHas(messages, "value"),
    what: "has messages as ShareGPT has them (from, value) instead of role and content",
    command: shareGpt("messages"),
    line: 'has messages with "from" and "value". Write a role and a content.',
  },
  {
    name: "gemini",
    matches: ({ contents }) => isList(contents),
    what: "is in Gemini's format (contents, parts)",
    command: jq(
      `{messages: ([(.systemInstruction // .system_instruction // empty) | {role: "system", content: ([.parts[].text] | join(""))}] + [.contents[] | {role: (if .role == "model" then "assistant" else .role end), content: ([.parts[].text] | join(""))}])}`,
    ),
    line: `is in Gemini's format. ${write}`,
  },
  {
    name: "bedrock",
    matches: ({ schemaVersion, messages }) =>
      (isText(schemaVersion) && schemaVersion.startsWith("bedrock")) || areBedrockMessages(messages),
    what: "is in Amazon Bedrock's format",
    command: jq(
      `{messages: ([.system // [] | .[] | {role: "system", content: .text}] + [.messages[] | {role, content: ([.content[].text] | join(""))}])}`,
    ),
    line: `is in Amazon Bedrock's format. ${write}`,
  },
  {
    name: "anthropic",
    matches: ({ system, messages }) => isText(system) && isList(messages),
    what: 'has the system message beside "messages", as Anthropic\'s format has it',
    command: jq(`{messages: ([{role: "system", content: .system}] + .messages)}`),
    line: 'has "system" beside "messages". Write it as the first message, with the role system.',
  },
  {
    name: "responses",
    matches: (example) =>
      !Object.hasOwn(example, "messages") &&
      (firstHas(example.input, "role") || (isText(example.input) && isList(example.output))),
    what: 'is in the format of the Responses API ("input"), not of chat completions ("messages")',
    command: jq(
      `{messages: ([(.instructions // empty) | {role: "system", content: .}] + (.input | if type == "array" then map({role, content: (.content | if type == "array" then [.[].text] | join("") else . end)}) else [{role: "user", content: .}] end) + [.output[]? | select(.type == "message") | {role, content: ([.content[].text] | join(""))}])}`,
    ),
    line: `is in the format of the Responses API. ${write}`,
  },
  {
    name: "wrapped",
    matches: (example) => Object.values(example).some((value) => firstHas(value, "messages")),
    what: "is one JSON object whose list has all examples, not JSONL",
    command: jq(".[] | arrays | .[]"),
    line: "is an object with a list of examples. Write each example on its own line.",
  },
  {
    name: "nested",
    matches: ({ messages, input: _input, ...example }) =>
      messages === undefined &&
      Object.values(example).some((value) => isObject(value) && isList(value.messages)),
    what: "has each example in another object",
    command: jq(".[] | objects | select(.messages)"),
    line: `has the messages in another object. ${write}`,
  },
  {
    name: "authors",
    matches: ({ messages }) => firstHas(messages, "author"),
    what: "has messages with an author instead of a role",
    command: jq(
      `{messages: [.messages[] | {role: ({bot: "assistant", model: "assistant"}[.author] // .author), content}]}`,
    ),
    line: 'has messages with an "author". Write a role.',
  },
  {
    name: "messagesAsText",
    matches: ({ messages }) => isText(messages) && /^\s*\[/.test(messages),
    what: 'has "messages" as a text that contains JSON',
    command: jq(".messages |= fromjson"),
    line: 'has "messages" as a text. Write the list itself.',
  },
  {
    name: "messagesAsObject",
    matches: ({ messages }) => isObject(messages),
    what: 'has one object as "messages", not a list',
    command: jq(".messages |= [.]"),
    line: 'has one object as "messages". Write a list: {"messages": […]}.',
  },
  {
    name: "preferenceAsText",
    matches: (example) => isText(example.input) && isText(example.preferred_output),
    what: "has texts where preferences have lists of messages",
    command: jq(
      `{input: {messages: [{role: "user", content: .input}]}, preferred_output: [{role: "assistant", content: .preferred_output}], non_preferred_output: [{role: "assistant", content: .non_preferred_output}]}`,
    ),
    line: 'has texts as input and outputs. Write {"input": {"messages": […]}, "preferred_output": […], "non_preferred_output": […]}.',
  },
  {
    name: "messagePerLine",
    matches: (example) => isText(example.role) && Object.hasOwn(example, "content"),
    what: "has one message on each line, not one conversation",
    advice: 'Write the messages of each conversation on one line: {"messages": […]}',
    line: `is a message by itself. ${write}`,
  },
  ...pairs,
  ...renamedLists,
  {
    name: "prompt",
    matches: hasAll("prompt"),
    what: 'has a "prompt" instead of "messages", the old format',
    advice: 'Write each prompt with its answer: {"messages": […]}',
    line: `has a "prompt", which is the old format. ${write}`,
  },
  {
    name: "text",
    matches: (example) => isText(example.text) || isText(example.content),
    what: 'has texts alone ("text"), as base models are trained with',
    advice: 'Write conversations: {"messages": […]}',
    line: `has a text alone. ${write}`,
  },
];

/** Messages whose parts are texts without a type. */
const areBedrockMessages = (messages: unknown) =>
  isList(messages) && messages.length > 0 && messages.slice(0, 3).every(isBedrockMessage);

function isBedrockMessage(message: unknown): boolean {
  const part = isObject(message) ? firstOf(message.content) : undefined;
  return isObject(part) && isText(part.text) && part.type === undefined;
}

/** Keys of examples of this service: what has one of them is looked at as such, unless a format with them matches. */
const preferenceKeys = ["preferred_output", "non_preferred_output"];

/** @param example A parsed line. */
export function findRecordFormat(example: JsonObject): RecordFormat | undefined {
  if (isKnown(example)) {
    return undefined;
  }
  return recordFormats.find(({ matches }) => matches(example));
}

/** Tells the usual example without a look at each format. */
function isKnown(example: JsonObject): boolean {
  if (preferenceKeys.some((key) => Object.hasOwn(example, key))) {
    return !isText(example.preferred_output) || isObject(example.input);
  }
  const { messages, system, schemaVersion } = example;
  if (!isList(messages) || system !== undefined || schemaVersion !== undefined) {
    return false;
  }
  const [first] = messages;
  return (
    messages.length === 0 || (isObject(first) && first.role !== undefined && !areBedrockMessages(messages))
  );
}

/** A line that is JSON but no object. */
export interface ValueFormat extends Format {
  name: string;
  matches: (value: unknown) => boolean;
}

export const valueFormats: readonly ValueFormat[] = [
  {
    name: "messageList",
    matches: (value) => firstHas(value, "role"),
    what: "has a list of messages on each line, without an object around it",
    command: jq("{messages: .}"),
  },
  {
    name: "listOfExamples",
    matches: (value) => firstHas(value, "messages") || firstHas(value, "input"),
    what: "has a list of examples on each line",
    advice: "Write each example on its own line",
    command: jq(".[]"),
  },
  {
    name: "jsonAsText",
    matches: (value) => isText(value) && /^\s*[{[]/.test(value),
    what: "has JSON as text on each line: it was written as JSON twice",
    command: jq("fromjson"),
  },
  {
    name: "values",
    matches: () => true,
    what: "has lists, texts or numbers on its lines, not objects",
    advice: 'Write {"messages": […]} on each line',
  },
];
