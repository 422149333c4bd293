/**
 * Graders of reinforcement fine-tuning, as OpenAI's reference specifies them, with the additions of Azure's article
 * (how-to-reinforcement-fine-tuning, March 2026).
 */
import { z } from "zod";

const text = z.string().min(1);

const template = (what: string) =>
  text.describe(`${what}. Can contain {{item.FIELD}} and {{sample.output_text}}`);

const name = text.describe("Name of the grader");
const passThreshold = z.number().optional().describe("Azure's: the score from which a sample passes");

/** `cosine` is in OpenAI's reference alone. */
export const similarityMetrics = [
  "cosine",
  "fuzzy_match",
  "bleu",
  "gleu",
  "meteor",
  "rouge_1",
  "rouge_2",
  "rouge_3",
  "rouge_4",
  "rouge_5",
  "rouge_l",
] as const;

const stringCheck = z.strictObject({
  type: z.literal("string_check"),
  name,
  operation: z
    .enum(["eq", "ne", "like", "ilike"])
    .describe("eq: the same, ne: not the same, like: contains, ilike: contains in any case"),
  input: template("The text to grade"),
  reference: template("What it is compared with"),
});

const textSimilarity = z.strictObject({
  type: z.literal("text_similarity"),
  name,
  input: template("The text to grade"),
  reference: template("What it is compared with"),
  evaluation_metric: z.enum(similarityMetrics),
  pass_threshold: passThreshold,
});

const message = z.strictObject({
  type: z.literal("message").optional(),
  role: z.enum(["user", "assistant", "system", "developer"]),
  content: z
    .union([text, z.record(z.string(), z.unknown()), z.array(z.unknown()).min(1)], {
      error: "is not valid. Specify a text, an object or a list of parts.",
    })
    .describe("A text, a part or a list of parts. Can contain {{item.FIELD}} and {{sample.output_text}}"),
});

const scoreModel = z.strictObject({
  type: z.literal("score_model"),
  name,
  model: text.describe("Model that grades, with its version"),
  input: z.array(message).min(1),
  range: z.array(z.number()).length(2).optional().describe("Lowest and highest score. Default: [0, 1]"),
  sampling_params: z
    .strictObject({
      max_completions_tokens: z.int().min(1).nullish(),
      reasoning_effort: text.nullish(),
      seed: z.int().nullish(),
      temperature: z.number().nullish(),
      top_p: z.number().nullish(),
    })
    .optional(),
  pass_threshold: passThreshold,
});

const labelModel = z.strictObject({
  type: z.literal("label_model"),
  name,
  model: text.describe("Model that grades, with its version"),
  input: z.array(message).min(1),
  labels: z.array(text).min(1),
  passing_labels: z.array(text).min(1).describe("Labels of a passing answer, each one of labels"),
});

const python = z.strictObject({
  type: z.literal("python"),
  name,
  source: text.describe("Python code that defines grade(sample, item), which returns a number"),
  image_tag: text.optional(),
});

const multi = z.strictObject({
  type: z.literal("multi"),
  name,
  get graders() {
    return z.record(z.string(), graderSchema).describe("Graders by the names that calculate_output uses");
  },
  calculate_output: text.describe("Formula over the names of graders, such as (accuracy + style) / 2"),
});

export type Grader =
  | z.infer<
      typeof stringCheck | typeof textSimilarity | typeof scoreModel | typeof labelModel | typeof python
    >
  | MultiGrader;

export interface MultiGrader {
  type: "multi";
  name: string;
  graders: Record<string, Grader>;
  calculate_output: string;
}

export const graderSchema: z.ZodType<Grader> = z.discriminatedUnion("type", [
  stringCheck,
  textSimilarity,
  scoreModel,
  labelModel,
  python,
  multi,
]);
