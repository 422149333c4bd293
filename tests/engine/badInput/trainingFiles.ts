/** Wrong training files: one mistake in each row, the line that the message names, and the message. */

export interface WrongTrainingFile {
  what: string;
  content: string | Buffer;
  /** `line 3`, or `the file` if no single line is wrong. */
  blamed: string;
  /** Start of the message. */
  message: string;
  /** The file's size in bytes. @default the content's */
  bytes?: number;
}

const byteOrderMark = "\ufeff";
const user = { role: "user", content: "How do I reset my password?" };
const assistant = { role: "assistant", content: "Under Settings, choose Reset." };

const example = (...messages: unknown[]) => JSON.stringify({ messages });
const right = example(user, assistant);
const lines = (count: number): string[] => Array.from({ length: count }, () => right);

/** Twelve valid examples with another line among them. */
const among = (line: string, at = 7, end = "\n"): string => {
  const all = lines(12);
  all.splice(at - 1, 0, line);
  return byteOrderMark + all.join(end) + end;
};

const wrongLine = (what: string, line: string, message: string, at = 7): WrongTrainingFile => ({
  what,
  content: among(line, at),
  blamed: `line ${at}`,
  message,
});

const notJson = "is not JSON. Write each example as one JSON object on one line.";
const wrongContent = "has a content that is not valid. Use a text or a list of parts.";

export const wrongTrainingFiles: readonly WrongTrainingFile[] = [
  {
    what: "an empty file",
    content: "",
    blamed: "the file",
    message: "has 0 examples. At least 10 are required.",
  },
  {
    what: "blank lines alone",
    content: `${byteOrderMark}\n\r\n  \n`,
    blamed: "the file",
    message: "has 0 examples",
  },
  {
    what: "nine examples",
    content: byteOrderMark + lines(9).join("\n"),
    blamed: "the file",
    message: "has 9 examples. At least 10 are required.",
  },
  {
    what: "nine examples among blank lines, with the line ends of Windows",
    content: byteOrderMark + lines(9).join("\r\n\r\n"),
    blamed: "the file",
    message: "has 9 examples",
  },
  {
    what: "more than Azure accepts",
    content: `${byteOrderMark}${right}\n`,
    // MaxTrainingFileSize of an account (recorded, Azure/azure-cli, 28 October 2025).
    bytes: 512_000_001,
    blamed: "the file",
    message: "has 513 MB. Reduce it to at most 512 MB.",
  },
  {
    what: "what PowerShell writes",
    content: Buffer.from(byteOrderMark + lines(12).join("\r\n"), "utf16le"),
    blamed: "the file",
    message: "is UTF-16, which PowerShell's > writes. Save it as UTF-8.",
  },
  {
    what: "one line in another encoding",
    content: Buffer.concat([
      Buffer.from(`${byteOrderMark}${lines(12).join("\n")}\n`),
      Buffer.from(example(user, { role: "assistant", content: "Très bien, à bientôt" }), "latin1"),
    ]),
    blamed: "line 13",
    message: "is not valid UTF-8. Save the file as UTF-8.",
  },
  {
    what: "two files joined, each with its byte-order mark",
    content: among(byteOrderMark + right),
    blamed: "line 7",
    message: "begins with a byte-order mark, which only the first line may have",
  },
  wrongLine("a line that is cut off", right.slice(0, -5), notJson),
  wrongLine("the first line cut off", right.slice(0, -5), notJson, 1),
  wrongLine("a line with a comma at its end", `${right},`, notJson, 2),
  wrongLine("two examples in a line", right + right, notJson),
  wrongLine("Python's quotes", "{'messages': []}", notJson),
  wrongLine("a comment", "# the next ones are from support", notJson, 13),
  wrongLine("a table's line", "question,answer", notJson),
  wrongLine("a space that only looks like one", `\u00a0${right}`, notJson),
  {
    what: "a mistake in a line that ends as on Windows",
    content: among(right.slice(1), 4, "\r\n"),
    blamed: "line 4",
    message: notJson,
  },
  wrongLine(
    "a list of messages alone",
    JSON.stringify([user, assistant]),
    'is not an object. Write {"messages": […]}.',
  ),
  wrongLine("a text", '"hello"', "is not an object"),
  wrongLine(
    "the old format",
    '{"prompt":"a","completion":"b"}',
    'has a "prompt", which is the old format. Write',
  ),
  wrongLine("another word for messages", '{"message":[]}', 'has no "messages", or an empty list'),
  wrongLine("no message", '{"messages":[]}', 'has no "messages", or an empty list'),
  wrongLine("a message that is a text", example("hello", assistant), "messages[0] is not an object"),
  wrongLine(
    "a role that does not exist",
    example({ role: "bot", content: "x" }),
    'messages[0] has the role "bot". Use one of system',
  ),
  wrongLine(
    "a role in capitals",
    example(user, { ...assistant, role: "Assistant" }),
    'messages[1] has the role "Assistant". Use',
  ),
  wrongLine("no role", example({ content: "x" }, assistant), "messages[0] has the role (none). Use one of"),
  wrongLine("an empty content", example(user, { ...assistant, content: "" }), "messages[1] has no content"),
  wrongLine(
    "a content that is null",
    example({ role: "user", content: null }, assistant),
    "messages[0] has no content",
  ),
  wrongLine(
    "a content that is a number",
    example({ role: "user", content: 5 }, assistant),
    `messages[0] ${wrongContent}`,
  ),
  wrongLine(
    "a content without parts",
    example({ role: "user", content: [] }, assistant),
    `messages[0] ${wrongContent}`,
  ),
  wrongLine("the user's word last", example(assistant, user), "does not end with a message of the assistant"),
  wrongLine(
    "a weight between none and all",
    example(user, { ...assistant, weight: 0.5 }),
    "messages[1] has the weight 0.5. Use 0 or 1.",
  ),
  wrongLine(
    "nothing to learn",
    example(user, { ...assistant, weight: 0 }),
    'has the "weight" 0 in every message of the assistant',
  ),
  wrongLine(
    "a content twice",
    '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","content":"c"}]}',
    'has "content" twice in one object. Remove one of them.',
  ),
];
