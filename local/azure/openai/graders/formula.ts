/**
 * The formula of a multi grader (`calculate_output`): numbers, names of graders, `+ - * / ^`, parentheses and the functions that Azure
 * documents (reinforcement fine-tuning, March 2026). A parser of its own: the known libraries evaluate much more than this.
 */

/** Computes a formula from the scores of its graders. */
export type Formula = (scores: Readonly<Record<string, number>>) => number;

const functions = {
  min: (...values: number[]) => Math.min(...values),
  max: (...values: number[]) => Math.max(...values),
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
  exp: Math.exp,
  sqrt: Math.sqrt,
  log: Math.log,
};
type FunctionName = keyof typeof functions;
const severalArguments: readonly string[] = ["min", "max"];
const isFunction = (name: string): name is FunctionName => Object.hasOwn(functions, name);

const binary: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};

const tokenPattern =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|([-+*/^(),]))/y;
/** Nested parentheses beyond this are refused rather than overflow the stack. */
const maxDepth = 100;

/** @returns The formula, or what is wrong with it. */
export function parseFormula(
  text: string,
  names: readonly string[],
): { formula: Formula } | { problem: string } {
  try {
    return { formula: new Parser(tokensOf(text), names).parse() };
  } catch (error) {
    if (error instanceof FormulaError) {
      return { problem: error.message };
    }
    throw error;
  }
}

class FormulaError extends Error {}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const source = text.trimEnd();
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < source.length) {
    const start = tokenPattern.lastIndex;
    const match = tokenPattern.exec(source);
    if (!match) {
      throw new FormulaError(
        `the character ${source.slice(start).trim().slice(0, 1)} is not part of a formula`,
      );
    }
    tokens.push(match[0].trim());
  }
  return tokens;
}

/** Recursive descent: sums of products of signed powers. */
class Parser {
  private position = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly names: readonly string[],
  ) {}

  parse(): Formula {
    const formula = this.sum();
    if (this.position < this.tokens.length) {
      throw new FormulaError(`${String(this.tokens[this.position])} is not expected there`);
    }
    return formula;
  }

  private sum(): Formula {
    this.depth += 1;
    if (this.depth > maxDepth) {
      throw new FormulaError("the formula has too many levels");
    }
    const sum = this.leftToRight(["+", "-"], () => this.leftToRight(["*", "/"], () => this.signed()));
    this.depth -= 1;
    return sum;
  }

  private leftToRight(operators: readonly string[], operand: () => Formula): Formula {
    let left = operand();
    for (let operator = this.peek(); operators.includes(operator); operator = this.peek()) {
      this.position += 1;
      const compute = binary[operator];
      const [first, second] = [left, operand()];
      left = (scores) => compute?.(first(scores), second(scores)) ?? NaN;
    }
    return left;
  }

  /** A sign binds less than a power: `-2^2` is -4. */
  private signed(): Formula {
    let factor = 1;
    for (let token = this.peek(); token === "-" || token === "+"; token = this.peek()) {
      this.position += 1;
      factor *= token === "-" ? -1 : 1;
    }
    const operand = this.power();
    return (scores) => factor * operand(scores);
  }

  /** Powers are computed from the right: `2^3^2` is 512. */
  private power(): Formula {
    const base = this.operand();
    if (this.peek() !== "^") {
      return base;
    }
    this.position += 1;
    this.depth += 1;
    if (this.depth > maxDepth) {
      throw new FormulaError("the formula has too many levels");
    }
    const exponent = this.signed();
    this.depth -= 1;
    return (scores) => base(scores) ** exponent(scores);
  }

  private operand(): Formula {
    const token = this.next();
    if (token === "(") {
      const inner = this.sum();
      this.expect(")");
      return inner;
    }
    if (/^[\d.]/.test(token)) {
      const value = Number(token);
      return () => value;
    }
    if (!/^[A-Za-z_]/.test(token)) {
      throw new FormulaError(token === "" ? "the formula is not complete" : `${token} is not expected there`);
    }
    return this.peek() === "(" ? this.call(token) : this.score(token);
  }

  private call(name: string): Formula {
    if (!isFunction(name)) {
      throw new FormulaError(`${name} is not a function: use one of ${Object.keys(functions).join(", ")}`);
    }
    this.expect("(");
    const values = [this.sum()];
    while (this.peek() === ",") {
      this.position += 1;
      values.push(this.sum());
    }
    this.expect(")");
    if (values.length > 1 && !severalArguments.includes(name)) {
      throw new FormulaError(`${name} has one argument`);
    }
    const compute: (...numbers: number[]) => number = functions[name];
    return (scores) => compute(...values.map((value) => value(scores)));
  }

  private score(name: string): Formula {
    if (!this.names.includes(name)) {
      throw new FormulaError(`${name} is not the name of a grader`);
    }
    return (scores) => scores[name] ?? NaN;
  }

  private peek(): string {
    return this.tokens[this.position] ?? "";
  }

  private next(): string {
    const token = this.peek();
    this.position += 1;
    return token;
  }

  private expect(token: string): void {
    if (this.next() !== token) {
      throw new FormulaError(`${token} is missing`);
    }
  }
}
