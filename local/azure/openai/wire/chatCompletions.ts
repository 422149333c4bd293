import { z } from "zod";

const message = z.looseObject({ role: z.string(), content: z.unknown().optional() });

export const chatBody = z.looseObject({
  messages: z.array(message).min(1),
  /** On the v1 paths, the name of the deployment. */
  model: z.string().nullish(),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
});
export type ChatBody = z.infer<typeof chatBody>;
