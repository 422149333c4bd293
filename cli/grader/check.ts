/** Rules of graders that their schema does not contain. */
import { schemaProblems } from "../structuredFile/problems";
import type { ValueProblem } from "../structuredFile/problems";
import type { Path } from "../structuredFile/read";
import { isJsonFormat } from "./responseFormat";
import { graderSchema } from "./schema";
import type { Grader } from "./schema";
import { hasField, variableProblem, variablesOf } from "./template";
import type { Variable } from "./template";

export interface GraderContext {
  /** Examples of the training file; undefined if they are not known. */
  examples?: readonly unknown[];
  responseFormat?: object;
}

export interface GraderReport {
  problems: ValueProblem[];
  /** What Azure may refuse. */
  warnings: ValueProblem[];
}

/** Models that grade, with their versions (Azure's article, March 2026, and Foundry's blog of 16 April 2026). */
const graderModels = [
  "gpt-4o-2024-08-06",
  "o3-mini-2025-01-31",
  "gpt-4.1-2025-04-14",
  "gpt-4.1-mini-2025-04-14",
  "gpt-4.1-nano-2025-04-14",
];

/** Azure's limit of a Python grader. */
const maxSourceBytes = 256 * 1024;

const functions = ["min", "max", "abs", "floor", "ceil", "exp", "sqrt", "log"];

/** Checks a grader. Each problem names its place: `grader.graders.style.operation`. */
export function checkGrader(value: unknown, context: GraderContext = {}, root = "grader"): GraderReport {
  const invalid = schemaProblems(graderSchema, value, root);
  if (invalid.length > 0) {
    return { problems: invalid, warnings: [] };
  }
  const check = new GraderCheck(context, root);
  check.grader(value as Grader, []);
  return check.report;
}

class GraderCheck {
  readonly report: GraderReport = { problems: [], warnings: [] };

  constructor(
    private readonly context: GraderContext,
    private readonly root: string,
  ) {}

  grader(grader: Grader, path: Path): void {
    switch (grader.type) {
      case "string_check":
        this.templates(grader, ["input", "reference"], path);
        break;
      case "text_similarity":
        this.templates(grader, ["input", "reference"], path);
        if (grader.evaluation_metric === "cosine") {
          this.warn(
            [...path, "evaluation_metric"],
            "cosine is not among the metrics in Azure's documentation.",
          );
        }
        break;
      case "score_model":
        this.templates(grader, ["input"], path);
        this.model(grader.model, path);
        this.range(grader.range, path);
        break;
      case "label_model":
        this.templates(grader, ["input"], path);
        this.model(grader.model, path);
        this.labels(grader, path);
        this.warn([...path, "type"], "label_model is not among the graders in Azure's documentation.");
        break;
      case "python":
        this.python(grader.source, path);
        break;
      case "multi":
        this.multi(grader, path);
        break;
    }
  }

  private refuse(path: Path, text: string): void {
    this.report.problems.push({ path, text: `${this.named(path)} ${text}` });
  }

  private warn(path: Path, text: string): void {
    this.report.warnings.push({ path, text: `${this.named(path)}: ${text}` });
  }

  private named = (path: Path) => [this.root, ...path].join(".");

  private model(model: string, path: Path): void {
    if (!graderModels.includes(model)) {
      this.warn(
        [...path, "model"],
        `${model} is not among the models that grade in Azure's documentation: ${graderModels.join(", ")}.`,
      );
    }
  }

  private range(range: readonly number[] | undefined, path: Path): void {
    const [lowest, highest] = range ?? [];
    if (lowest !== undefined && highest !== undefined && lowest >= highest) {
      this.refuse([...path, "range"], "is empty. Write the lowest score first.");
    }
  }

  private labels({ labels, passing_labels: passing }: Extract<Grader, { type: "label_model" }>, path: Path) {
    const unknown = passing.filter((label) => !labels.includes(label));
    if (unknown.length > 0) {
      this.refuse(
        [...path, "passing_labels"],
        `has ${unknown.join(", ")}, which labels does not. Add it there.`,
      );
    }
  }

  private python(source: string, path: Path): void {
    if (!/^def\s+grade\s*\(/m.test(source)) {
      this.refuse([...path, "source"], "defines no function grade. Write def grade(sample, item).");
    }
    if (Buffer.byteLength(source) > maxSourceBytes) {
      this.refuse(
        [...path, "source"],
        `has more than ${maxSourceBytes / 1024} KB, Azure's limit. Shorten it.`,
      );
    }
  }

  private multi(
    { graders, calculate_output: formula }: Extract<Grader, { type: "multi" }>,
    path: Path,
  ): void {
    const names = Object.keys(graders);
    if (names.length === 0) {
      this.refuse([...path, "graders"], "is empty. Add a grader.");
    }
    const problem = formulaProblem(formula, names);
    if (problem) {
      this.refuse([...path, "calculate_output"], problem);
    }
    for (const [name, grader] of Object.entries(graders)) {
      const place = [...path, "graders", name];
      if (grader.type === "multi") {
        this.warn([...place, "type"], "multi within multi is not in OpenAI's reference.");
      }
      this.grader(grader, place);
    }
  }

  private templates(grader: Grader, fields: readonly string[], path: Path): void {
    for (const field of fields) {
      const place = [...path, field];
      for (const variable of variablesOf((grader as unknown as Record<string, unknown>)[field])) {
        this.variable(variable, place);
      }
    }
  }

  private variable(variable: Variable, path: Path): void {
    const problem = variableProblem(variable);
    if (problem) {
      this.report.problems.push({ path, text: `${this.named(path)}: ${problem}` });
      return;
    }
    const [namespace, name] = variable.steps;
    if (namespace === "item") {
      this.item(variable, path);
    } else if (name === "output_json" && !isJsonFormat(this.context.responseFormat)) {
      this.warn(
        path,
        "{{sample.output_json}} is empty unless the model answers in JSON. Specify --response-format FILE.",
      );
    }
  }

  private item({ text, steps: [, ...field] }: Variable, path: Path): void {
    const { examples = [] } = this.context;
    const missing = examples.filter((example) => !hasField(example, field)).length;
    if (missing === 0) {
      return;
    }
    if (missing === examples.length) {
      this.refuse(
        path,
        `has the variable {{${text}}}, and no example has ${field.join(".")}. Add it to the examples, or change the variable.`,
      );
    } else {
      this.warn(path, `{{${text}}} is missing in ${missing} of the first ${examples.length} examples.`);
    }
  }
}

/** Returns what is wrong with the formula of a multigrader. It is arithmetic over the names of its graders. */
function formulaProblem(formula: string, names: readonly string[]): string | undefined {
  const unknown = [...formula.matchAll(/[A-Za-z_]\w*/g)]
    .map(([word]) => word)
    .filter((word) => !names.includes(word) && !functions.includes(word));
  if (unknown.length > 0) {
    return `has ${[...new Set(unknown)].join(", ")}, which is neither a grader (${names.join(", ")}) nor one of ${functions.join(", ")}.`;
  }
  const depth = [...formula].reduce(
    (open, character) => (open < 0 ? open : open + Number(character === "(") - Number(character === ")")),
    0,
  );
  return depth !== 0 || !/^[\w\s+\-*/^().,]+$/.test(formula)
    ? "is not a formula. Use names, numbers, + - * / ^ and parentheses."
    : undefined;
}
