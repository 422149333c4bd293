import type { Difference } from "../protocol/provider";
import type { Properties } from "../protocol/values";
import { pathParameters } from "./resourceTypes";
import type { ResourceType } from "./resourceTypes";

type Changes = Difference["changes"];

/** What differs between the old inputs and the new ones, by path, and which of it replaces. */
export function diffInputs(type: ResourceType, oldInputs: Properties, news: Properties): Changes {
  const replaces = [...pathParameters(type.path), ...(type.replaces ?? [])];
  const changes: Changes = {};
  compare(oldInputs, news, "", (path, kind) => {
    changes[path] = { kind, replaces: replaces.includes(path.split(/[.[]/)[0]!) };
  });
  return changes;
}

type Report = (path: string, kind: Changes[string]["kind"]) => void;

function compare(before: unknown, after: unknown, path: string, report: Report): void {
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(before[name], after[name], path ? `${path}.${name}` : name, report);
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      compare(before[index], after[index], `${path}[${index}]`, report);
    }
  } else if (!same(before, after, path)) {
    report(path, before === undefined ? "add" : after === undefined ? "delete" : "update");
  }
}

function same(before: unknown, after: unknown, path: string): boolean {
  if (path === "location" && typeof before === "string" && typeof after === "string") {
    return region(before) === region(after);
  }
  return before === after;
}

const region = (location: string) => location.replace(/\s/g, "").toLowerCase();

const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The old inputs with what has changed in Azure: the differences between two projections of the outputs onto inputs,
 * applied to what the program had said. What Azure only fills in stays out.
 */
export function applyDrift(inputs: Properties, before: Properties, after: Properties): Properties {
  const result: Properties = { ...inputs };
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is]: unknown[] = [before[name], after[name]];
    if (Array.isArray(inputs[name]) && isObject(is)) {
      // A list of ids in Pulumi that is an object by id in ARM (userAssignedIdentities).
      if (!deepEqual(isObject(was) ? Object.keys(was) : [], Object.keys(is))) {
        result[name] = Object.keys(is);
      }
    } else if (isObject(was) && isObject(is)) {
      const changed = applyDrift(isObject(inputs[name]) ? (inputs[name] as Properties) : {}, was, is);
      if (inputs[name] !== undefined || Object.keys(changed).length > 0) {
        result[name] = changed;
      }
    } else if (
      !deepEqual(was, is) &&
      !(typeof was === "string" && typeof is === "string" && same(was, is, name))
    ) {
      if (is === undefined) {
        delete result[name];
      } else {
        result[name] = is;
      }
    }
  }
  return result;
}

const deepEqual = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
