/** Checks each line of a training file, and what all lines tell together. */
import { isAscii, isUtf8 } from "node:buffer";
import { methods } from "../openai/methods";
import type { Method } from "../openai/methods";
import { graderFields } from "./checks/methods";
import { checkExample, notAnObject, notJson } from "./example";
import { isObject } from "./findings";
import type { Findings, JsonObject } from "./findings";
import { fingerprintOf, Fingerprints } from "./fingerprints";
import { otherEncoding } from "./formats/encodings";
import { formatProblem } from "./formats/format";
import type { Format } from "./formats/format";
import { findLineSyntax } from "./formats/lineSyntax";
import { findRecordFormat, valueFormats } from "./formats/records";
import { maxLineBytes } from "./lines";
import type { Line } from "./lines";
import { methodOfExample } from "./methodOf";
import { findModelFacts } from "./modelFacts";
import type { ModelFacts } from "./modelFacts";
import { megabyte } from "./openFile";
import type { Kind, Report } from "./report";
import { findStructureProblem } from "./structure";

export interface LineOptions {
  method?: Method;
  model?: string;
  onExample?: (example: JsonObject, bytes: number) => void;
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const maxImageExamples = 50_000;

/** Names of fields that are counted. */
const maxFields = 50;
const carriageReturn = 0x0d;

const tooLong = `more than ${maxLineBytes / megabyte} MB on one line. Write each example as one JSON object on one line, and refer to large images by URL.`;

const noAnswers: Kind = {
  name: "noAnswers",
  reason: (lines) =>
    `has no answers to learn${lines ? ` (${lines})` : ""}: its examples do not end with a message of the assistant. Add the answers, or use --method reinforcement with a grader.`,
};

/** Checks the lines of a file, one after the other. */
export class LineChecker {
  readonly fingerprints = new Fingerprints();
  private number = 0;
  private nonAsciiLines = 0;
  private repeated = 0;
  private firstRepeated = 0;
  private imageExamples = 0;
  private examplesWithFields = 0;
  method: Method = "supervised";
  readonly model: ModelFacts | undefined;
  private readonly fields = new Map<string, number>();

  constructor(
    private readonly path: string,
    private readonly report: Report,
    private readonly options: LineOptions,
  ) {
    this.model = options.model === undefined ? undefined : findModelFacts(options.model);
  }

  /** @param recognized The method of the first examples. */
  begin(recognized: Method | undefined): void {
    this.method = this.options.method ?? recognized ?? "supervised";
    this.report.method = recognized ?? this.options.method;
  }

  check(line: Line): void {
    if (typeof line === "number") {
      this.number += line;
      return;
    }
    this.number += 1;
    if (line === undefined) {
      this.report.examples += 1;
      this.add(`has ${tooLong}`, {
        name: "long lines",
        reason: (lines) => `has ${tooLong}${lines ? ` (${lines})` : ""}`,
      });
      return;
    }
    const bytes = this.withoutMark(line);
    const text = this.decode(bytes);
    if (text === undefined || text.trim() === "") {
      return;
    }
    this.report.examples += 1;
    this.checkText(text, bytes);
  }

  private add(reason: string, kind?: Kind): void {
    this.report.add(this.number, reason, kind);
  }

  private withoutMark(line: Buffer): Buffer {
    if (line[0] !== byteOrderMark[0] || !line.subarray(0, byteOrderMark.length).equals(byteOrderMark)) {
      return line;
    }
    if (this.number > 1) {
      this.add(
        "begins with a byte-order mark, which only the first line may have. Remove it; joined files often have one.",
        {
          name: "marks",
          reason: () => "has a byte-order mark on each line. Remove all but the first.",
          isOfFile: (count, examples) => count > 1 && count >= examples - 1,
        },
      );
    }
    return line.subarray(byteOrderMark.length);
  }

  /** Returns undefined, with a problem, if the bytes are not UTF-8. */
  private decode(line: Buffer): string | undefined {
    if (isAscii(line)) {
      return line.toString("latin1");
    }
    if (isUtf8(line)) {
      this.nonAsciiLines += 1;
      return line.toString("utf8");
    }
    this.report.examples += 1;
    this.add("is not valid UTF-8. Save the file as UTF-8.", {
      name: "encoding",
      reason: (lines = "all lines") => formatProblem(otherEncoding(lines), this.path),
      isOfFile: (count) => count > 1 && this.nonAsciiLines === 0,
    });
    return undefined;
  }

