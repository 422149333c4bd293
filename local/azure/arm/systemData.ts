import type { Call } from "../service";

/** ARM's record of who created and last changed a resource, and when. */
export function systemData(
  { caller, platform }: Pick<Call, "caller" | "platform">,
  before?: Record<string, unknown>,
): Record<string, unknown> {
  const by = { By: caller.objectId, ByType: caller.kind === "user" ? "User" : "Application" };
  const at = new Date(platform.clock.now()).toISOString();
  return {
    createdBy: by.By,
    createdByType: by.ByType,
    createdAt: at,
    ...before,
    lastModifiedBy: by.By,
    lastModifiedByType: by.ByType,
    lastModifiedAt: at,
  };
}
