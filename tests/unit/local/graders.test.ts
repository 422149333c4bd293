import { parseFormula } from "../../../local/azure/openai/graders/formula";
import { grade, unsupportedGrader } from "../../../local/azure/openai/graders/grade";
import { similarities } from "../../../local/azure/openai/graders/similarity";
import { targetAnswers } from "../../../local/azure/openai/graders/targets";
import { resolveTemplate, templateProblems } from "../../../local/azure/openai/graders/template";
import { grader } from "../../../local/azure/openai/wire/graders";
import type { Grader, MultiGrader } from "../../../local/azure/openai/wire/graders";

const check = (change: object = {}): Grader =>
  grader.parse({
    type: "string_check",
    name: "check",
    input: "{{ sample.output_text }}",
    reference: "{{ item.answer }}",
    operation: "eq",
    ...change,
  });
const similarity = (metric: string): Grader =>
  grader.parse({
    type: "text_similarity",
    name: "similar",
    input: "{{ sample.output_text }}",
    reference: "{{ item.answer }}",
    evaluation_metric: metric,
  });
const multi = (formula: string, graders: object): MultiGrader =>
  grader.parse({ type: "multi", name: "both", graders, calculate_output: formula }) as MultiGrader;

/** The value of a formula, or what is wrong with it. */
function valueOf(formula: string, scores: Record<string, number> = {}): number | string {
  const parsed = parseFormula(formula, Object.keys(scores));
  return "problem" in parsed ? parsed.problem : parsed.formula(scores);
}

describe("a formula", () => {
  test.each<[string, number]>([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["7 - 4 - 2", 1],
    ["8 / 4 / 2", 1],
    ["2 ^ 3 ^ 2", 512],
    ["-2 ^ 2", -4],
    ["(-2) ^ 2", 4],
    ["2 ^ -1", 0.5],
    ["2 * -3", -6],
    ["--2", 2],
    ["1.5e1 + .5", 15.5],
    ["min(3, 1, 2)", 1],
    ["max(0.2, 0.7)", 0.7],
    ["abs(-2) + floor(1.9) + ceil(1.1)", 5],
    ["sqrt(9) + exp(0) + log(1)", 4],
    ["0.5 * a + 0.5 * b_2", 0.75],
    ["max(a, 1 - b_2) ^ 2", 1],
    [" ( a + b_2 ) / 2 ", 0.75],
  ])("%s is %d", (formula, value) => {
    expect(valueOf(formula, { a: 1, b_2: 0.5 })).toBeCloseTo(value, 12);
  });

  test.each<[string, string]>([
    ["", "the formula is not complete"],
    ["1 +", "the formula is not complete"],
    ["(1 + 2", ") is missing"],
    ["1 2", "2 is not expected there"],
    ["1 + )", ") is not expected there"],
    ["a + b", "b is not the name of a grader"],
    ["eval(1)", "eval is not a function"],
    ["sqrt(1, 2)", "sqrt has one argument"],
    ["a.b", ". is not part of a formula"],
    ["a; b", "; is not part of a formula"],
    ["constructor", "constructor is not the name of a grader"],
    [`${"(".repeat(500)}1${")".repeat(500)}`, "the formula has too many levels"],
    [`${"2^".repeat(500)}1`, "the formula has too many levels"],
  ])("%s is refused", (formula, problem) => {
    expect(valueOf(formula, { a: 1 })).toContain(problem);
  });

  test("computes what JavaScript computes, for any formula of numbers", () => {
    let seed = 1;
    const random = (limit: number) => (seed = (seed * 48_271) % 2_147_483_647) % limit;
    const formulaOf = (depth: number): string =>
      depth === 0
        ? String(random(9) + 1)
        : `(${formulaOf(depth - 1)} ${["+", "-", "*"][random(3)]!} ${formulaOf(random(depth))})`;
    for (let count = 0; count < 200; count += 1) {
      const formula = formulaOf(1 + (count % 5));
      // A formula of this test, which the parser must agree with.
      expect(valueOf(formula)).toBe(eval(formula));
    }
  });
});

describe("a reference", () => {
  const sample = {
    item: { answer: "red", nested: { dates: ["1999", "2001"] }, count: 3, none: null },
    sample: { output_text: "a red one", output_json: { color: "red" } },
  };

  test.each<[string, string | undefined]>([
    ["{{ item.answer }}", "red"],
    ["{{item.answer}}!", "red!"],
    ["{{ sample.output_text }} / {{ item.count }}", "a red one / 3"],
    ["{{ item.nested.dates[1] }}", "2001"],
    ["{{ sample.output_json.color }}", "red"],
    ["{{ item.nested }}", '{"dates":["1999","2001"]}'],
    ["plain", "plain"],
    ["{{ item.missing }}", undefined],
    ["{{ item.none }}", undefined],
    ["{{ item.answer.length }}", undefined],
    ["{{ item.constructor }}", undefined],
  ])("%s is replaced by its value", (text, resolved) => {
    expect(templateProblems(text)).toEqual([]);
    expect(resolveTemplate(text, sample)).toBe(resolved);
  });

  test.each(["{{ answer }}", "{{ items.answer }}", "{{ item..answer }}", "{{ }}", "{{ item.a + 1 }}"])(
    "%s is refused where it is of no namespace",
    (text) => {
      expect(templateProblems(text)).toEqual([expect.stringContaining("must be a reference such as")]);
      expect(grader.safeParse({ ...check(), input: text }).success).toBe(false);
    },
  );
});

