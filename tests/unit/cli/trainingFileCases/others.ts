/** Other texts, the formats of other services and libraries, and examples for another method. */
import { numbers, user, assistant, conversation, rightExamples, lines, jsonl } from "./examples";
import type { FormatCase } from "./examples";

const records = (
  name: string,
  example: (number: number) => unknown,
  what: RegExp,
  converts = false,
): FormatCase => ({
  name,
  content: lines(example),
  what,
  converts,
});

const table = (delimiter: string) =>
  ["prompt,completion", ...numbers.map((number) => `Question ${number}?,Answer ${number}.`)]
    .map((row) => `${row.replace(",", delimiter)}\n`)
    .join("");

export const otherCases: readonly FormatCase[] = [
  // Other texts
  { name: "CSV", content: table(","), what: /^is CSV, not JSONL/, converts: true, extension: "csv" },
  {
    name: "CSV with two lines",
    content: "prompt,completion\na,b\n",
    what: /^is CSV, not JSONL/,
    extension: "csv",
  },
  {
    name: "CSV with quotes and other columns",
    content: `id,question,answer\n${numbers.map((number) => `${number},"Is it, ${number}?","Yes, ""${number}"""\n`).join("")}`,
    what: /^is CSV, not JSONL/,
  },
  {
    name: "TSV",
    content: table("\t"),
    what: /^is a table with tabs \(TSV\)/,
    converts: true,
    extension: "tsv",
  },
  { name: "CSV with semicolons", content: table(";"), what: /^is CSV with semicolons/, converts: true },
  {
    name: "a web page",
    content: "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n",
    what: /^is a web page/,
  },
  {
    name: "XML",
    content: '<?xml version="1.0"?>\n<Error><Code>BlobNotFound</Code></Error>',
    what: /^is XML/,
  },
  {
    name: "YAML",
    content: numbers.map((number) => `- messages:\n  - {role: user, content: "q ${number}"}\n`).join(""),
    what: /^is YAML/,
    extension: "yaml",
  },
  {
    name: "a pointer of Git LFS",
    content: "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
    what: /^is a pointer of Git LFS.*git lfs pull/,
  },
  {
    name: "plain text",
    content: "How do I reset my password?\nUnder Settings, choose Reset.\n",
    what: /^is plain text/,
  },
  {
    name: "the source of a program",
    content: "const examples = [\n  { messages: [] },\n];\nmodule.exports = examples;\n",
    what: /^is the source of a program/,
    extension: "js",
  },
  {
    name: "CSV with a header in French",
    content: table(",").replace("prompt,completion", "énoncé,réponse"),
    what: /^is CSV, not JSONL/,
    converts: true,
  },
  // Other services and libraries
  records(
    "examples in another object",
    (number) => ({ row: conversation(number), id: number }),
    /^has each example in another object/,
    true,
  ),
  records(
    "messages with authors",
    (number) => ({
      messages: [
        { author: "user", content: `q ${number}` },
        { author: "bot", content: "a" },
      ],
    }),
    /^has messages with an author/,
    true,
  ),
  records(
    "Alpaca",
    (number) => ({ instruction: `Say ${number}`, input: "", output: "yes" }),
    /^is in Alpaca's format/,
    true,
  ),
  records(
    "Alpaca with inputs",
    (number) => ({ instruction: "Translate", input: `text ${number}`, output: "le mot" }),
    /^is in Alpaca's format/,
    true,
  ),
  records(
    "ShareGPT",
    (number) => ({
      conversations: [
        { from: "human", value: `q ${number}` },
        { from: "gpt", value: "a" },
      ],
    }),
    /^is in the format of ShareGPT/,
    true,
  ),
  records(
    "ShareGPT in messages",
    (number) => ({
      messages: [
        { from: "human", value: `q ${number}` },
        { from: "gpt", value: "a" },
      ],
    }),
    /^has messages as ShareGPT has them/,
    true,
  ),
  records(
    "conversations with roles",
    (number) => ({ conversations: conversation(number).messages }),
    /^has the list of messages as "conversations"/,
    true,
  ),
  records(
    "another name of messages",
    (number) => ({ dialogue: conversation(number).messages }),
    /^has the list of messages as "dialogue"/,
    true,
  ),
  records(
    "prompt and completion",
    (number) => ({ prompt: `q ${number}`, completion: " a" }),
    /^has the fields "prompt" and "completion".*the old format/,
    true,
  ),
  records(
    "question and answer",
    (number) => ({ question: `q ${number}`, answer: "a" }),
    /^has the fields "question" and "answer"/,
    true,
  ),
  records(
    "input and output",
    (number) => ({ input: `q ${number}`, output: "a" }),
    /^has the fields "input" and "output"/,
    true,
  ),
  records("a prompt alone", (number) => ({ prompt: `q ${number}` }), /^has a "prompt" instead of "messages"/),
  records("a text alone", (number) => ({ text: `text ${number}` }), /^has texts alone/),
  records(
    "requests of the Batch API",
    (number) => ({
      custom_id: `${number}`,
      method: "POST",
      url: "/chat/completions",
      body: { model: "m", messages: [user()] },
    }),
    /^has requests of the Batch API/,
  ),
  records(
    "responses of the Batch API",
    (number) => ({ id: `b${number}`, custom_id: `${number}`, response: { status_code: 200 }, error: null }),
    /^is the output of the Batch API/,
  ),
  records(
    "chat completions",
    (number) => ({
      id: `c${number}`,
      object: "chat.completion",
      choices: [{ index: 0, message: assistant() }],
    }),
    /^has responses of chat completions/,
  ),
  records(
    "logged chat completions",
    (number) => ({
      request: { messages: [user(`q ${number}`)] },
      response: { choices: [{ message: assistant() }] },
    }),
    /^has logged requests and responses/,
    true,
  ),
  records(
    "items of an evaluation",
    (number) => ({ item: { messages: [user(`q ${number}`)], target: number } }),
    /^has items of an evaluation/,
    true,
  ),
  records(
    "embeddings",
    (number) => ({ object: "embedding", index: number, embedding: [0.1, 0.2] }),
    /^has embeddings/,
  ),
  records(
    "error responses",
    () => ({ error: { code: "429", message: "Too many requests" } }),
    /^has error responses/,
  ),
  records(
    "the Responses API",
    (number) => ({
      instructions: "Be brief.",
      input: [{ role: "user", content: [{ type: "input_text", text: `q ${number}` }] }],
      output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text: "a" }] }],
    }),
    /^is in the format of the Responses API/,
    true,
  ),
  records(
    "Gemini",
    (number) => ({
      systemInstruction: { parts: [{ text: "Be brief." }] },
      contents: [
        { role: "user", parts: [{ text: `q ${number}` }] },
        { role: "model", parts: [{ text: "a" }] },
      ],
    }),
    /^is in Gemini's format/,
    true,
  ),
  records(
    "Anthropic",
    (number) => ({ system: "Be brief.", messages: [user(`q ${number}`), assistant()] }),
    /^has the system message beside "messages"/,
    true,
  ),
  records(
    "Bedrock",
    (number) => ({
      schemaVersion: "bedrock-conversation-2024",
      system: [{ text: "Be brief." }],
      messages: [
        { role: "user", content: [{ text: `q ${number}` }] },
        { role: "assistant", content: [{ text: "a" }] },
      ],
    }),
    /^is in Amazon Bedrock's format/,
    true,
  ),
  records(
    "chosen and rejected texts",
    (number) => ({ prompt: `q ${number}`, chosen: "good", rejected: "bad" }),
    /^has preferences as other libraries do/,
    true,
  ),
  records(
    "chosen and rejected messages",
    (number) => ({
      chosen: [user(`q ${number}`), assistant("good")],
      rejected: [user(`q ${number}`), assistant("bad")],
    }),
    /^has preferences as other libraries do/,
    true,
  ),
  records(
    "preferences as texts",
    (number) => ({ input: `q ${number}`, preferred_output: "good", non_preferred_output: "bad" }),
    /^has texts where preferences have lists/,
    true,
  ),
  records(
    "messages as text",
    (number) => ({ messages: JSON.stringify(conversation(number).messages) }),
    /^has "messages" as a text/,
    true,
  ),
  records(
    "messages as one object",
    (number) => ({ messages: user(`q ${number}`) }),
    /^has one object as "messages"/,
  ),
  records(
    "one message on each line",
    (number) => ({ role: "user", content: `q ${number}` }),
    /^has one message on each line/,
  ),
  // Another method
  {
    name: "examples for reinforcement as supervised",
    content: lines(rightExamples.reinforcement),
    what: /^has examples for Reinforcement fine-tuning.*--method reinforcement/,
    method: "supervised",
  },
  {
    name: "examples for DPO as supervised",
    content: lines(rightExamples.dpo),
    what: /^has examples for Direct preference optimization.*--method dpo/,
    method: "supervised",
  },
  {
    name: "supervised examples as DPO",
    content: jsonl,
    what: /^has examples for Supervised fine-tuning, not for Direct/,
    method: "dpo",
  },
  {
    name: "supervised examples for reinforcement",
    content: jsonl,
    what: /^has examples for Supervised fine-tuning, not for Reinforcement/,
    method: "reinforcement",
  },
  {
    name: "questions without answers",
    content: lines((number) => ({ messages: [user(`q ${number}`)] })),
    what: /^has no answers to learn.*--method reinforcement/,
  },
];
