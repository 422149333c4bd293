/** JSON that is not JSONL. */
import { numbers, user, assistant, conversation, lines, jsonl, pretty } from "./examples";
import type { FormatCase } from "./examples";

const python = (text: string) =>
  text
    .replaceAll('"', "'")
    .replaceAll("null", "None")
    .replaceAll("true", "True")
    .replaceAll("false", "False");
export const jsonCases: readonly FormatCase[] = [
  {
    name: "an array on one line",
    content: JSON.stringify(numbers.map(conversation)),
    what: /^is a JSON array, not JSONL/,
    converts: true,
    extension: "json",
  },
  {
    name: "an array across lines",
    content: JSON.stringify(numbers.map(conversation), null, 2),
    what: /^is a JSON array, not JSONL/,
    converts: true,
    extension: "json",
  },
  {
    name: "an array with an example on each line",
    content: `[\n${numbers.map((number) => JSON.stringify(conversation(number))).join(",\n")}\n]\n`,
    what: /^is a JSON array/,
    converts: true,
  },
  {
    name: "an array that begins on the line of its first example",
    content: `[${numbers.map((number) => JSON.stringify(conversation(number))).join(",\n")}]`,
    what: /^is a JSON array/,
    converts: true,
  },
  {
    name: "a large array on one line",
    content: JSON.stringify(Array.from({ length: 3000 }, (_value, index) => conversation(index))),
    what: /^is a JSON array/,
    converts: true,
    extension: "json",
  },
  {
    name: "pretty-printed objects",
    content: pretty,
    what: /^has JSON objects across several lines/,
    converts: true,
  },
  {
    name: "pretty-printed objects with tabs and CRLF",
    content: numbers
      .map((number) => JSON.stringify(conversation(number), null, "\t"))
      .join("\r\n")
      .replace(/\r?\n/g, "\r\n"),
    what: /^has JSON objects across several lines/,
    converts: true,
  },
  {
    name: "one object with a list",
    content: JSON.stringify({ data: numbers.map(conversation) }),
    what: /^is one JSON object whose list has all examples/,
    converts: true,
  },
  {
    name: "one object with a list, pretty-printed",
    content: JSON.stringify({ examples: numbers.map(conversation) }, null, 2),
    what: /^is one JSON object whose list has all examples/,
    converts: true,
  },
  {
    name: "all examples on one line",
    content: numbers.map((number) => JSON.stringify(conversation(number))).join(""),
    what: /^has several examples on one line/,
    converts: true,
  },
  {
    name: "many examples on one line",
    content: Array.from({ length: 1500 }, (_value, index) => JSON.stringify(conversation(index))).join(" "),
    what: /^has all examples on one line/,
    converts: true,
  },
  {
    name: "commas after the lines",
    content: jsonl.replaceAll("\n", ",\n"),
    what: /^has a comma after each line/,
    converts: true,
  },
  {
    name: "commas after all lines but the last",
    content: jsonl.trimEnd().replaceAll("\n", ",\n"),
    what: /^has a comma after each line.*\(lines 1, 2, 3 and 8 more\)/,
    converts: true,
  },
  {
    name: "semicolons after the lines",
    content: jsonl.replaceAll("\n", ";\n"),
    what: /^has a semicolon after each line/,
    converts: true,
  },
  {
    name: "lines of old Macs",
    content: jsonl.replaceAll("\n", "\r"),
    what: /^has the line ends of old Macs/,
    converts: true,
  },
  {
    name: "record separators",
    content: jsonl.replaceAll(/^(?=\{)/gm, "\u001e"),
    what: /^is a JSON text sequence/,
    converts: true,
  },
  {
    name: "a streamed response",
    content: jsonl.replaceAll(/^(?=\{)/gm, "data: "),
    what: /^has lines as a streamed response/,
    converts: true,
  },
  {
    name: "single quotes",
    content: python(jsonl),
    what: /^has dictionaries as Python prints them/,
    converts: true,
  },
  {
    name: "Python's literals",
    content: lines((number) => ({
      messages: [user(`q ${number}`), { ...assistant(), name: null }],
    })).replaceAll("null", "None"),
    what: /^has the literals None/,
    converts: true,
  },
  {
    name: "Python's dictionaries across lines",
    content: python(pretty),
    what: /^has dictionaries across several lines as Python prints them/,
  },
  {
    name: "NaN",
    content: lines((number) => ({ ...conversation(number), score: null })).replaceAll("null", "NaN"),
    what: /^has NaN or Infinity/,
  },
  {
    name: "typographic quotes",
    content: jsonl.replaceAll(/"([^"]*)"/g, "“$1”"),
    what: /^has typographic quotes/,
    converts: true,
  },
  {
    name: "commas before brackets",
    content: jsonl.replaceAll("]}", ",]}"),
    what: /^has commas before closing brackets/,
  },
  {
    name: "keys without quotes",
    content: jsonl.replaceAll(/"(messages|role|content)"/g, "$1"),
    what: /^has keys without quotes/,
  },
  {
    name: "raw tabs in texts",
    content: jsonl.replaceAll("Question ", "Question\t"),
    what: /^has control characters/,
  },
  {
    name: "raw zero bytes in texts",
    content: jsonl.replaceAll("Question ", "Question\0"),
    what: /^has control characters/,
  },
  { name: "escaped quotes", content: jsonl.replaceAll('"', '\\"'), what: /^has escaped quotes/ },
  {
    name: "JSON written twice",
    content: numbers.map((number) => `${JSON.stringify(JSON.stringify(conversation(number)))}\n`).join(""),
    what: /^has JSON as text on each line/,
    converts: true,
  },
  {
    name: "a list of messages on each line",
    content: lines((number) => conversation(number).messages),
    what: /^has a list of messages on each line/,
    converts: true,
  },
  {
    name: "lists of examples",
    content: lines((number) => [conversation(number), conversation(number + 100)]),
    what: /^has a list of examples on each line/,
    converts: true,
  },
  { name: "numbers", content: lines((number) => number), what: /^has lists, texts or numbers/ },
  {
    name: "no-break spaces before the lines",
    content: jsonl.replaceAll(/^(?=\{)/gm, "\u00a0"),
    what: /^has invisible characters before each line/,
  },
  { name: "a code block", content: `\`\`\`json\n${pretty}\n\`\`\`\n`, what: /^is a code block of Markdown/ },
  {
    name: "a byte-order mark on each line",
    content: jsonl.replaceAll(/^(?=\{)/gm, "\ufeff"),
    what: /^has a byte-order mark on each line/,
  },
  {
    name: "zero bytes before the lines",
    content: jsonl.replaceAll(/^(?=\{)/gm, "\0\0").replace("\0\0", ""),
    what: /^has zero bytes before each line/,
  },
];
