import { deepEqual, isObject, namesOf } from "../protocol/values";
import type { Properties } from "../protocol/values";
import { isSameLocation } from "./location";

/**
 * Applies drift to inputs: what differs between two projections of the outputs onto inputs replaces what the program has set.
 * What Azure only fills in stays out.
 * @param before The outputs that the state has.
 * @param after The outputs that Azure has.
 */
export function applyDrift(inputs: Properties, before: Properties, after: Properties): Properties {
  const result: Properties = { ...inputs };
  for (const name of namesOf(before, after)) {
    const value = driftedValue(name, inputs[name], before[name], after[name]);
    if (value === undefined) {
      delete result[name];
    } else {
      result[name] = value;
    }
  }
  return result;
}

/** The value of one input after drift; undefined: it is not set. */
function driftedValue(name: string, input: unknown, before: unknown, after: unknown): unknown {
  if (Array.isArray(input) && isObject(after)) {
    // A list of ids in Pulumi that is an object by id in ARM (userAssignedIdentities).
    const ids = Object.keys(after);
    return deepEqual(isObject(before) ? Object.keys(before) : [], ids) ? input : ids;
  }
  if (isObject(before) && isObject(after)) {
    const value = applyDrift(isObject(input) ? input : {}, before, after);
    return input === undefined && Object.keys(value).length === 0 ? undefined : value;
  }
  const isUnchanged = deepEqual(before, after) || (name === "location" && isSameLocation(before, after));
  return isUnchanged ? input : after;
}
