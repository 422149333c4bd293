/**
 * The hyperparameters of each method in requests: numbers, or "auto" for those that Azure chooses. Sources: the schemas of OpenAI's clients and
 * Azure's how-to pages of direct preference optimization (October 2026) and reinforcement fine-tuning (March 2026).
 */
import { z } from "zod";
import type { Method } from "../../../../cli/openai/methods";

const auto = z.literal("auto");
const whole = (min: number, max: number) => z.union([auto, z.int().min(min).max(max)]).nullish();
const positive = (max: number) => z.union([auto, z.number().gt(0).max(max)]).nullish();

const common = {
  n_epochs: whole(1, 50),
  batch_size: whole(1, 256),
  learning_rate_multiplier: positive(10),
};

export const supervisedHyperparameters = z.strictObject({
  ...common,
  // Azure's REST samples send it. Its range is an assumption, and the small model does not use it.
  prompt_loss_weight: z.union([auto, z.number().min(0).max(1)]).nullish(),
});

export const hyperparameters = {
  supervised: supervisedHyperparameters,
  dpo: z.strictObject({
    ...common,
    beta: positive(2),
    l2_multiplier: z.union([auto, z.number().min(0).max(10)]).nullish(),
  }),
  reinforcement: z.strictObject({
    ...common,
    eval_interval: whole(1, 10_000),
    eval_samples: whole(1, 10_000),
    compute_multiplier: positive(10),
    reasoning_effort: z.enum(["auto", "default", "low", "medium", "high"]).nullish(),
  }),
} satisfies Record<Method, z.ZodType>;

/** The hyperparameters of a request, by their names there. */
export type RequestedHyperparameters = Record<string, string | number | null | undefined>;
