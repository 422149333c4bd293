import { diffKindOf } from "../protocol/difference";
import type { DiffKind, Difference } from "../protocol/difference";
import { isObject, namesOf, topLevelProperty } from "../protocol/values";
import type { Properties } from "../protocol/values";
import { isSameLocation } from "./location";
import { pathParameters } from "./resourceType";
import type { ResourceType } from "./resourceType";

/** What differs between the old inputs and the new ones, by path, and what of it replaces the resource. */
export function diffInputs(
  type: ResourceType,
  oldInputs: Properties,
  news: Properties,
): Difference["changes"] {
  const replaces = [...pathParameters(type.path), ...(type.replaces ?? [])];
  const changes: Difference["changes"] = {};
  compare(oldInputs, news, "", (path, kind) => {
    changes[path] = { kind, replaces: replaces.includes(topLevelProperty(path)) };
  });
  return changes;
}

type Report = (path: string, kind: DiffKind) => void;

function compare(before: unknown, after: unknown, path: string, report: Report): void {
  if (isObject(before) && isObject(after)) {
    // azure-native keeps notes of its own in the inputs, such as `__createBeforeDelete`.
    for (const name of [...namesOf(before, after)].filter((each) => !each.startsWith("__"))) {
      compare(before[name], after[name], path ? `${path}.${name}` : name, report);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      compare(before[index], after[index], `${path}[${index}]`, report);
    }
  } else if (before !== after && !isSameInAzure[path]?.(before, after)) {
    report(path, diffKindOf(before, after));
  }
}

/** Inputs of which different texts are the same to Azure, by their paths. */
const isSameInAzure: Readonly<Record<string, (before: unknown, after: unknown) => boolean>> = {
  location: isSameLocation,
  resourceGroupName: (before, after) =>
    typeof before === "string" && typeof after === "string" && before.toLowerCase() === after.toLowerCase(),
};
