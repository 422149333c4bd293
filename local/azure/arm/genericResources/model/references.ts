import { AzureError } from "../../../error";
import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";

/** @throws AzureError 400 `InvalidResourceReference` where a resource that another one names does not exist. */
export function requireReference(platform: Platform, id: unknown, referencedBy: string): ArmResource {
  const resource = platform.resources.get(String(id));
  if (!resource) {
    throw new AzureError(
      400,
      "InvalidResourceReference",
      `Resource ${String(id).slice(0, 300)} referenced by resource ${referencedBy} was not found.`,
    );
  }
  return resource;
}
