import type { Call } from "../../../service";
import { resourceGroupPath } from "../../paths";
import type { GenericType } from "./types";

/** The path of the resources of a type; a child's path alternates types and names. */
export function genericPath({ type }: GenericType): string {
  const [namespace, ...types] = type.split("/");
  const names = types.map((name, index) => `${name}/{name${index}}`).join("/");
  return `${resourceGroupPath}/providers/${namespace}/${names}`;
}

/** The id of the resource of a request, or of the list's parent with a slash at the end. */
export function genericId(
  { platform, params }: Pick<Call, "platform" | "params">,
  type: GenericType,
): string {
  return genericPath(type)
    .replace("{subscriptionId}", platform.subscriptionId)
    .replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
}
