import { z } from "zod";

const secondsPerYear = 365 * 86_400;

export const advanceBody = z.strictObject({
  seconds: z
    .number()
    .min(0)
    .max(100 * secondsPerYear),
});
export type AdvanceBody = z.infer<typeof advanceBody>;
