/** Graders of reinforcement fine-tuning: what is accepted, and which value of which grader is refused. */
import { checkGrader } from "../../../cli/grader/check";
import type { GraderContext } from "../../../cli/grader/check";
import { responseFormatSchema } from "../../../cli/grader/responseFormat";
import { schemaProblems } from "../../../cli/structuredFile/problems";

const stringCheck = {
  type: "string_check",
  name: "exact",
  operation: "eq",
  input: "{{ sample.output_text }}",
  reference: "{{item.answer}}",
};
const textSimilarity = {
  type: "text_similarity",
  name: "close",
  input: "{{sample.output_text}}",
  reference: "{{ item.answer }}",
  evaluation_metric: "rouge_l",
  pass_threshold: 0.5,
};
const scoreModel = {
  type: "score_model",
  name: "judge",
  model: "gpt-4o-2024-08-06",
  input: [
    { role: "system", content: "Score from 0 to 1." },
    { role: "user", content: [{ type: "input_text", text: "{{sample.output_text}} {{item.answer}}" }] },
  ],
  range: [0, 1],
  sampling_params: { temperature: 0, seed: 1 },
};
const labelModel = {
  type: "label_model",
  name: "label",
  model: "gpt-4.1-mini-2025-04-14",
  input: [{ type: "message", role: "user", content: "{{sample.output_text}}" }],
  labels: ["good", "bad"],
  passing_labels: ["good"],
};
const python = {
  type: "python",
  name: "code",
  source: "import json\n\ndef grade(sample, item):\n    return 1.0\n",
};
const multi = {
  type: "multi",
  name: "both",
  graders: { accuracy: stringCheck, style: textSimilarity },
  calculate_output: "0.5 * accuracy + max(style, 0.1) ^ 2",
};
const graders = { stringCheck, textSimilarity, scoreModel, labelModel, python, multi };
const examples = [
  { messages: [], answer: "1", nested: { date: "x", list: [{ a: 1 }] } },
  { messages: [], answer: "2", nested: { date: "y", list: [] }, hint: "h" },
];

const texts = (grader: unknown, context?: GraderContext) =>
  checkGrader(grader, context).problems.map(({ text }) => text);

