/** Checks a training file in chat format line by line, so that its size does not matter. */
import { contentRecorder, requireWhole } from "./content";
import type { Content } from "./content";
import type { Method } from "../openai/methods";
import { exampleProblem } from "./example";
import { splitLines } from "./lines";
import { methodOfExample } from "./method";
import { maxMegabytes, megabyte, openFile } from "./openFile";
import type { OpenFile } from "./openFile";

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
  /** The method that the first example is of; undefined if it does not tell. */
  method?: Method;
}

export interface ValidationOptions {
  /** The method that the file has to be of; otherwise that of its first example. */
  method?: Method;
  /** The base model, with or without its version. */
  model?: string;
  /** What the file is for. */
  role?: "training" | "validation";
  /** The largest number of problems in the result. All are counted. */
  maxProblems?: number;
}

const minExamples = 10;
const defaultMaxProblems = 20;

/**
 * Checks a training file.
 * @param maxProblems The largest number of problems in the result. All are counted.
 * @throws UserError if the file cannot be read, or changes meanwhile.
 */
export async function validateTrainingFile(
  path: string,
  maxProblems = defaultMaxProblems,
): Promise<Validation> {
  const file = await openFile(path);
  try {
    return (await validateOpenFile(file, { maxProblems })).validation;
  } finally {
    await file.close();
  }
}

/**
 * Checks a training file in one pass over its bytes.
 * @returns What is wrong with it, and what was read; no content if the file is too large to be read.
 */
export async function validateOpenFile(
  file: OpenFile,
  { method, maxProblems = defaultMaxProblems }: ValidationOptions = {},
): Promise<{ validation: Validation; content?: Content }> {
  const report = new Report(maxProblems, method);
  const size = await file.size();
  if (size > maxMegabytes * megabyte) {
    report.bytes = size;
    report.add(0, `has ${Math.ceil(size / megabyte)} MB. Reduce it to at most ${maxMegabytes} MB.`);
    return { validation: report.result() };
  }
  const recorder = contentRecorder();
  await checkLines(recorder.record(file.chunks()), report);
  const content = recorder.end();
  report.bytes = content.bytes;
  await requireWhole(file, content);
  return { validation: report.result(), content };
}

class Report implements Validation {
  examples = 0;
  bytes = 0;
  problemCount = 0;
  readonly problems: Problem[] = [];
  readonly warnings: string[] = [];

  method?: Method;

  constructor(
    private readonly maxProblems: number,
    readonly specified?: Method,
  ) {}

  add(line: number, reason: string): void {
    this.problemCount += 1;
    if (this.problems.length < this.maxProblems) {
      this.problems.push({ line, reason });
    }
  }

  result(): Validation {
    const { examples, bytes, problemCount, problems, warnings, method } = this;
    return { examples, bytes, problemCount, problems, warnings, ...(method ? { method } : {}) };
  }
}

async function checkLines(chunks: AsyncIterable<Buffer>, report: Report): Promise<void> {
  let number = 0;
  let isUtf16 = false;
  for await (const line of splitLines(chunks)) {
    number += 1;
    isUtf16 ||= number === 1 && hasUtf16Mark(line);
    if (!isUtf16) {
      checkLine(line, number, report);
    }
  }
  if (isUtf16) {
    report.add(0, "is UTF-16, which PowerShell's > writes. Save it as UTF-8.");
    return;
  }
  if (report.examples < minExamples) {
    report.add(0, `has ${report.examples} examples. At least ${minExamples} are required.`);
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const hasUtf16Mark = (line: Buffer) => /^(\xff\xfe|\xfe\xff)/.test(line.toString("latin1", 0, 2));

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
  if (report.examples === 1) {
    report.method = text === undefined ? undefined : methodOfExample(text);
  }
  const problem =
    text === undefined
      ? "is not valid UTF-8. Save the file as UTF-8."
      : exampleProblem(text, report.specified ?? report.method);
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