  private checkText(text: string, line: Buffer): void {
    const structure = findStructureProblem(text);
    if (structure) {
      this.add(structure);
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      this.addSyntax(text);
      return;
    }
    if (!isObject(value)) {
      this.addValue(value);
      return;
    }
    const format = findRecordFormat(value);
    if (format) {
      this.add(format.line, this.kindOf(format, format.name));
      return;
    }
    this.checkObject(text, value, line);
  }

  private addSyntax(text: string): void {
    const syntax = findLineSyntax(text);
    this.add(syntax ? `${notJson} ${syntax.hint}` : notJson, syntax && this.kindOf(syntax, syntax.name));
  }

  private addValue(value: unknown): void {
    const format = valueFormats.find(({ matches }) => matches(value));
    this.add(notAnObject, format && this.kindOf(format, format.name));
  }

  private kindOf(format: Format, name: string): Kind {
    return {
      name,
      reason: (lines) =>
        formatProblem(lines ? { ...format, what: `${format.what} (${lines})` } : format, this.path),
    };
  }

  private checkObject(text: string, example: JsonObject, line: Buffer): void {
    this.remember(line);
    const findings = checkExample(text, example, this);
    const method = methodOfExample(example);
    if (method && method !== this.method) {
      this.addOther(method, findings);
      return;
    }
    findings.errors.forEach(({ rule, reason }) =>
      this.add(reason, rule === "answer" ? noAnswers : undefined),
    );
    findings.warnings.forEach((finding) => this.report.warn(this.number, finding));
    this.imageExamples += findings.images > 0 ? 1 : 0;
    if (this.method === "reinforcement") {
      this.countFields(example);
    }
    this.options.onExample?.(example, line.length);
  }

  /** Reports an example for another method than that of the file. */
  private addOther(method: Method, findings: Findings): void {
    const [own, other] = [this.method, method].map((name) => methods.find((row) => row.name === name));
    const isOtherShape = method === "dpo" || this.method === "dpo";
    const reason = isOtherShape
      ? `is an example for ${other?.title}, in a file for ${own?.title}. Write ${own?.example}.`
      : (findings.errors[0]?.reason ?? "");
    this.add(reason, {
      name: `for ${method}`,
      reason: () =>
        `has examples for ${other?.title}, not for ${own?.title}. Use --method ${method}, or write ${own?.example}.`,
    });
  }

  private remember(line: Buffer): void {
    // Without the line end: the same example with another one is the same.
    const length = line[line.length - 1] === carriageReturn ? line.length - 1 : line.length;
    if (this.fingerprints.add(fingerprintOf(line, length))) {
      this.repeated += 1;
      this.firstRepeated ||= this.number;
    }
  }

  private countFields(example: JsonObject): void {
    const fields = graderFields(example);
    this.examplesWithFields += fields.length > 0 ? 1 : 0;
    for (const field of fields) {
      if (this.fields.size < maxFields || this.fields.has(field)) {
        this.fields.set(field, (this.fields.get(field) ?? 0) + 1);
      }
    }
  }

  /** Adds what only the whole file tells. */
  end(): void {
    const { report, repeated } = this;
    if (this.imageExamples > maxImageExamples) {
      report.add(
        0,
        `has ${this.imageExamples} examples with images. Reduce them to at most ${maxImageExamples.toLocaleString("en")}.`,
      );
    }
    if (repeated > 0) {
      report.notice(
        `${repeated} of ${report.examples} examples ${repeated === 1 ? "repeats another one" : "repeat others"}, the first in line ${this.firstRepeated}. Remove ${repeated === 1 ? "it" : "them"}, unless the model should learn them more often.`,
      );
    }
    for (const [field, count] of this.fields) {
      if (count < this.examplesWithFields && count > this.examplesWithFields / 2) {
        report.notice(
          `${this.examplesWithFields - count} of ${report.examples} examples have no field "${field.slice(0, 40)}". A grader that reads it fails for them.`,
        );
      }
    }
  }
}
