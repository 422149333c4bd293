/**
 * The format in which a model answers during reinforcement fine-tuning. Azure's article has the schema's name beside `type`, as the
 * Responses API, and refers to Chat Completions, which has it below `json_schema`. Both forms are sent as they are.
 */
import { z } from "zod";

const named = {
  name: z
    .string()
    .regex(/^[\w-]{1,64}$/, "is not valid. Use 1 to 64 letters, digits, hyphens and underscores."),
};
const described = {
  description: z.string().optional(),
  schema: z.record(z.string(), z.unknown()).describe("JSON Schema of an answer"),
  strict: z.boolean().nullish(),
};

export const responseFormatSchema = z.union(
  [
    z.strictObject({ type: z.literal("text") }),
    z.strictObject({
      type: z.literal("json_schema"),
      json_schema: z.strictObject({ ...named, ...described }),
    }),
    z.strictObject({ type: z.literal("json_schema"), ...named, ...described }),
  ],
  {
    error:
      'is not valid. Specify {"type": "text"}, or {"type": "json_schema", "json_schema": {"name": …, "schema": {…}}}.',
  },
);

/** Tells whether the model answers in JSON. */
export const isJsonFormat = (format: object | undefined): boolean =>
  format !== undefined && (format as { type?: unknown }).type === "json_schema";
