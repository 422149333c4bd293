import { assignmentsOf } from "../../../authorization/assignments";
import { scopeCovers } from "../../../authorization/matching";
import type { Platform } from "../../../service";

/** Deletes the role assignments of a resource, which a recovery does not restore (Key Vault's recovery guide). */
export function removeAssignmentsUnder(platform: Platform, resourceId: string): void {
  for (const { name, scope } of platform.authorization.assignments()) {
    if (scopeCovers(resourceId, scope)) {
      assignmentsOf(platform.store).delete(name);
    }
  }
}
