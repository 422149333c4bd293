/**
 * Counts tokens as OpenAI's cookbook does ("Data preparation and analysis for chat model fine-tuning"): those of the texts, 3 for each
 * message, 1 for a name and 3 for the answer. Azure bills the tokens that it counts itself, so that these are an estimate.
 */
import type * as o200k from "gpt-tokenizer/encoding/o200k_base";
import { isObject } from "../findings";
import type { JsonObject } from "../findings";

const messageTokens = 3;
const nameTokens = 1;
const answerTokens = 3;
/** Tokens of an image with the detail `low`, which is the least: others depend on its size. */
const imageTokens = 85;

let encoding: typeof o200k | undefined;

/** Loads the encoding when it is used first: its table of tokens has tens of megabytes. */
function encodingOfModels(): typeof o200k {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() does not resolve CommonJS here
  encoding ??= require("gpt-tokenizer/encoding/o200k_base") as typeof o200k;
  return encoding;
}

/** Special tokens in a text are ordinary text. */
const options = { disallowedSpecial: new Set<string>() };

/** A run of characters without a space, or of spaces. The tokenizer's time grows with the square of its length. */
const longRun = /\S{128}|\s{128}/g;

/** Characters of a text that are counted. The rest of a longer one is assumed to have as many tokens: it is over any limit. */
const maxCharacters = 1_000_000;

/** Returns the number of tokens of a text, in linear time. Runs of more than 128 characters may count a few more. */
export function countTextTokens(text: string): number {
  return text.length > maxCharacters
    ? Math.round((countAll(text.slice(0, maxCharacters)) * text.length) / maxCharacters)
    : countAll(text);
}

function countAll(text: string): number {
  const { countTokens } = encodingOfModels();
  let count = 0;
  let begin = 0;
  for (const run of text.matchAll(longRun)) {
    const end = run.index + run[0].length;
    count += countTokens(text.slice(begin, end), options);
    begin = end;
  }
  return count + countTokens(text.slice(begin), options);
}

/** Returns the number of tokens of an example for any method: for DPO, its input once with each output. */
export function countExampleTokens(example: JsonObject): number {
  const { input, preferred_output, non_preferred_output } = example;
  if (!isObject(input)) {
    return countConversation(example.messages, example);
  }
  const prompt = countConversation(input.messages, input);
  return [preferred_output, non_preferred_output]
    .map((output) => prompt + countMessages(output))
    .reduce((sum, tokens) => sum + tokens, 0);
}

const countConversation = (messages: unknown, { tools, functions }: JsonObject) =>
  answerTokens + countMessages(messages) + countValue(tools ?? functions);

const countMessages = (messages: unknown) =>
  Array.isArray(messages)
    ? messages.filter(isObject).reduce((sum, message) => sum + countMessage(message), 0)
    : 0;

function countMessage({ role, content, name, refusal, tool_calls, function_call }: JsonObject): number {
  return (
    messageTokens +
    countValue(role) +
    countContent(content) +
    (typeof name === "string" ? nameTokens + countTextTokens(name) : 0) +
    countValue(refusal) +
    countValue(tool_calls) +
    countValue(function_call)
  );
}

function countContent(content: unknown): number {
  if (!Array.isArray(content)) {
    return countValue(content);
  }
  return content
    .filter(isObject)
    .reduce((sum, { type, text }) => sum + (type === "image_url" ? imageTokens : countValue(text)), 0);
}

/** A value other than a text counts as its JSON. */
function countValue(value: unknown): number {
  if (value === undefined || value === null) {
    return 0;
  }
  return countTextTokens(typeof value === "string" ? value : JSON.stringify(value));
}
