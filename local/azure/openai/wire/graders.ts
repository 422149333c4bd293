/**
 * The graders of a reinforcement job as requests describe them. Sources: the schemas of OpenAI's clients, and Azure's how-to page of
 * reinforcement fine-tuning (March 2026; model graders of April 2026).
 */
import { z } from "zod";
import { parseFormula } from "../graders/formula";
import { templateProblems } from "../graders/template";

/** Models that grade, by the names before their versions. */
const graderModels = ["gpt-4o", "o3-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"];
const versionedGraderModel = new RegExp(
  `^(?:${graderModels.map((name) => name.replaceAll(".", "\\.")).join("|")})-\\d{4}-\\d{2}-\\d{2}$`,
);
const maxSourceBytes = 256 * 1024;

/** Text with references such as `{{ item.answer }}`. */
const template = z.string().superRefine((text, context) => {
  for (const message of templateProblems(text)) {
    context.addIssue({ code: "custom", message });
  }
});
const name = z.string().min(1);
const threshold = z.number().nullish();

const messageContent = z.union([
  template,
  z.looseObject({ type: z.string() }),
  z.array(z.union([z.string(), z.looseObject({ type: z.string() })])),
]);
const messages = z
  .array(
    z.looseObject({
      role: z.enum(["user", "assistant", "system", "developer"]),
      content: messageContent,
    }),
  )
  .min(1);
const model = z
  .string()
  .regex(versionedGraderModel, `must be a model that grades: ${graderModels.join(", ")} with a version`);

const singleGraders = [
  z.strictObject({
    type: z.literal("string_check"),
    name,
    input: template,
    reference: template,
    operation: z.enum(["eq", "ne", "like", "ilike"]),
  }),
  z.strictObject({
    type: z.literal("text_similarity"),
    name,
    input: template,
    reference: template,
    pass_threshold: threshold,
    evaluation_metric: z.enum([
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
    ]),
  }),
  z.strictObject({
    type: z.literal("score_model"),
    name,
    model,
    input: messages,
    range: z
      .tuple([z.number(), z.number()])
      .refine(([least, greatest]) => least < greatest, "must begin with the lower number")
      .nullish(),
    pass_threshold: threshold,
    sampling_params: z.looseObject({}).nullish(),
  }),
  z
    .strictObject({
      type: z.literal("label_model"),
      name,
      model,
      input: messages,
      labels: z.array(z.string()).min(1),
      passing_labels: z.array(z.string()).min(1),
    })
    .refine(({ labels, passing_labels: passing }) => passing.every((label) => labels.includes(label)), {
      path: ["passing_labels"],
      error: "must be among the labels",
    }),
  z.strictObject({
    type: z.literal("python"),
    name,
    source: z
      .string()
      .refine((source) => Buffer.byteLength(source) <= maxSourceBytes, "must have at most 256 KB")
      .refine(
        (source) => /^\s*(?:async\s+)?def\s+grade\s*\(/m.test(source),
        "must define a function 'grade'",
      ),
    image_tag: z.string().nullish(),
    pass_threshold: threshold,
  }),
] as const;

const singleGrader = z.discriminatedUnion("type", singleGraders);

const multiGrader = z
  .strictObject({
    type: z.literal("multi"),
    name,
    graders: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, "must be a name that a formula can contain"), singleGrader)
      .refine((graders) => Object.keys(graders).length > 0, "must have at least one grader"),
    calculate_output: z.string().min(1),
  })
  .superRefine(({ graders, calculate_output: formula }, context) => {
    const parsed = parseFormula(formula, Object.keys(graders));
    if ("problem" in parsed) {
      context.addIssue({ code: "custom", path: ["calculate_output"], message: parsed.problem });
    }
  });

export const grader = z.discriminatedUnion("type", [...singleGraders, multiGrader]);

export type SingleGrader = z.infer<typeof singleGrader>;
export type MultiGrader = z.infer<typeof multiGrader>;
export type Grader = z.infer<typeof grader>;
