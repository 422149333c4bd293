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
    for (const name of namesOf(before, after)) {
      compare(before[name], after[name], path ? `${path}.${name}` : name, report);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      compare(before[index], after[index], `${path}[${index}]`, report);
    }
  } else if (before !== after && !(path === "location" && isSameLocation(before, after))) {
    report(path, diffKindOf(before, after));
  }
}
