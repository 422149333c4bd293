/** Rules of a training file in chat format, checked line by line, so that its size does not matter. */
import * as fs from "node:fs";
import { UserError } from "../failure";
import { repeatedKey } from "./repeatedKey";

/** One thing wrong with the file; line 0: with the file as a whole. */
export interface Problem {
  line: number;
  reason: string;
}

export interface Validation {
  /** Examples: lines that are not empty. */
  examples: number;
  bytes: number;
  /** How many things are wrong in all. */
  problemCount: number;
  /** The first of them. */
  problems: Problem[];
  /** Things that may work all the same. */
  warnings: string[];
}

/** Azure OpenAI's limits: 512 MB, ten examples. */
const largestFile = 512 * 1024 * 1024;
const fewestExamples = 10;

const roles = ["system", "developer", "user", "assistant", "tool", "function"];
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const newline = 0x0a;
const utf16 = /^(\xff\xfe|\xfe\xff)/;

/**
 * Checks a training file.
 * @param most How many problems are kept; all are counted.
 * @throws UserError where the file cannot be read.
 */
export async function validateTrainingFile(path: string, most = 20): Promise<Validation> {
  const result: Validation = { examples: 0, bytes: 0, problemCount: 0, problems: [], warnings: [] };
  const problem = (line: number, reason: string) => {
    result.problemCount += 1;
    if (result.problems.length < most) {
      result.problems.push({ line, reason });
    }
  };
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let line = 0;
  const check = (bytes: Buffer) => {
    line += 1;
    const start = bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
    if (line > 1 && start > 0) {
      problem(
        line,
        "begins with a byte-order mark, which only the file may: take it out (were files joined?)",
      );
    }
    if (line === 1 && start === 0) {
      result.warnings.push(
        "the file has no byte-order mark, which Azure's documentation asks for: save it as UTF-8 with BOM",
      );
    }
    let text: string;
    try {
      text = decoder.decode(bytes.subarray(start));
    } catch {
      result.examples += 1;
      problem(line, "is not valid UTF-8: save the file as UTF-8");
      return;
    }
    if (text.trim() !== "") {
      result.examples += 1;
      const reason = exampleError(text);
      if (reason) {
        problem(line, reason);
      }
    }
  };

  let rest = Buffer.alloc(0);
  try {
    const { size } = await fs.promises.stat(path);
    if (size > largestFile) {
      // Not looked into: it has to be made smaller anyway.
      problem(0, `has ${Math.ceil(size / 1024 / 1024)} MB: at most 512 MB are taken`);
      return { ...result, bytes: size };
    }
    for await (const chunk of fs.createReadStream(path, {
      highWaterMark: 1024 * 1024,
    }) as AsyncIterable<Buffer>) {
      if (result.bytes === 0 && utf16.test(chunk.toString("latin1", 0, 2))) {
        problem(0, "is UTF-16, which PowerShell's > writes: save it as UTF-8");
        return { ...result, bytes: size };
      }
      result.bytes += chunk.length;
      let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      for (let end = data.indexOf(newline); end >= 0; end = data.indexOf(newline)) {
        check(data.subarray(0, end));
        data = data.subarray(end + 1);
      }
      rest = Buffer.from(data);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      code === "ENOENT"
        ? `${path}: there is no such file.`
        : code === "EISDIR"
          ? `${path} is a folder: name the JSONL file in it.`
          : `${path} cannot be read (${code}).`,
    );
  }
  if (rest.length > 0) {
    check(rest);
  }
  if (result.examples < fewestExamples) {
    problem(0, `has ${result.examples} examples: at least ${fewestExamples} are needed`);
  }
  return result;
}

interface Message {
  role?: unknown;
  content?: unknown;
  tool_calls?: unknown;
  function_call?: unknown;
  weight?: unknown;
}

/** What is wrong with an example, or undefined. */
export function exampleError(text: string): string | undefined {
  let example: unknown;
  try {
    example = JSON.parse(text);
  } catch {
    return "is not JSON: write each example as one JSON object in one line";
  }
  if (typeof example !== "object" || example === null || Array.isArray(example)) {
    return 'is not an object: write {"messages": […]}';
  }
  const { messages } = example as { messages?: unknown };
  if (!Array.isArray(messages) || messages.length === 0) {
    return "prompt" in example
      ? 'has a "prompt": that is the old format, write {"messages": […]}'
      : 'has no "messages", or none in it';
  }
  for (const [index, message] of (messages as Message[]).entries()) {
    const reason = messageError(message);
    if (reason) {
      return `messages[${index}] ${reason}`;
    }
  }
  const last = (messages as Message[]).at(-1)!;
  if (last.role !== "assistant") {
    return "does not end with a message of the assistant, which is what is learnt";
  }
  if (!(messages as Message[]).some(({ role, weight }) => role === "assistant" && weight !== 0)) {
    return 'has the "weight" 0 in every message of the assistant, so that nothing is learnt';
  }
  const twice = repeatedKey(text, example);
  return twice === undefined ? undefined : `has "${twice}" twice in one object: leave one of them out`;
}

function messageError(message: Message | null): string | undefined {
  if (typeof message !== "object" || message === null) {
    return "is not an object";
  }
  const { role, content, weight, tool_calls: toolCalls, function_call: functionCall } = message;
  if (typeof role !== "string" || !roles.includes(role)) {
    return `has the role ${JSON.stringify(role)?.slice(0, 40) ?? "(none)"}: use one of ${roles.join(", ")}`;
  }
  const calls = toolCalls !== undefined || functionCall !== undefined;
  if (content === undefined || content === null || content === "") {
    return calls ? undefined : "has no content";
  }
  if (typeof content !== "string" && !(Array.isArray(content) && content.length > 0)) {
    return "has a content that is neither a text nor a list of parts";
  }
  return weight === undefined || weight === 0 || weight === 1
    ? undefined
    : `has the weight ${JSON.stringify(weight).slice(0, 40)}: use 0 or 1`;
}
