/** A result file: a table of metrics by step, found by the names in its header. */
import { parse } from "csv-parse/sync";
import { counted } from "../../errors";
import { mergeByStep, metricName } from "../metrics";
import type { MetricsRow } from "../metrics";
import { decode } from "./decode";
import type { Decoded } from "./decode";

export interface ResultFile {
  /** By step, each once. */
  rows: MetricsRow[];
  /** What is wrong with the file; continues "The result file …". Rows can be readable in spite of it. */
  problem?: string;
}

/** @param content Bytes, or their text. */
export const parseResultFile = (content: Uint8Array | string): ResultFile =>
  parseDecodedFile(decode(Buffer.from(content)));

/** The same for a file that is decoded already. */
export function parseDecodedFile(decoded: Decoded): ResultFile {
  if ("kind" in decoded) {
    return unreadable(`is ${decoded.kind}`);
  }
  const text = withoutPreamble(decoded.text.replace(/\r+\n|\r/g, "\n"));
  const otherFormat = otherFormats.find(([pattern]) => pattern.test(text));
  return otherFormat ? unreadable(otherFormat[1]) : parseTable(text);
}

const unreadable = (problem: string): ResultFile => ({ rows: [], problem });

const otherFormats: readonly [pattern: RegExp, problem: string][] = [
  [/^\s*$/, "is empty"],
  [/^\s*<(!doctype html|html)/i, "is an HTML page"],
  [/^\s*</, "is HTML or XML"],
  [/^\s*\{[^\n]*\}\s*\n\s*\{/, "is JSON Lines"],
  [/^\s*[{[]/, "is JSON"],
];

/** Removes what is above a header: blank lines, Excel's `sep=;`, and comments. NumPy writes the header itself as a comment. */
const withoutPreamble = (text: string): string =>
  text.replace(/^([^\S\n]*(#(?![^\n]*\bstep\b)[^\n]*|"?sep=[^\n]*)?\n)+/i, "").replace(/^\s*#\s*/, "");

interface Column {
  name: string;
  /** Place in a line. */
  index: number;
}

/** Names of a column that numbers the lines, as pandas writes it. */
const indexColumn = /^(unnamed(:_\d+)?|index|level_0)?$/;

/** One of these tells a result file from any other table. */
const knownColumn = /^step$|^(train|(full_)?valid|test|eval)_|loss|accuracy|reward/;

function parseTable(text: string): ResultFile {
  const [header = ""] = text.split("\n", 1);
  const delimiter = delimiterOf(header);
  const [names = []] = parseLines(header, delimiter);
  const columns = names
    .map((name, index): Column => ({ name: metricName(name), index }))
    .filter(({ name }) => !indexColumn.test(name) && parseNumber(name) === undefined);
  if (!columns.some(({ name }) => knownColumn.test(name))) {
    return unreadable("has no header with the names of metrics");
  }
  const table = new Table(columns, names.length, delimiter === ";");
  parseLines(text.slice(header.length), delimiter, (line) => table.add(line));
  return table.result(text.endsWith("\n"));
}

const delimiters = [",", ";", "\t", "|"];

function delimiterOf(header: string): string {
  const unquoted = header.replace(/"[^"]*"/g, "");
  const counts = delimiters.map((delimiter) => unquoted.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ",";
}

/** @param onLine Receives each line, which is then not kept: a file can have a million of them. */
function parseLines(text: string, delimiter: string, onLine?: (line: string[]) => void): string[][] {
  const parseWith = (quote: string | null) =>
    parse(text, {
      delimiter,
      quote,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      comment: "#",
      comment_no_infix: true,
      on_record: (line: string[]) => {
        onLine?.(line);
        return onLine ? null : line;
      },
    });
  try {
    return parseWith('"');
  } catch {
    // A quotation mark without its end. No value contains a delimiter, so that lines can be read without quotation marks.
    return parseWith(null).map((line) => line.map((cell) => cell.replaceAll('"', "").trim()));
  }
}

/** The lines of a file, as rows by step. */
class Table {
  private readonly rows: MetricsRow[] = [];
  /** Rows whose step cannot be read, with the step that follows the line before. */
  private readonly withoutStep: MetricsRow[] = [];
  private lastStep = 0;
  private lastLine: { cells: number; row: MetricsRow } | undefined;

  constructor(
    private readonly columns: readonly Column[],
    private readonly width: number,
    private readonly hasDecimalCommas: boolean,
  ) {}

  /** Without a step, a line has the number of a line, as in a file without a column of steps. */
  add(line: string[]): void {
    const values: MetricsRow = {};
    for (const { name, index } of this.columns) {
      const value = parseNumber(line[index], this.hasDecimalCommas);
      if (value !== undefined) {
        values[name] ??= value;
      }
    }
    const hasStep = values.step !== undefined && isStep(values.step);
    this.lastStep = hasStep ? (values.step as number) : this.lastStep + 1;
    const row = { ...values, step: this.lastStep };
    if (hasStep) {
      this.rows.push(row);
    } else if (Object.keys(values).length > 0) {
      this.withoutStep.push(row);
    }
    this.lastLine = { cells: line.length, row };
  }

  /** @param isComplete Whether the last line has its end. */
  result(isComplete: boolean): ResultFile {
    const { lastLine } = this;
    const cutRow = !isComplete && lastLine && lastLine.cells < this.width ? lastLine.row : undefined;
    const steps = new Set(this.rows.map(({ step }) => step));
    const added = this.withoutStep.filter(({ step }) => !steps.has(step));
    const rows = mergeByStep([...this.rows, ...added].filter((row) => row !== cutRow));
    const unknown = this.withoutStep.length - added.length;
    const problems = [
      ...(cutRow ? ["ends in the middle of a line"] : []),
      ...(unknown > 0 ? [`has ${counted(unknown, "line")} without a step`] : []),
    ];
    if (!rows.some((row) => Object.keys(row).length > 1)) {
      return unreadable(problems[0] ?? "has no metrics");
    }
    return problems.length > 0 ? { rows, problem: problems.join(" and ") } : { rows };
  }
}

const isStep = (step: number): boolean => Number.isSafeInteger(step) && step >= 0;

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Returns the number of a cell; undefined for an empty one, for `NaN`, `inf`, `null` and any other text. */
function parseNumber(cell = "", hasDecimalCommas = false): number | undefined {
  const text = hasDecimalCommas ? cell.replace(",", ".") : cell;
  const value = decimal.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : undefined;
}