describe("a grader", () => {
  test.each(Object.entries(graders))("%s is accepted, alone and within multi", (_name, grader) => {
    expect(texts(grader, { examples })).toEqual([]);
    const within = { type: "multi", name: "m", graders: { one: grader }, calculate_output: "one" };
    expect(texts(within, { examples })).toEqual([]);
  });

  const required = Object.entries(graders).flatMap(([name, grader]) =>
    Object.keys(grader)
      .filter((key) => !["type", "pass_threshold", "range", "sampling_params"].includes(key))
      .map((key) => [name, key] as const),
  );
  test.each(required)("%s without %s is refused by that name, alone and within multi", (name, key) => {
    const { [key]: _, ...rest } = graders[name as keyof typeof graders] as Record<string, unknown>;
    expect(texts(rest)).toEqual([expect.stringMatching(`^grader\\.${key} is missing\\. Specify `)]);
    const within = { type: "multi", name: "m", graders: { one: rest }, calculate_output: "one" };
    expect(texts(within)).toEqual([expect.stringMatching(`^grader\\.graders\\.one\\.${key} is missing\\.`)]);
  });

  test.each<[string, unknown, string]>([
    ["no object", "string_check", "grader "],
    ["no type", {}, "grader.type is missing. Specify one of string_check, text_similarity,"],
    [
      "an unknown type",
      { ...stringCheck, type: "exact" },
      'grader.type "exact" is not valid. Specify one of string_check,',
    ],
    [
      "an unknown key",
      { ...stringCheck, refrence: "x" },
      "grader.refrence is not known. Did you mean reference?",
    ],
    [
      "an unknown key within multi",
      { ...multi, graders: { a: { ...stringCheck, operatoin: "eq" } }, calculate_output: "a" },
      "grader.graders.a.operatoin is not known. Did you mean operation?",
    ],
    [
      "an unknown operation",
      { ...stringCheck, operation: "equals" },
      'grader.operation "equals" is not valid. Specify one of eq, ne, like, ilike.',
    ],
    [
      "an unknown metric",
      { ...textSimilarity, evaluation_metric: "rouge" },
      'grader.evaluation_metric "rouge" is not valid. Specify one of cosine, fuzzy_match,',
    ],
    [
      "a text as number",
      { ...textSimilarity, pass_threshold: "1" },
      'grader.pass_threshold "1" is not valid. Specify a number.',
    ],
    ["no messages", { ...scoreModel, input: [] }, "grader.input has too few entries. Specify at least 1."],
    [
      "a text as messages",
      { ...scoreModel, input: "grade" },
      'grader.input "grade" is not valid. Specify a list.',
    ],
    [
      "an unknown role",
      { ...scoreModel, input: [{ role: "judge", content: "x" }] },
      'grader.input[0].role "judge" is not valid.',
    ],
    ["a range of one", { ...scoreModel, range: [1] }, "grader.range has too few entries."],
    [
      "an empty range",
      { ...scoreModel, range: [1, 0] },
      "grader.range is empty. Write the lowest score first.",
    ],
    [
      "a passing label that is none",
      { ...labelModel, passing_labels: ["fine"] },
      "grader.passing_labels has fine, which labels does not.",
    ],
    [
      "code without its function",
      { ...python, source: "return 1" },
      "grader.source defines no function grade.",
    ],
    [
      "code with the function in a comment",
      { ...python, source: "# def grade(sample, item)" },
      "grader.source defines no function grade.",
    ],
    [
      "too much code",
      { ...python, source: `def grade(s, i):\n  return 1\n#${"x".repeat(262_144)}` },
      "grader.source has more than 256 KB",
    ],
    [
      "no graders",
      { ...multi, graders: {}, calculate_output: "1" },
      "grader.graders is empty. Add a grader.",
    ],
    [
      "a formula over what is no grader",
      { ...multi, calculate_output: "accuracy + syle" },
      "grader.calculate_output has syle, which is neither a grader (accuracy, style) nor one of min,",
    ],
    [
      "a formula that is none",
      { ...multi, calculate_output: "(accuracy + style" },
      "grader.calculate_output is not a formula.",
    ],
    [
      "a formula in Python",
      { ...multi, calculate_output: "accuracy if style else 0" },
      "grader.calculate_output has if, else, which is neither",
    ],
    [
      "a variable without namespace",
      { ...stringCheck, reference: "{{answer}}" },
      "grader.reference: {{answer}} has no namespace. Use {{item.FIELD}}",
    ],
    [
      "a variable of another namespace",
      { ...stringCheck, reference: "{{items.answer}}" },
      "grader.reference: {{items.answer}} has no namespace.",
    ],
    [
      "an unknown output",
      { ...stringCheck, input: "{{sample.text}}" },
      "grader.input: {{sample.text}} is not known. Use one of sample.output_text,",
    ],
    [
      "a field that no example has",
      { ...stringCheck, reference: "{{item.solution}}" },
      "grader.reference has the variable {{item.solution}}, and no example has solution.",
    ],
    [
      "a nested field that no example has",
      { ...stringCheck, reference: "{{item.nested.time}}" },
      "no example has nested.time.",
    ],
    [
      "a field in a part of a message",
      { ...scoreModel, input: [{ role: "user", content: [{ text: "{{item.x}}" }] }] },
      "grader.input has the variable {{item.x}}",
    ],
  ])("with %s is refused", (_what, grader, text) => {
    const problems = texts(grader, { examples });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(text);
  });

  test("has all of its problems at once", () => {
    const wrong = { type: "string_check", operation: "is", input: 1, extra: true };
    expect(texts(wrong)).toHaveLength(5);
  });

  test.each<[string, unknown, GraderContext, string]>([
    [
      "a field that some examples lack",
      { ...stringCheck, reference: "{{item.hint}}" },
      {},
      "grader.reference: {{item.hint}} is missing in 1 of the first 2 examples.",
    ],
    [
      "JSON without a response format",
      { ...stringCheck, input: "{{sample.output_json.x}}" },
      {},
      "{{sample.output_json}} is empty unless",
    ],
    [
      "a model that Azure does not list",
      { ...scoreModel, model: "gpt-9" },
      {},
      "grader.model: gpt-9 is not among the models",
    ],
    ["a label model", labelModel, {}, "label_model is not among the graders in Azure's documentation."],
    ["cosine", { ...textSimilarity, evaluation_metric: "cosine" }, {}, "cosine is not among the metrics"],
    [
      "multi within multi",
      { ...multi, graders: { a: multi }, calculate_output: "a" },
      {},
      "grader.graders.a.type: multi within multi",
    ],
  ])("with %s is accepted with a warning", (_what, grader, context, text) => {
    const report = checkGrader(grader, { examples, ...context });
    expect(report.problems).toEqual([]);
    expect(report.warnings.map((warning) => warning.text)).toEqual([expect.stringContaining(text)]);
  });

  test.each(["item.nested.date", "item.nested['date']", "item.nested.list[0].a", "item.messages[0].content"])(
    "finds %s in the examples",
    (variable) => {
      expect(checkGrader({ ...stringCheck, reference: `{{${variable}}}` }, { examples })).toEqual({
        problems: [],
        warnings: [],
      });
    },
  );

  test("reads JSON of the answer where the response format is JSON", () => {
    const responseFormat = { type: "json_schema", name: "a", schema: {} };
    expect(
      checkGrader({ ...stringCheck, input: "{{sample.output_json.x}}" }, { responseFormat }).warnings,
    ).toEqual([]);
  });
});

describe("a response format", () => {
  test.each<[object]>([
    [{ type: "text" }],
    [{ type: "json_schema", json_schema: { name: "a", schema: { type: "object" }, strict: true } }],
    [{ type: "json_schema", name: "a", schema: { type: "object" }, strict: true }],
  ])("%j is accepted", (format) => {
    expect(schemaProblems(responseFormatSchema, format, "response_format")).toEqual([]);
  });

  test.each<[unknown]>([[{ type: "json_object" }], [{ type: "json_schema" }], [{}], ["text"]])(
    "%j is refused",
    (format) => {
      const [problem] = schemaProblems(responseFormatSchema, format, "response_format");
      expect(problem!.text).toMatch(/^response_format is not valid\. Specify \{"type": "text"\}/);
    },
  );
});
