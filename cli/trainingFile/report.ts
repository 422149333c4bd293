/** What is wrong with a file: problems line by line, or one for all lines with the same one. */
import type { Method } from "../openai/methods";
import type { Finding } from "./findings";
import type { RuleName } from "./rules";

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
  /** The method for which the examples are; undefined if it cannot be told. */
  method?: Method;
}

/** A kind of problem that a whole file has rather than some of its lines. */
export interface Kind {
  name: string;
  /** Continues "the file …". @param lines Which lines have it, in words; undefined if all have. */
  reason: (lines?: string) => string;
  /** Whether the file has it as a whole. @default almost all lines have it */
  isOfFile?: (count: number, examples: number) => boolean;
}

interface KindProblems {
  kind: Kind;
  count: number;
  problems: Problem[];
}

/** Almost all: the last line of a list has no comma, and the first one of a table is a header. */
const minShare = 0.9;
const isAlmostAll = (count: number, examples: number) =>
  count >= minShare * examples || (examples - count <= 1 && count > examples / 2);

/** Numbers of lines that a warning names. */
const maxNamedLines = 3;

export class Report {
  examples = 0;
  bytes = 0;
  method?: Method;
  private problemCount = 0;
  private readonly problems: Problem[] = [];
  private readonly kinds = new Map<string, KindProblems>();
  private readonly notices: string[] = [];
  private readonly warnings = new Map<RuleName, { reason: string; lines: number[]; count: number }>();

  /** @param maxProblems The largest number of problems in the result. All are counted. */
  constructor(private readonly maxProblems: number) {}

  /** @param kind What to report once if almost all lines have it. */
  add(line: number, reason: string, kind?: Kind): void {
    let list = this.problems;
    if (kind) {
      const known = this.kinds.get(kind.name) ?? { kind, count: 0, problems: [] };
      known.count += 1;
      this.kinds.set(kind.name, known);
      list = known.problems;
    } else {
      this.problemCount += 1;
    }
    if (list.length < this.maxProblems) {
      list.push({ line, reason });
    }
  }

  /** Adds a warning of a line. Only the first of a rule is told in full. */
  warn(line: number, { rule, reason }: Finding): void {
    const known = this.warnings.get(rule);
    if (!known) {
      this.warnings.set(rule, { reason, lines: [line], count: 1 });
    } else if (known.lines.at(-1) !== line) {
      known.count += 1;
      if (known.lines.length < maxNamedLines) {
        known.lines.push(line);
      }
    }
  }

  /** Adds a warning of the file, as a sentence. */
  notice(sentence: string): void {
    this.notices.push(sentence);
  }

  /** @param requireExamples Checks the number of examples, which a file in another format does not have. */
  result(requireExamples: (examples: number) => string | undefined = () => undefined): Validation {
    const whole = this.settleKinds();
    const few = whole ? undefined : requireExamples(this.examples);
    if (few) {
      this.add(0, few);
    }
    const { examples, bytes, problemCount, method } = this;
    const problems = this.problems.sort((one, other) => one.line - other.line).slice(0, this.maxProblems);
    // Problems of the file are the last ones that are found, and those of lines the first.
    const lines = problems.filter(({ line }) => line > 0);
    const ofFile = problems.filter(({ line }) => line === 0);
    const warnings = [...this.notices, ...[...this.warnings.values()].map(toSentence)];
    return { examples, bytes, problemCount, problems: [...lines, ...ofFile], warnings, method };
  }

  /** Turns each kind into one problem of the file, or into problems of lines. @returns Whether the file has one. */
  private settleKinds(): boolean {
    let whole = false;
    for (const { kind, count, problems } of this.kinds.values()) {
      const isOfFile = (kind.isOfFile ?? isAlmostAll)(count, this.examples);
      if (isOfFile) {
        whole = true;
        const lines =
          count === this.examples
            ? undefined
            : linesText(
                count,
                problems.map(({ line }) => line),
              );
        this.add(0, kind.reason(lines));
      } else {
        this.problemCount += count;
        this.problems.push(...problems);
      }
    }
    this.kinds.clear();
    return whole;
  }
}

const toSentence = ({ reason, lines, count }: { reason: string; lines: number[]; count: number }) =>
  count === 1 ? `line ${lines[0]} ${reason}` : `${linesText(count, lines)}: ${reason}`;

/** Names some lines: `lines 3, 7, 12 and 9 more`. */
function linesText(count: number, lines: readonly number[]): string {
  const named = lines.slice(0, maxNamedLines);
  const rest = count - named.length;
  if (count === 1) {
    return `line ${named[0]}`;
  }
  return rest > 0
    ? `lines ${named.join(", ")} and ${rest} more`
    : `lines ${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}
