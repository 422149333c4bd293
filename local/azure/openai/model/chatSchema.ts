/**
 * What the messages and the tools of a line must be. A file is processed without it; the preprocessing of a job refuses what is wrong. Source:
 * OpenAI's schemas of fine-tuning data and of Chat Completions. ASSUMED: that Azure refuses the same, and in which words.
 */
import { z } from "zod";

const text = z.looseObject({ type: z.literal("text"), text: z.string() });
const refusal = z.looseObject({ type: z.literal("refusal"), refusal: z.string() });

/** Azure trains on images of these types, by URL or in the file. */
const imageUrl = /^(?:https?:\/\/\S+|data:image\/(?:jpe?g|png|webp);base64,[A-Za-z0-9+/=]+)$/i;
const image = z.looseObject({
  type: z.literal("image_url"),
  image_url: z.looseObject({
    url: z
      .string()
      .regex(imageUrl, "must be an http or https URL, or base64 data of a JPEG, PNG or WebP image"),
    detail: z.enum(["auto", "low", "high"]).nullish(),
  }),
});

const contentOf = <Part extends z.ZodType>(part: Part) => z.union([z.string(), z.array(part).min(1)]);
const name = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, "must have 1 to 64 letters, digits, '_' or '-'");

const toolCall = z.looseObject({
  id: z.string(),
  type: z.literal("function"),
  function: z.looseObject({ name, arguments: z.string() }),
});

const noWeight = z.undefined({ error: "is for messages of the assistant alone" }).optional();
const instructions = { content: contentOf(text), name: name.nullish(), weight: noWeight };

const message = z.discriminatedUnion("role", [
  z.looseObject({ role: z.literal("system"), ...instructions }),
  z.looseObject({ role: z.literal("developer"), ...instructions }),
  z.looseObject({
    role: z.literal("user"),
    content: contentOf(z.discriminatedUnion("type", [text, image])),
    name: name.nullish(),
    weight: noWeight,
  }),
  z.looseObject({
    role: z.literal("assistant"),
    content: contentOf(z.discriminatedUnion("type", [text, refusal])).nullish(),
    name: name.nullish(),
    weight: z.union([z.literal(0), z.literal(1)]).nullish(),
    tool_calls: z.array(toolCall).min(1).nullish(),
    refusal: z.string().nullish(),
  }),
  z.looseObject({
    role: z.literal("tool"),
    content: contentOf(text),
    tool_call_id: z.string(),
    weight: noWeight,
  }),
  z.looseObject({ role: z.literal("function"), content: z.string().nullable(), name, weight: noWeight }),
]);

const messages = z.array(message).superRefine((conversation, context) => {
  const called = new Set<string>();
  conversation.forEach((each, index) => {
    if (each.role === "assistant") {
      each.tool_calls?.forEach(({ id }) => called.add(id));
    } else if (each.role === "tool" && !called.has(each.tool_call_id)) {
      context.addIssue({
        code: "custom",
        path: [index, "tool_call_id"],
        message: "must be the id of a tool call of an assistant's message before it",
      });
    }
  });
});

const tools = z
  .array(
    z.looseObject({
      type: z.literal("function"),
      function: z.looseObject({ name, parameters: z.looseObject({}).nullish() }),
    }),
  )
  .nullish();

const chat = z.object({ messages, tools });

/** @returns The first thing that is wrong with the messages or the tools of a line. */
export function chatProblem(line: { messages: readonly unknown[]; tools?: unknown }): string | undefined {
  const [issue] = chat.safeParse(line).error?.issues ?? [];
  if (!issue) {
    return undefined;
  }
  const { path, message: problem } = innermost(issue);
  return `${path.join(".")}: ${problem}`;
}

/** Of a union's issues, the first of its last alternative, which is the list of parts. Its path begins at the union. */
function innermost(issue: z.core.$ZodIssue): Pick<z.core.$ZodIssue, "path" | "message"> {
  const nested = issue.code === "invalid_union" ? issue.errors.at(-1)?.[0] : undefined;
  if (!nested) {
    return issue;
  }
  const { path, message: problem } = innermost(nested);
  return { path: [...issue.path, ...path], message: problem };
}
