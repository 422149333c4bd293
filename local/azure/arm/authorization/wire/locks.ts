import { z } from "zod";
import type { ArmResource } from "../../resources";

export const lockType = "Microsoft.Authorization/locks";

export const lockBody = z.strictObject({
  properties: z.strictObject({
    level: z.enum(["CanNotDelete", "ReadOnly"]),
    notes: z.string().max(512).optional(),
    owners: z.array(z.looseObject({})).optional(),
  }),
});
export type LockBody = z.infer<typeof lockBody>;

export function toResponseLock({ id, name, properties }: ArmResource): Record<string, unknown> {
  return { id, name, type: lockType, properties };
}
