/** Rules of one message. The first wrong property of a message is reported, and all that may be wrong. */
import { isObject, quote } from "../findings";
import type { JsonObject } from "../findings";
import type { RuleName } from "../rules";
import type { Context, Place } from "./context";
import { placeText } from "./context";
import { checkPart } from "./parts";
import { checkToolCalls } from "./toolCalls";

const roles = ["system", "developer", "user", "assistant", "tool", "function"];

/** Roles of other services and libraries, with the role that they are here. */
const otherRoles: Record<string, string> = {
  human: "user",
  customer: "user",
  prompter: "user",
  question: "user",
  gpt: "assistant",
  chatgpt: "assistant",
  bot: "assistant",
  chatbot: "assistant",
  ai: "assistant",
  model: "assistant",
  agent: "assistant",
  answer: "assistant",
  response: "assistant",
  completion: "assistant",
  context: "system",
  instruction: "system",
  system_prompt: "system",
  tool_response: "tool",
  tool_result: "tool",
  observation: "tool",
  ipython: "tool",
};

const knownKeys = new Set([
  ...["role", "content", "name", "weight", "refusal", "tool_calls", "tool_call_id", "function_call"],
]);

type Check = (message: JsonObject, where: Place, context: Context) => [RuleName, string] | undefined;

/** Checks a message. The checks are in order: the first that finds an error ends them. */
export function checkMessage(message: unknown, where: Place, context: Context): void {
  const { findings } = context;
  if (!isObject(message)) {
    findings.add("message", `${placeText(where)} is not an object. Write a role and a content.`);
    return;
  }
  for (const check of checks) {
    const found = check(message, where, context);
    if (found) {
      findings.add(found[0], `${placeText(where)} ${found[1]}`);
      return;
    }
  }
  const { content } = message;
  if (typeof content === "string" && content !== "" && isWhiteSpace(content)) {
    findings.add("spaces", `${placeText(where)} has a content of white space alone. Write a text.`);
  }
  if (hasMore(message)) {
    checkOptional(message, where, context);
  }
}

/** Looks at the first character before it looks at all. */
const isWhiteSpace = (text: string) => text.charCodeAt(0) <= 0x20 && text.trim() === "";

/** A message with a role and a content has nothing else to check. */
const hasMore = (message: JsonObject) =>
  Object.keys(message).length > 2 || typeof message.content !== "string";

function checkRole({ role }: JsonObject): [RuleName, string] | undefined {
  if (typeof role === "string" && roles.includes(role)) {
    return undefined;
  }
  const lower = typeof role === "string" ? role.trim().toLowerCase() : "";
  const meant = roles.includes(lower) ? lower : Object.hasOwn(otherRoles, lower) && otherRoles[lower];
  return [
    "role",
    `has the role ${quote(role)}. Use one of ${roles.join(", ")}${meant ? `: here, ${meant}` : ""}.`,
  ];
}

function checkContent(message: JsonObject, where: Place, context: Context): [RuleName, string] | undefined {
  const { content, role, refusal } = message;
  if (typeof content === "string" && content !== "") {
    return checkText(message, content);
  }
  if (content === undefined || content === null || content === "") {
    const hasOther = isPresent(message.tool_calls) || isPresent(message.function_call) || isRefusal(refusal);
    const isEmptyAnswer = role === "tool" && content === "";
    return hasOther || isEmptyAnswer
      ? undefined
      : ["emptyContent", "has no content. Add a text or a list of parts."];
  }
  if (!Array.isArray(content) || content.length === 0) {
    return ["content", "has a content that is not valid. Use a text or a list of parts."];
  }
  if (role === "tool" || role === "function") {
    return [
      "toolContent",
      "has a list of parts as the answer of a tool, which is refused. Write the content as a text.",
    ];
  }
  return checkParts(content, message, where, context);
}

const isPresent = (value: unknown) => value !== undefined && value !== null;
const isRefusal = (value: unknown) => typeof value === "string" && value !== "";

