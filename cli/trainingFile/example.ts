/** Rules of one example: a line that is a JSON object. */
import type { Method } from "../openai/methods";
import { methodChecks } from "./checks/methods";
import { Findings, isObject, quote } from "./findings";
import type { JsonObject } from "./findings";
import type { ModelFacts } from "./modelFacts";
import { repeatedKey } from "./repeatedKey";
import { findStructureProblem } from "./structure";

export const notJson = "is not JSON. Write each example as one JSON object on one line.";
export const notAnObject = 'is not an object. Write {"messages": […]}.';

/** Checks an example for a method. */
export function checkExample(
  text: string,
  example: JsonObject,
  { method, model }: { method: Method; model?: ModelFacts },
): Findings {
  const findings = new Findings();
  methodChecks[method](example, { findings, method, model });
  if (findings.errors.length === 0) {
    checkText(text, example, findings);
  }
  return findings;
}

/** Returns the first thing that is wrong with a line, as the continuation of "line 3 …"; undefined if nothing is. */
export function exampleProblem(text: string, method: Method = "supervised"): string | undefined {
  const structure = findStructureProblem(text);
  if (structure) {
    return structure;
  }
  let example: unknown;
  try {
    example = JSON.parse(text);
  } catch {
    return notJson;
  }
  return isObject(example) ? checkExample(text, example, { method }).errors[0]?.reason : notAnObject;
}

/** What is wrong with the text of an example as JSON. */
function checkText(text: string, example: JsonObject, findings: Findings): void {
  const key = repeatedKey(text, example);
  if (key !== undefined) {
    findings.add("repeatedKey", `has ${quote(key)} twice in one object. Remove one of them.`);
  }
  if (!text.includes("\\u")) {
    return;
  }
  if (/(^|[^\\])(\\\\)*\\u0000/.test(text)) {
    findings.add("nullCharacter", "has a NUL character (\\u0000) in a text. Remove it.");
  }
  if (text.includes("\\ud") || text.includes("\\uD")) {
    checkSurrogates(example, findings);
  }
}

/** Half a surrogate pair cannot be written as UTF-8. Only an escape sequence can bring one into a text. */
function checkSurrogates(example: JsonObject, findings: Findings): void {
  if (/(^|[^\\])(\\\\)*\\ud[89a-f]/.test(JSON.stringify(example))) {
    findings.add("surrogate", "has half of a surrogate pair (\\ud…) in a text. Write the whole character.");
  }
}
