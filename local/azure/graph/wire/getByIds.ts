import { z } from "zod";

export const getByIdsBody = z.strictObject({
  ids: z.array(z.string()).max(1000),
  types: z.array(z.string()).nullish(),
});
export type GetByIdsBody = z.infer<typeof getByIdsBody>;