/** Texts that a program wrote where it had no content. */
const textsOfNothing = ["null", "None", "undefined", "NaN"];

/** An answer may be such a text. Beside calls it is none. */
function checkText({ tool_calls }: JsonObject, content: string): [RuleName, string] | undefined {
  return isPresent(tool_calls) && textsOfNothing.includes(content)
    ? ["contentIsText", `has the text ${quote(content)} as content beside tool_calls. Leave the content out.`]
    : undefined;
}

function checkParts(
  parts: readonly unknown[],
  { role }: JsonObject,
  { list, index }: Place,
  context: Context,
): undefined {
  const errors = context.findings.errors.length;
  for (const [number, part] of parts.entries()) {
    checkPart(part, `${list}[${index}].content[${number}]`, String(role), context);
    if (context.findings.errors.length > errors) {
      break;
    }
  }
  return undefined;
}

function checkWeight({ weight, role }: JsonObject): [RuleName, string] | undefined {
  if (weight === undefined) {
    return undefined;
  }
  if (weight !== 0 && weight !== 1) {
    return [
      "weight",
      `has the weight ${quote(weight)}. Use 0 or 1${weight === null ? ", or leave it out" : ""}.`,
    ];
  }
  return role === "assistant"
    ? undefined
    : ["weightRole", `has a weight, but the role ${quote(role)}. Only messages of the assistant have one.`];
}

/** Characters that the service refuses in a name. */
const refusedInName = /[\s<|\\/>]/;
const usualName = /^[\w-]+$/;
const maxNameLength = 64;

function checkName({ name }: JsonObject): [RuleName, string] | undefined {
  if (name === undefined || name === null) {
    return undefined;
  }
  const isRefused =
    typeof name !== "string" || name === "" || name.length > maxNameLength || refusedInName.test(name);
  if (isRefused) {
    return [
      "name",
      `has the name ${quote(name)}. Use 1 to ${maxNameLength} letters, digits, hyphens and underscores, without spaces.`,
    ];
  }
  return usualName.test(name)
    ? undefined
    : ["nameCharacters", `has the name ${quote(name)}. Use letters, digits, hyphens and underscores.`];
}

function checkToolCallId({ role, tool_call_id }: JsonObject): [RuleName, string] | undefined {
  return role === "tool" && (typeof tool_call_id !== "string" || tool_call_id === "")
    ? ["toolCallId", "is the answer of a tool, but has no tool_call_id. Add the id of the call."]
    : undefined;
}

const checks: readonly Check[] = [checkRole, checkContent, checkWeight, checkName, checkToolCallId];

/** Checks what only some messages have. */
function checkOptional(message: JsonObject, where: Place, context: Context): void {
  const { findings } = context;
  const { role, content, refusal, tool_calls, function_call } = message;
  const add = (rule: RuleName, reason: string) => findings.add(rule, `${placeText(where)} ${reason}`);
  if (tool_calls === null) {
    add("nullCalls", "has tool_calls that are null. Leave them out.");
  } else if (tool_calls !== undefined) {
    checkToolCalls(message, where, context);
  }
  if (function_call !== undefined && function_call !== null) {
    add("functions", "has a function_call, which is deprecated. Use tool_calls.");
  }
  if (role === "function") {
    add("functionRole", 'has the role "function", which is deprecated. Use tool.');
  }
  if (isPresent(tool_calls) && (content === null || content === "")) {
    add(
      "contentWithCall",
      `has an empty content beside tool_calls, which Azure is reported to refuse. Leave the content out.`,
    );
  }
  if (isPresent(refusal) && (role !== "assistant" || !isRefusal(refusal))) {
    add("refusal", "has a refusal that is not a text of the assistant. Remove it.");
  }
  const unknown = Object.keys(message).find((key) => !knownKeys.has(key));
  if (unknown !== undefined) {
    add("unknownKey", `has the key ${quote(unknown)}, which is not documented. Remove it.`);
  }
}