describe("a string check", () => {
  test.each<[string, string, string, number]>([
    ["eq", "red", "red", 1],
    ["eq", "Red", "red", 0],
    ["ne", "red", "red", 0],
    ["ne", "blue", "red", 1],
    ["like", "a red one", "red", 1],
    ["like", "a Red one", "red", 0],
    ["ilike", "a RED one", "red", 1],
    ["ilike", "a blue one", "red", 0],
  ])("%s of %s and %s", (operation, text, answer, reward) => {
    expect(grade(check({ operation }), { item: { answer }, sample: { output_text: text } })).toEqual({
      reward,
    });
  });

  test("has no reward and the error where a reference has no value", () => {
    const sample = { output_text: "red" };
    expect(grade(check(), { item: {}, sample })).toEqual({ reward: 0, error: "invalid_variable_error" });
    const reading = check({ input: "{{ sample.output_json.color }}" });
    expect(grade(reading, { item: { answer: "red" }, sample })).toEqual({
      reward: 0,
      error: "sample_parse_error",
    });
    expect(grade(reading, { item: { answer: "red" }, sample: { ...sample, output_json: {} } })).toEqual({
      reward: 0,
      error: "invalid_variable_error",
    });
  });
});

describe("the similarity of texts", () => {
  const names = Object.keys(similarities) as (keyof typeof similarities)[];
  const sentences = [
    "the cat sat on the mat",
    "the cat was found under the bed",
    "a dog",
    "colorless green ideas sleep furiously tonight",
  ];

  test.each(names)("%s is between 0 and 1: 0 for nothing in common, most for the same text", (name) => {
    const similarityOf = similarities[name];
    for (const first of sentences) {
      for (const second of sentences) {
        const value = similarityOf(first, second);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(value).toBeLessThanOrEqual(similarityOf(second, second) + 1e-12);
      }
    }
    expect(similarityOf(sentences[3]!, sentences[3]!)).toBeGreaterThan(0.99);
    expect(similarityOf("abc", "xyz")).toBe(0);
    expect(similarityOf("", "xyz")).toBe(0);
  });

  // Computed by hand from the definitions.
  test.each<[keyof typeof similarities, string, string, number]>([
    // Four letters in the same order are in common: twice 4 of 13 characters.
    ["fuzzy_match", "kitten", "sitting", 8 / 13],
    ["fuzzy_match", "", "", 1],
    // Words: 3 of 6 and 3 of 7 in common.
    ["rouge_1", "the cat sat on the mat", "the cat was found under the bed", 6 / 13],
    // Pairs: "the cat", 1 of 5 and 1 of 6.
    ["rouge_2", "the cat sat on the mat", "the cat was found under the bed", 2 / 11],
    ["rouge_3", "the cat sat on the mat", "the cat was found under the bed", 0],
    ["rouge_4", "a b c d", "a b c d e", 2 / 3],
    ["rouge_5", "a b c d e", "a b c d e f", 2 / 3],
    // "the cat the" is the longest common subsequence.
    ["rouge_l", "the cat sat on the mat", "the cat was found under the bed", 6 / 13],
    ["rouge_l", "Police killed the gunman", "police kill the gunman", 3 / 4],
    // All of 1 to 4 words: 3 + 1 + 0 + 0 in common, of 6 + 5 + 4 + 3 and 7 + 6 + 5 + 4.
    ["gleu", "the cat sat on the mat", "the cat was found under the bed", 4 / 22],
    // 3/6, (1 + 1)/(5 + 1), (0 + 1)/(4 + 1), (0 + 1)/(3 + 1), and the brevity of 6 to 7.
    [
      "bleu",
      "the cat sat on the mat",
      "the cat was found under the bed",
      Math.exp(1 - 7 / 6) * (0.5 * (2 / 6) * (1 / 5) * (1 / 4)) ** 0.25,
    ],
    // Precision and recall 1, one chunk of six words.
    ["meteor", "on the mat sat the cat", "on the mat sat the cat", 1 - 0.5 / 6 ** 3],
    // Two words of two, in the other order: two chunks.
    ["meteor", "b a", "a b", 0.5],
  ])("%s of %j and %j", (name, input, reference, value) => {
    expect(similarities[name](input, reference)).toBeCloseTo(value, 12);
  });
});

