/** Checks a training file in chat format line by line, so that its size does not matter. */
import * as fs from "node:fs";
import { UserError } from "../errors";
import { exampleProblem } from "./example";
import { readLines } from "./lines";

/** A problem of a line, or of the whole file: line 0. */
export interface Problem {
  line: number;
  /** Continues "line 3 …". */
  reason: string;
}

export interface Validation {
  /** Number of lines that are not empty. */
  examples: number;
  bytes: number;
  /** Number of all problems. */
  problemCount: number;
  /** The first problems. */
  problems: Problem[];
  /** What may be accepted nevertheless. */
  warnings: string[];
}

/** Azure OpenAI's limits. Its megabytes are decimal: an account's capability `MaxTrainingFileSize` is 512000000. */
const megabyte = 1_000_000;
const maxMegabytes = 512;
const minExamples = 10;

/**
 * Checks a training file.
 * @param maxProblems The largest number of problems in the result. All are counted.
 * @throws UserError if the file cannot be read.
 */
export async function validateTrainingFile(path: string, maxProblems = 20): Promise<Validation> {
  const report = new Report(maxProblems);
  try {
    const { size } = await fs.promises.stat(path);
    if (size > maxMegabytes * megabyte) {
      report.bytes = size;
      report.add(0, `has ${Math.ceil(size / megabyte)} MB. Reduce it to at most ${maxMegabytes} MB.`);
    } else {
      await checkLines(path, report);
    }
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
  const { examples, bytes, problemCount, problems, warnings } = report;
  return { examples, bytes, problemCount, problems, warnings };
}

class Report implements Validation {
  examples = 0;
  bytes = 0;
  problemCount = 0;
  readonly problems: Problem[] = [];
  readonly warnings: string[] = [];

  constructor(private readonly maxProblems: number) {}

  add(line: number, reason: string): void {
    this.problemCount += 1;
    if (this.problems.length < this.maxProblems) {
      this.problems.push({ line, reason });
    }
  }
}

async function checkLines(path: string, report: Report): Promise<void> {
  let number = 0;
  for await (const line of readLines(path, (bytes) => (report.bytes += bytes))) {
    number += 1;
    if (number === 1 && isUtf16(line)) {
      report.add(0, "is UTF-16, which PowerShell's > writes. Save it as UTF-8.");
      return;
    }
    checkLine(line, number, report);
  }
  if (report.examples < minExamples) {
    report.add(0, `has ${report.examples} examples. At least ${minExamples} are required.`);
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const isUtf16 = (line: Buffer) => /^(\xff\xfe|\xfe\xff)/.test(line.toString("latin1", 0, 2));

function checkLine(line: Buffer, number: number, report: Report): void {
  const hasMark = line.subarray(0, byteOrderMark.length).equals(byteOrderMark);
  if (number === 1 && !hasMark) {
    report.warnings.push(
      "the file has no byte-order mark, which Azure's documentation requires. Save it as UTF-8 with BOM.",
    );
  }
  if (number > 1 && hasMark) {
    report.add(
      number,
      "begins with a byte-order mark, which only the first line may have. Remove it; joined files often have one.",
    );
  }
  const text = decode(hasMark ? line.subarray(byteOrderMark.length) : line);
  if (text?.trim() === "") {
    return;
  }
  report.examples += 1;
  const problem = text === undefined ? "is not valid UTF-8. Save the file as UTF-8." : exampleProblem(text);
  if (problem) {
    report.add(number, problem);
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Returns undefined if the bytes are not UTF-8. */
function decode(bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function unreadable(path: string, { code = "unknown error" }: NodeJS.ErrnoException): UserError {
  const messages: Record<string, string> = {
    ENOENT: `${path} does not exist. Check the path.`,
    EISDIR: `${path} is a folder. Specify a JSONL file.`,
  };
  return new UserError(
    messages[code] ?? `${path} cannot be read (${code}). Check the path and its permissions.`,
  );
}
