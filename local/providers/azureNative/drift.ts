import { deepEqual, isObject, namesOf } from "../protocol/values";
import type { Properties } from "../protocol/values";

/**
 * Applies drift to inputs as azure-native's refresh does: what differs between two projections of the outputs onto inputs replaces
 * what the program has set. What Azure only fills in stays out.
 * @param before The outputs that the state has.
 * @param after The outputs that Azure has.
 */
export function applyDrift(inputs: Properties, before: Properties, after: Properties): Properties {
  const result: Properties = { ...inputs };
  for (const name of namesOf(before, after)) {
    const [was, is]: unknown[] = [before[name], after[name]];
    if (deepEqual(was, is)) {
      continue;
    }
    if (is === undefined) {
      delete result[name];
    } else {
      // What the program has not set is copied as a whole.
      result[name] =
        was === undefined || inputs[name] === undefined ? is : driftedValue(inputs[name], was, is);
    }
  }
  return result;
}

function driftedValue(input: unknown, before: unknown, after: unknown): unknown {
  if (isObject(input) && isObject(before) && isObject(after)) {
    return applyDrift(input, before, after);
  }
  if (Array.isArray(input) && Array.isArray(before) && Array.isArray(after)) {
    return after.map((item: unknown, index) =>
      index < input.length && index < before.length ? driftedValue(input[index], before[index], item) : item,
    );
  }
  return after;
}
