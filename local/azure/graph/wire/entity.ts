import type { Call } from "../../service";
import type { Entity } from "../model/directoryObjects";

/** An entity with the properties that `$select` names. @param context Its collection, for a single entity. */
export function toResponseEntity(
  { url }: Pick<Call, "url">,
  entity: Entity,
  context?: string,
): Record<string, unknown> {
  const selected = url.searchParams
    .get("$select")
    ?.split(",")
    .map((name) => name.trim());
  return {
    ...(context ? { "@odata.context": `https://graph.microsoft.com/v1.0/$metadata#${context}/$entity` } : {}),
    ...Object.fromEntries(
      Object.entries(entity).filter(
        ([name]) => !selected || selected.includes(name) || name === "@odata.type",
      ),
    ),
  };
}
