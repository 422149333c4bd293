/** Checks a training file line by line, so that its size does not matter. */
import type { Method } from "../openai/methods";
import { contentRecorder, requireWhole } from "./content";
import type { Content } from "./content";
import type { JsonObject } from "./findings";
import type { Fingerprints } from "./fingerprints";
import { beginningBytes, recognize } from "./formats/beginning";
import { formatProblem } from "./formats/format";
import { LineChecker } from "./lineChecker";
import { splitLines } from "./lines";
import { maxMegabytes, megabyte, openFile } from "./openFile";
import type { OpenFile } from "./openFile";
import { readAhead } from "./readAhead";
import { Report } from "./report";
import type { Validation } from "./report";

export type { Problem, Validation } from "./report";

export interface ValidateOptions {
  /** The method for which the examples must be. @default what most examples are for, or supervised */
  method?: Method;
  /** The base model, with or without its version. */
  model?: string;
  /** A validation file may have fewer examples. @default training */
  role?: "training" | "validation";
  /** The largest number of problems in the result. All are counted. @default 20 */
  maxProblems?: number;
  /** Is called for each example that is a JSON object. @param bytes Length of its line. */
  onExample?: (example: JsonObject, bytes: number) => void;
}

export interface ValidatedContent {
  validation: Validation;
  /** What was read; undefined if the file is too large to be read, or in another format. */
  content?: Content;
  /** Numbers that tell the examples apart. */
  fingerprints: Fingerprints;
}

const minExamples = { training: 10, validation: 1 };
const defaultMaxProblems = 20;

/** Checks a training file. @throws UserError if the file cannot be read, or changes meanwhile. */
export async function validateTrainingFile(path: string, options: ValidateOptions = {}): Promise<Validation> {
  const file = await openFile(path);
  try {
    return (await validateOpenFile(file, options)).validation;
  } finally {
    await file.close();
  }
}

/** Checks a training file in one pass over its bytes. @returns What is wrong with it, and what was read. */
export async function validateOpenFile(
  file: OpenFile,
  options: ValidateOptions = {},
): Promise<ValidatedContent> {
  const report = new Report(options.maxProblems ?? defaultMaxProblems);
  const lines = new LineChecker(file.path, report, options);
  const size = await file.size();
  report.bytes = size;
  if (size > maxMegabytes * megabyte) {
    report.add(0, `has ${Math.ceil(size / megabyte)} MB. Reduce it to at most ${maxMegabytes} MB.`);
    return { validation: report.result(), fingerprints: lines.fingerprints };
  }
  const recorder = contentRecorder();
  const chunks = recorder.record(readAhead(file.chunks()));
  const { bytes, isWhole, rest } = await readBeginning(chunks);
  const { format, method } = recognize(bytes, isWhole);
  if (format) {
    await chunks.return(undefined);
    report.add(0, formatProblem(format, file.path));
    return { validation: report.result(), fingerprints: lines.fingerprints };
  }
  lines.begin(method);
  for await (const group of splitLines(rest)) {
    group.forEach((line) => lines.check(line));
  }
  lines.end();
  const content = recorder.end();
  report.bytes = content.bytes;
  await requireWhole(file, content);
  const validation = report.result((examples) => fewExamples(examples, options.role ?? "training"));
  return { validation, content, fingerprints: lines.fingerprints };
}

function fewExamples(examples: number, role: "training" | "validation"): string | undefined {
  if (examples >= minExamples[role]) {
    return undefined;
  }
  return role === "training"
    ? `has ${examples} examples. At least ${minExamples.training} are required. A validation file needs only one.`
    : `has ${examples} examples. At least one is required.`;
}

/** Reads the first bytes, which are read again with the rest. */
async function readBeginning(chunks: AsyncGenerator<Buffer>) {
  const read: Buffer[] = [];
  let length = 0;
  let isWhole = false;
  while (length < beginningBytes && !isWhole) {
    const { value, done } = await chunks.next();
    isWhole = done === true;
    if (!done) {
      read.push(value);
      length += value.length;
    }
  }
  const bytes = Buffer.concat(read);
  async function* rest(): AsyncGenerator<Buffer> {
    yield bytes;
    yield* chunks;
  }
  return {
    bytes: bytes.subarray(0, beginningBytes),
    isWhole: isWhole && length <= beginningBytes,
    rest: rest(),
  };
}
