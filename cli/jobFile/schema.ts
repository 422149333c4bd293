/**
 * A job as a file, in the format of `azd ai finetuning` (Azure/azure-dev, cli/azd/extensions/azure.ai.finetune): the request's fields,
 * local files with `local:`, and integrations with `config`. OpenAI's own spellings are accepted too: `n_epochs` and `wandb`.
 */
import { z } from "zod";
import { graderSchema } from "../grader/schema";
import { responseFormatSchema } from "../grader/responseFormat";
import { auto, describeValues, hyperparameters } from "../openai/hyperparameters";
import { methods } from "../openai/methods";
import type { Method } from "../openai/methods";

const text = z.string().min(1);

const file = text.describe(
  "local:PATH, relative to this file, which is uploaded; or the ID of a file in Azure, file-…",
);

type Values = (typeof hyperparameters)[number]["values"];

function numberSchema(values: Exclude<Values, { type: "choice" }>, error: ErrorText) {
  if (values.type === "integer") {
    return z.int({ error }).min(values.min, { error }).max(values.max, { error });
  }
  const number = z.number({ error }).max(values.max, { error });
  return values.above === undefined
    ? number.min(values.min ?? 0, { error })
    : number.gt(values.above, { error });
}

type ErrorText = (issue: { input?: unknown }) => string;

/** A value of a hyperparameter, or `auto`. */
function valueSchema(values: Values) {
  const error: ErrorText = ({ input }) =>
    `${JSON.stringify(input)?.slice(0, 40) ?? "(none)"} is not valid. Specify ${describeValues(values)}, or auto.`;
  const value = values.type === "choice" ? z.enum(values.choices, { error }) : numberSchema(values, error);
  return z.union([value, z.literal(auto)], { error });
}

const hyperparameterSchema = (method: Method) =>
  z.strictObject(
    Object.fromEntries(
      hyperparameters
        .filter((row) => row.methods.includes(method))
        .flatMap(({ name, alias, values, description }) =>
          [name, ...(alias === undefined ? [] : [alias])].map((key) => [
            key,
            valueSchema(values).optional().describe(`${description}, or auto`),
          ]),
        ),
    ),
  );

const settingsOf = (method: Method) =>
  method === "reinforcement"
    ? z.strictObject({
        hyperparameters: hyperparameterSchema(method).optional(),
        grader: graderSchema.optional(),
        response_format: responseFormatSchema.optional(),
      })
    : z.strictObject({ hyperparameters: hyperparameterSchema(method).optional() });

const methodSchema = z.strictObject({
  type: z.enum(methods.map(({ name }) => name)),
  ...Object.fromEntries(methods.map(({ name, title }) => [name, settingsOf(name).nullish().describe(title)])),
});

const wandb = z.strictObject({
  project: text.describe("W&B project"),
  name: text.nullish().describe("Name of the W&B run. Default: the job's ID"),
  entity: text.nullish().describe("W&B team or user"),
  tags: z.array(text).nullish().describe("Tags of the W&B run"),
});

const integration = z.strictObject({
  type: z.literal("wandb"),
  config: wandb.optional().describe("azd's name for the settings of W&B"),
  wandb: wandb.optional().describe("OpenAI's name for the settings of W&B"),
});

/** Limits of OpenAI's API. */
const metadata = z
  .record(z.string().min(1).max(64), z.string().max(512))
  .refine((entries) => Object.keys(entries).length <= 16, "has more than 16 entries. Remove some.");

export const jobFileSchema = z.strictObject({
  $schema: text.optional(),
  name: text.optional().describe("Not sent to Azure"),
  description: z.string().optional().describe("Not sent to Azure"),
  model: text.optional().describe("Base model, or a fine-tuned one; without a version, the newest"),
  training_file: file.optional(),
  validation_file: file.nullish(),
  suffix: text.nullish().describe("Suffix of the fine-tuned model's name, up to 40 characters"),
  seed: z.int().min(0).max(2_147_483_647).nullish().describe("Seed of a reproducible job"),
  metadata: metadata.nullish(),
  method: methodSchema.optional(),
  integrations: z.array(integration).max(1).nullish().describe("Without it, the job does not log to W&B"),
  extra_body: z
    .strictObject({
      trainingType: text.optional().describe("standard, globalstandard, developerTier or datazonestandard"),
    })
    .nullish(),
});

/** What a job file contains, as far as it is valid. */
export interface JobFile {
  model?: string;
  training_file?: string;
  validation_file?: string | null;
  suffix?: string | null;
  seed?: number | null;
  metadata?: Record<string, string> | null;
  method?: { type: Method } & {
    [Name in Method]?: {
      hyperparameters?: Record<string, string | number>;
      grader?: object;
      response_format?: object;
    } | null;
  };
  integrations?: { type: "wandb"; config?: WandbSettings; wandb?: WandbSettings }[] | null;
  extra_body?: { trainingType?: string } | null;
}

export interface WandbSettings {
  project: string;
  name?: string | null;
  entity?: string | null;
  tags?: string[] | null;
}

/** The JSON Schema that editors read. */
export const jobFileJsonSchema = (): object => ({
  title: "Fine-tuning job",
  description: "A job for npx azure-openai-wandb finetune --file FILE, in the format of azd ai finetuning",
  ...z.toJSONSchema(jobFileSchema, { io: "input" }),
});
