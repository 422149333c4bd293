/** Why a line is not JSON: what people and programs write instead. */
import type { Format } from "./format";
import { jq, python } from "./format";

export interface LineSyntax extends Format {
  name: string;
  /** Tells a line apart, which is not JSON and has no white space around it. */
  matches: (line: string) => boolean;
  /** What to do with one line, after "is not JSON. …". */
  hint: string;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Tells whether a line is JSON after a change, and not without it. */
const becomesJson = (line: string, changed: string) => changed !== line && isJson(changed);

/** The literals of Python where JSON has a value. The line may have them in its texts too. */
const pythonLiteral = /([:,[]\s{0,9})(?:None|True|False)(?=\s{0,9}[,}\]])/g;
const notANumber = /([:,[]\s{0,9})-?(?:NaN|Infinity)(?=\s{0,9}[,}\]])/g;
const innerComma = /,(?=\s{0,9}[}\]])/g;

const eachLiteral = python(
  "import ast, json, sys; [print(json.dumps(ast.literal_eval(line), ensure_ascii=False)) for line in open(sys.argv[1], encoding='utf-8-sig') if line.strip()]",
);

const invisibleBegin = /^[\u00a0\u200b-\u200f\u2028\u2029\u2060\u3000]/;

export const lineSyntaxes: readonly LineSyntax[] = [
  {
    name: "byteOrderMarks",
    matches: (line) => line.startsWith("\ufeff"),
    what: "begins with more than one byte-order mark",
    advice: "Remove all but one",
    hint: "It begins with another byte-order mark: remove it.",
  },
  {
    name: "invisibleCharacters",
    matches: (line) => invisibleBegin.test(line),
    what: "has invisible characters before each line, such as a no-break space",
    advice: "Remove them",
    hint: "It begins with an invisible character, such as a no-break space: remove it.",
  },
  {
    name: "zeroBytes",
    matches: (line) => line.startsWith("\0"),
    what: "has zero bytes before each line",
    advice: "Write the file again",
    hint: "It begins with zero bytes, which a copy that was interrupted or a full disk leaves: remove them.",
  },
  {
    name: "lineCommas",
    matches: (line) => line.endsWith(",") && isJson(line.slice(0, -1)),
    what: "has a comma after each line, as a JSON array has",
    advice: "Remove them",
    command: "sed 's/,[[:space:]]*$//' FILE > OUT",
    hint: "It ends with a comma: remove it.",
  },
  {
    name: "smartQuotes",
    matches: (line) => /^[{[]\s{0,9}[“”„«‘’]/.test(line) || /[:,]\s{0,9}[“„«]/.test(line.slice(0, 2000)),
    what: "has typographic quotes (“ ”) instead of straight ones",
    advice: "Replace them",
    command: `sed -E 's/“|”|„|«|»/"/g' FILE > OUT`,
    hint: 'It has typographic quotes: replace them by straight ones (").',
  },
  {
    name: "pythonQuotes",
    matches: (line) => /^[{[]\s{0,9}[{[]?\s{0,9}'/.test(line),
    what: "has dictionaries as Python prints them, with single quotes, not JSON",
    command: eachLiteral,
    hint: "It has single quotes, as Python prints dictionaries: write it with json.dumps.",
  },
  {
    name: "pythonLiterals",
    matches: (line) => becomesJson(line, line.replace(pythonLiteral, "$1null")),
    what: "has the literals None, True or False of Python instead of null, true and false",
    command: eachLiteral,
    hint: "It has None, True or False, as Python prints them: write null, true or false.",
  },
  {
    name: "notANumber",
    matches: (line) => becomesJson(line, line.replace(notANumber, "$1null")),
    what: "has NaN or Infinity, which JSON does not have",
    advice: "Write null, or leave the field out",
    hint: "It has NaN or Infinity: write null, or leave the field out.",
  },
  {
    name: "innerCommas",
    matches: (line) => becomesJson(line, line.replace(innerComma, "").replace(/,$/, "")),
    what: "has commas before closing brackets, which JSON does not allow",
    advice: "Remove them",
    hint: "It has a comma before a closing bracket: remove it.",
  },
  {
    name: "unquotedKeys",
    matches: (line) => /^\{\s{0,9}[A-Za-z_]\w{0,40}\s{0,9}:/.test(line),
    what: "has keys without quotes, as JavaScript has them",
    advice: 'Write {"messages": …}, for example with JSON.stringify',
    hint: 'Its keys have no quotes: write {"messages": …}.',
  },
  {
    name: "recordSeparators",
    matches: (line) => line.startsWith("\u001e"),
    what: "is a JSON text sequence, with a record separator before each line",
    advice: "Remove the separators",
    command: String.raw`tr -d '\036' < FILE > OUT`,
    hint: "It begins with a record separator: remove it.",
  },
  {
    name: "controlCharacters",
    // eslint-disable-next-line no-control-regex -- what JSON does not allow in texts
    matches: (line) => becomesJson(line, line.replace(/[\u0000-\u001f]/g, " ")),
    what: "has control characters in its texts, such as tabs or zero bytes, which JSON writes as \\t or \\u0000",
    advice: "Write each example with a JSON library",
    hint: "It has a control character in a text, such as a tab: write it as \\t.",
  },
  {
    name: "escapedQuotes",
    matches: (line) => line.startsWith('{\\"'),
    what: 'has escaped quotes (\\"), since it was written as a text in another text',
    advice: "Remove the backslashes",
    hint: 'Its quotes are escaped (\\"): remove the backslashes.',
  },
  {
    name: "serverSentEvents",
    matches: (line) => /^data: ?[{[]/.test(line),
    what: "has lines as a streamed response has them (data: …)",
    advice: "Remove the prefixes",
    command: "sed -n 's/^data: *{/{/p' FILE > OUT",
    hint: "It begins with data:, as a streamed response does: remove it.",
  },
  {
    name: "semicolons",
    matches: (line) => line.endsWith(";") && isJson(line.slice(0, -1)),
    what: "has a semicolon after each line",
    advice: "Remove them",
    command: "sed 's/;[[:space:]]*$//' FILE > OUT",
    hint: "It ends with a semicolon: remove it.",
  },
  {
    name: "severalObjects",
    matches: (line) => /\}\s{0,9}\{"/.test(line) && isJson(`[${separated(line)}]`),
    what: "has several examples on one line",
    advice: "Write each on its own line",
    command: jq("."),
    hint: "It has several objects: write each on its own line.",
  },
  {
    name: "comments",
    matches: (line) => /^(\/\/|#|\/\*)/.test(line),
    what: "has comments, which JSON does not have",
    advice: "Remove them",
    hint: "It is a comment, which JSON does not have: remove it.",
  },
];

/** Separates objects that follow each other. The result counts only if it is JSON. */
const separated = (line: string) => line.replace(/\}\s{0,9}\{"/g, '},{"');

/** @param line A line that is not JSON. */
export function findLineSyntax(line: string): LineSyntax | undefined {
  const text = line.trimEnd().replace(/^[ \t\r]+/, "");
  return lineSyntaxes.find(({ matches }) => matches(text));
}
