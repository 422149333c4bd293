/** Texts that are not one JSON object a line, by their beginning. */
import type { Format } from "./format";
import { jq, python } from "./format";

/** The beginning of a text. */
export interface Beginning {
  text: string;
  /** Whether it is the whole text. */
  isWhole: boolean;
  /** Its first complete lines that are not blank. The last line counts if the text is whole. */
  lines: readonly string[];
}

interface TextFormat extends Format {
  matches: (beginning: Beginning) => boolean;
}

/** A pattern for the first characters. */
const begins =
  (pattern: RegExp) =>
  ({ text }: Beginning) =>
    pattern.test(text);

const lineEnd = /\r?\n/;

/** A JSON text that continues on further lines: its brackets are open at the end of the first one. */
function isOpen({ lines, isWhole, text }: Beginning): boolean {
  const [first = text, second] = lines;
  if (!isWhole && lines.length === 0) {
    return false;
  }
  return bracketsOpen(first) > 0 && (second === undefined || !/^\{\s*["'}]/.test(second));
}

/** Number of brackets that are open at the end of a text. */
function bracketsOpen(text: string): number {
  let open = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/g)) {
    if (token === "{" || token === "[") {
      open += 1;
    } else if (token === "}" || token === "]") {
      open -= 1;
    }
  }
  return open;
}

/** The key of a list that has all examples, in an object around it. */
const wrapped = /^\s*\{\s*"(\w+)"\s*:\s*\[\s*\{\s*"(messages|input|row|instruction|prompt)"/;

const textFormats: readonly TextFormat[] = [
  {
    matches: begins(/^version https:\/\/git-lfs\.github\.com\/spec\//),
    what: "is a pointer of Git LFS, not the file itself",
    advice: "Fetch the file with: git lfs pull",
  },
  {
    matches: begins(/^(\S*\/)?\.?(git\/)?annex\/objects\//),
    what: "is a pointer of git-annex, not the file itself",
    advice: "Fetch the file with: git annex get",
  },
  {
    matches: begins(/^\s*<(!doctype html|html|head|body)\b/i),
    what: "is a web page (HTML), such as a sign-in or error page that was saved",
    advice: "Download the file again, from the URL of the raw file",
  },
  {
    matches: begins(/^\s*<(\?xml|!--|[a-z][\w.:-]{0,80}[\s>])/i),
    what: "is XML",
    advice: 'Write each example as one JSON object on one line: {"messages": […]}',
  },
  {
    matches: begins(
      /^\s*(const|let|var|export|module\.exports|import|from|def|class|function|#!|INSERT INTO|CREATE TABLE|SELECT)\b.*[;={(:\n]/,
    ),
    what: "is the source of a program, not its data",
    advice: 'Let the program write each example as one JSON object on one line: {"messages": […]}',
  },
  {
    matches: begins(/^\s*```/),
    what: "is a code block of Markdown",
    advice: "Remove the lines with ```",
    command: "grep -v '^```' FILE > OUT",
  },
  {
    matches: ({ text, lines }) => lines.length <= 1 && /[}\]]\s{0,9}\r\s{0,9}[{[]/.test(text),
    what: "has the line ends of old Macs (CR alone)",
    command: String.raw`tr '\r' '\n' < FILE > OUT`,
  },
  {
    matches: begins(/^eyJ[A-Za-z0-9+/=\r\n]{20,}$/),
    what: "is encoded in Base64",
    advice: "Decode it",
    command: "base64 -d FILE > OUT",
  },
  {
    // A list of messages on each line is JSONL, but without objects. A list across lines, or the only one, is an array of examples.
    matches: ({ text, lines, isWhole }) =>
      /^\s*\[/.test(text) &&
      !/^\s*\[(\s*'|[\w .-]{1,80}\]\s*\n)/.test(text) &&
      !(lines.length > 1 && isCompleteArray(lines[0])) &&
      !(lines.length <= 1 && (isWhole || lines.length === 0) && /^\s*\[\s*\{\s*"(role|content)"/.test(text)),
    what: "is a JSON array, not JSONL",
    command: jq(".[]"),
  },
  {
    matches: ({ text, lines }) =>
      lines.length === 0 && /\}\s{0,9},?\s{0,9}\{"(messages|input|prompt|instruction)"/.test(text),
    what: "has all examples on one line",
    advice: "Write each on its own line",
    command: jq("."),
  },
  {
    matches: begins(wrapped),
    what: "is one JSON object whose list has all examples, not JSONL",
    command: jq(".[] | arrays | .[]"),
  },
  {
    matches: (beginning) =>
      /^\s*\{/.test(beginning.text) && !/^\s*\{\s*'/.test(beginning.text) && isOpen(beginning),
    what: "has JSON objects across several lines (pretty-printed), not one on each line",
    command: jq("."),
  },
  {
    matches: (beginning) => /^\s*[{[]\s*[{[]?\s*'/.test(beginning.text) && isOpen(beginning),
    what: "has dictionaries across several lines as Python prints them (pprint), not one JSON object on each line",
    advice: "Write each example with json.dumps",
  },
  {
    matches: begins(
      /^(%YAML|---\s*\n|\s*-\s+(messages|role|input|instruction|prompt)\s*:|(messages|examples|data)\s*:\s*\n)/,
    ),
    what: "is YAML",
    command: python(
      "import json, sys, yaml; [print(json.dumps(example, ensure_ascii=False)) for example in yaml.safe_load(open(sys.argv[1], encoding='utf-8'))]",
    ),
  },
];

const isCompleteArray = (line = "") => bracketsOpen(line) === 0 && /\]\s*$/.test(line);

/** Delimiters of tables, with their names. */
const tables: readonly { delimiter: string; name: string; argument: string }[] = [
  { delimiter: "\t", name: "a table with tabs (TSV)", argument: String.raw`, delimiter='\t'` },
  { delimiter: ",", name: "CSV", argument: "" },
  { delimiter: ";", name: "CSV with semicolons", argument: ", delimiter=';'" },
  { delimiter: "|", name: "a table with vertical bars", argument: ", delimiter='|'" },
];

/** Longest header of a table that is looked at. */
const maxHeader = 2000;
const cell = /^"?[\p{L}\p{N}_][\p{L}\p{N}_ .()/?-]{0,60}"?$/u;

function findTable({ lines }: Beginning): Format | undefined {
  const [header = "", second] = lines;
  if (header.length > maxHeader || second === undefined) {
    return undefined;
  }
  for (const { delimiter, name, argument } of tables) {
    const names = header.split(delimiter).map((one) => one.trim());
    if (names.length > 1 && names.every((one) => cell.test(one)) && second.includes(delimiter)) {
      return tableFormat(name, tableCommand(names, argument));
    }
  }
  return undefined;
}

const tableFormat = (name: string, command: string): Format => ({ what: `is ${name}, not JSONL`, command });

/** The usual names of the columns of questions and answers. Otherwise the first two are used. */
const answerColumns = /^"?(completion|answer|output|response|assistant|target|label|reply|a)"?$/i;

function tableCommand(names: readonly string[], argument: string): string {
  const found = Math.max(
    names.findIndex((name) => answerColumns.test(name)),
    1,
  );
  const question = names.find((_name, index) => index !== found) ?? "";
  const quoted = (name = "") => `row['${name.replaceAll('"', "")}']`;
  return python(
    `import csv, json, sys; [print(json.dumps({'messages': [{'role': 'user', 'content': ${quoted(question)}}, {'role': 'assistant', 'content': ${quoted(names[found])}}]}, ensure_ascii=False)) for row in csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline='')${argument})]`,
  );
}

const plainText: Format = {
  what: "is plain text, not JSONL",
  advice: 'Write each example as one JSON object on one line: {"messages": […]}',
};

/** All formats of texts. Those of tables have the columns `prompt` and `completion`. */
export const allTextFormats: readonly Format[] = [
  ...textFormats,
  ...tables.map(({ name, argument }) => tableFormat(name, tableCommand(["prompt", "completion"], argument))),
  plainText,
];

/** An array with one example on each line: all lines but the last ones end with a comma. */
export function isListed({ lines }: Beginning): boolean {
  const examples = lines.slice(1, -2);
  return /^\[\s*(\{.*,)?\s*$/.test(lines[0] ?? "") && examples.every((line) => /,\s*$/.test(line));
}

/** Returns the format of a text, if none of its first lines is a JSON object. */
export function findTextFormat(beginning: Beginning): Format | undefined {
  const format = textFormats.find(({ matches }) => matches(beginning)) ?? findTable(beginning);
  if (format) {
    return format;
  }
  const { lines } = beginning;
  return lines.some((line) => /\p{L}/u.test(line)) && !lines.some((line) => /[{[<"']/.test(line))
    ? plainText
    : undefined;
}

/** Lines of a beginning that are looked at. */
const maxLines = 200;

/** @param text The first characters of a file, without a byte-order mark. */
export function beginningOf(text: string, isWhole: boolean): Beginning {
  const all = text.split(lineEnd);
  const complete = isWhole ? all : all.slice(0, -1);
  return { text, isWhole, lines: complete.filter((line) => line.trim() !== "").slice(0, maxLines) };
}
