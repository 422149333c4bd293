/** Rules of one example: a line that is a JSON object. */
import type { Method } from "../openai/methods";
import { methodChecks } from "./checks/methods";
import { Findings, isObject, quote } from "./findings";
import type { JsonObject } from "./findings";
import type { ModelFacts } from "./modelFacts";
import { repeatedKey } from "./repeatedKey";

export const notJson = "is not JSON. Write each example as one JSON object on one line.";
export const notAnObject = 'is not an object. Write {"messages": […]}.';

/** Levels of nesting. The schema of a tool has about twenty. */
const maxDepth = 100;

/** Checks an example for a method. */
export function checkExample(
  text: string,
  example: JsonObject,
  { method, model }: { method: Method; model?: ModelFacts },
): Findings {
  const findings = new Findings();
  if (isDeep(text)) {
    findings.add("depth", `is nested more than ${maxDepth} levels deep. Write flat messages.`);
    return findings;
  }
  methodChecks[method](example, { findings, method, model });
  if (findings.errors.length === 0) {
    checkText(text, example, findings);
  }
  return findings;
}

/** Returns the first thing that is wrong with a line, as the continuation of "line 3 …"; undefined if nothing is. */
export function exampleProblem(text: string, method: Method = "supervised"): string | undefined {
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

/** Counts brackets without a look at quotes: a text with so many is looked at twice. */
function isDeep(text: string): boolean {
  let brackets = 0;
  for (let index = text.indexOf("["); index >= 0; index = text.indexOf("[", index + 1)) {
    brackets += 1;
  }
  for (let index = text.indexOf("{"); index >= 0; index = text.indexOf("{", index + 1)) {
    brackets += 1;
  }
  return brackets > maxDepth && depthOf(text) > maxDepth;
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isText) {
      if (character === "\\") {
        index += 1;
      } else if (character === '"') {
        isText = false;
      }
    } else if (character === '"') {
      isText = true;
    } else if (character === "{" || character === "[") {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (character === "}" || character === "]") {
      depth -= 1;
    }
  }
  return deepest;
}