describe("a multi grader", () => {
  const graders = { exact: check(), close: similarity("fuzzy_match") };

  test("computes its formula, and keeps the scores of its graders", () => {
    const both = multi("0.25 * exact + 0.75 * close", graders);
    const sample = { output_text: "sitting" };
    expect(grade(both, { item: { answer: "kitten" }, sample })).toEqual({
      reward: (0.75 * 8) / 13,
      scores: { exact: 0, close: 8 / 13 },
    });
    expect(grade(both, { item: {}, sample })).toMatchObject({ reward: 0, error: "invalid_variable_error" });
  });

  test("has no reward where its formula has no number", () => {
    const dividing = multi("1 / exact", graders);
    expect(grade(dividing, { item: { answer: "a" }, sample: { output_text: "b" } })).toMatchObject({
      reward: 0,
      error: "other_error",
    });
  });

  test.each<[string, object, object]>([
    ["a formula of another grader", { calculate_output: "exact + other" }, { path: ["calculate_output"] }],
    ["no grader", { graders: {}, calculate_output: "1" }, { path: ["graders"] }],
    ["a multi grader inside", { graders: { exact: multi("exact", { exact: check() }) } }, {}],
    ["a name that a formula cannot have", { graders: { "a-b": check() }, calculate_output: "1" }, {}],
  ])("is refused with %s", (_what, change, issue) => {
    const parsed = grader.safeParse({ ...multi("exact", graders), ...change });
    expect(parsed.error?.issues).toEqual(expect.arrayContaining([expect.objectContaining(issue)]));
  });
});

describe("graders in requests", () => {
  const model = {
    name: "judge",
    model: "gpt-4o-2024-08-06",
    input: [{ role: "user", content: "Rate {{ sample.output_text }}" }],
  };
  const label = { ...model, type: "label_model", labels: ["good", "bad"], passing_labels: ["good"] };
  const python = { type: "python", name: "code", source: "def grade(sample, item):\n    return 1.0" };

  test.each<[string, object]>([
    ["a score model", { ...model, type: "score_model", range: [0, 1], sampling_params: { temperature: 0 } }],
    ["a label model", label],
    ["code", python],
    ["code with an image", { ...python, image_tag: "2025-05-08" }],
    ["a text similarity with a threshold", { ...similarity("bleu"), pass_threshold: 0.5 }],
  ])("%s is accepted", (_what, body) => {
    expect(grader.safeParse(body).error).toBeUndefined();
  });

  test.each<[string, object]>([
    ["a type that does not exist", { ...check(), type: "endpoint" }],
    ["an unknown operation", { ...check(), operation: "equals" }],
    ["an unknown metric", { ...similarity("bleu"), evaluation_metric: "rouge_6" }],
    ["an unknown property", { ...check(), color: "blue" }],
    ["no name", { ...check(), name: "" }],
    ["a model that does not grade", { ...model, type: "score_model", model: "gpt-35-turbo-0125" }],
    ["a range that begins with the higher number", { ...model, type: "score_model", range: [1, 0] }],
    ["no messages", { ...model, type: "score_model", input: [] }],
    ["a passing label that is no label", { ...label, passing_labels: ["fine"] }],
    ["code without the function", { ...python, source: "return 1.0" }],
    ["code of more than 256 KB", { ...python, source: `${python.source}\n${"#".repeat(256 * 1024)}` }],
  ])("are refused with %s", (_what, body) => {
    expect(grader.safeParse(body).success).toBe(false);
  });

  test.each<[string, object, string | undefined]>([
    ["string_check", check(), undefined],
    ["text_similarity", similarity("gleu"), undefined],
    ["multi of both", multi("a + b", { a: check(), b: similarity("meteor") }), undefined],
    ["cosine", similarity("cosine"), "the metric cosine"],
    ["score_model", { ...model, type: "score_model" }, "the type score_model"],
    ["label_model", label, "the type label_model"],
    ["python", python, "the type python"],
    ["multi with code", multi("a + b", { a: check(), b: python }), "the type python"],
  ])("the local Azure computes those that are arithmetic: %s", (_what, body, problem) => {
    const reason = unsupportedGrader(grader.parse(body));
    expect(reason).toEqual(problem === undefined ? undefined : expect.stringContaining(problem));
  });
});

describe("the answers that graders compare with", () => {
  const item = { answer: "red", size: "large" };

  test.each<[string, Grader, string[]]>([
    ["the whole text", check(), ["red"]],
    [
      "… whichever side has the answer",
      check({ input: "{{ item.answer }}", reference: "{{ sample.output_text }}" }),
      ["red"],
    ],
    ["a property of JSON", check({ input: "{{ sample.output_json.color }}" }), ['{"color":"red"}']],
    [
      "properties of several graders",
      multi("a + b", {
        a: check({ input: "{{ sample.output_json.is.color }}" }),
        b: check({ input: "{{ sample.output_json.is.size }}", reference: "{{ item.size }}" }),
      }),
      ['{"is":{"color":"red","size":"large"}}'],
    ],
    ["a field that the example lacks", check({ reference: "{{ item.missing }}" }), []],
  ])("%s", (_what, of, answers) => {
    expect(targetAnswers(of, item)).toEqual(answers);
  });
});
