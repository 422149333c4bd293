import { z } from "zod";

export const fileStreamBody = z.looseObject({
  files: z
    .record(z.string(), z.looseObject({ offset: z.int().min(0).default(0), content: z.array(z.string()) }))
    .nullish(),
  complete: z.boolean().nullish(),
  exitcode: z.int().nullish(),
  preempting: z.boolean().nullish(),
});
export type FileStreamBody = z.infer<typeof fileStreamBody>;
