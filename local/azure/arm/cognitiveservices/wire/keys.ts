import { z } from "zod";

export const regenerateKeyBody = z.strictObject({ keyName: z.enum(["Key1", "Key2"]) });
export type RegenerateKeyBody = z.infer<typeof regenerateKeyBody>;
