/** Rules of the calls in a message of the assistant. */
import { isObject, quote } from "../findings";
import type { JsonObject } from "../findings";
import type { Context, Place } from "./context";
import { placeText } from "./context";

/** Checks the shape of a message's calls. What they call is checked with the tools of the example. */
export function checkToolCalls(
  { role, tool_calls: calls }: JsonObject,
  where: Place,
  { findings }: Context,
): void {
  const place = placeText(where);
  if (role !== "assistant") {
    findings.add(
      "toolCalls",
      `${place} has tool_calls, but the role ${quote(role)}. Only the assistant calls tools.`,
    );
    return;
  }
  if (!Array.isArray(calls) || calls.length === 0) {
    findings.add(
      "toolCalls",
      `${place} has tool_calls that are ${Array.isArray(calls) ? "an empty list. Leave them out." : "not a list. Write [{…}]."}`,
    );
    return;
  }
  const ids = new Set<unknown>();
  for (const [index, call] of calls.entries()) {
    const problem = findCallProblem(call, ids);
    if (problem) {
      findings.add(problem[0], `${place}.tool_calls[${index}] ${problem[1]}`);
      return;
    }
  }
}

const shape = 'Write {"id": …, "type": "function", "function": {"name": …, "arguments": "{…}"}}.';

function findCallProblem(
  call: unknown,
  ids: Set<unknown>,
): ["toolCall" | "callId" | "callArguments", string] | undefined {
  if (!isObject(call)) {
    return ["toolCall", `is not an object. ${shape}`];
  }
  const { id, type, function: called } = call;
  if (!isObject(called)) {
    return ["toolCall", `has no function. ${shape}`];
  }
  const missing = [isText(id) ? "" : "id", type === "function" ? "" : 'type "function"'].filter(Boolean);
  if (missing.length > 0) {
    return ["toolCall", `has no ${missing.join(" and no ")}. ${shape}`];
  }
  if (!isText(called.name)) {
    return ["toolCall", `has a function without a name. ${shape}`];
  }
  if (ids.has(id)) {
    return ["callId", `has the id ${quote(id)}, as another call of the message. Give each its own.`];
  }
  ids.add(id);
  return findArgumentsProblem(called);
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

function findArgumentsProblem({ arguments: value }: JsonObject): ["callArguments", string] | undefined {
  if (typeof value !== "string") {
    return [
      "callArguments",
      `has arguments that are ${isObject(value) ? "an object" : quote(value)}. Write them as JSON text: "{\\"key\\": …}".`,
    ];
  }
  try {
    if (isObject(JSON.parse(value))) {
      return undefined;
    }
  } catch {
    // The message is the same.
  }
  return [
    "callArguments",
    `has the arguments ${quote(value)}, which are not the text of a JSON object. Write "{…}".`,
  ];
}
