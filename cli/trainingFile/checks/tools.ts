/** Rules of `tools`: the functions that an example may call. */
import { isObject, quote } from "../findings";
import type { JsonObject } from "../findings";
import type { Context } from "./context";

const shape = 'Write {"type": "function", "function": {"name": …, "parameters": {…}}}.';
const validName = /^[\w-]{1,64}$/;

/**
 * Checks the tools of an example.
 * @param owner The object that has them. @param prefix Its path, such as `input.`.
 * @returns The names of the functions; undefined if there are no tools.
 */
export function checkTools(owner: JsonObject, prefix: string, context: Context): Set<string> | undefined {
  const { findings } = context;
  const { tools, parallel_tool_calls: parallel } = owner;
  if (parallel !== undefined && typeof parallel !== "boolean") {
    findings.add("parallel", `has ${prefix}parallel_tool_calls ${quote(parallel)}. Use true or false.`);
  }
  checkDeprecated(owner, prefix, context);
  if (tools === undefined || tools === null) {
    if (parallel !== undefined) {
      findings.add(
        "parallelWithoutTools",
        `has ${prefix}parallel_tool_calls without tools. Remove it, or add tools.`,
      );
    }
    return undefined;
  }
  if (!Array.isArray(tools)) {
    findings.add("tools", `has ${prefix}tools that are not a list. ${shape}`);
    return undefined;
  }
  const names = new Set<string>();
  tools.forEach((tool, index) => checkTool(tool, `${prefix}tools[${index}]`, names, context));
  return names;
}

function checkDeprecated(
  { functions, function_call }: JsonObject,
  prefix: string,
  { findings }: Context,
): void {
  const name = (functions !== undefined && "functions") || (function_call !== undefined && "function_call");
  if (name) {
    findings.add("functions", `has ${prefix}${name}, which is deprecated. Use tools.`);
  }
}

function checkTool(tool: unknown, where: string, names: Set<string>, { findings }: Context): void {
  if (!isObject(tool) || !isObject(tool.function)) {
    const isFlat = isObject(tool) && typeof tool.name === "string";
    findings.add(
      "tools",
      `has ${where}, ${isFlat ? "whose name is outside a function, as the Responses API has it" : "which is not a function"}. ${shape}`,
    );
    return;
  }
  if (tool.type !== "function") {
    findings.add("tools", `has ${where} with the type ${quote(tool.type)}. ${shape}`);
    return;
  }
  const { name, parameters } = tool.function;
  if (typeof name !== "string" || !validName.test(name)) {
    findings.add(
      "toolName",
      `has ${where} with the name ${quote(name)}. Use 1 to 64 letters, digits, hyphens and underscores.`,
    );
    return;
  }
  if (names.has(name)) {
    findings.add("toolNames", `has the function ${quote(name)} twice in its tools. Remove one.`);
  }
  names.add(name);
  const problem = findSchemaProblem(parameters);
  if (problem) {
    findings.add(problem[0], `has ${where}, whose parameters ${problem[1]}`);
  }
}

type SchemaProblem = ["toolParameters" | "toolSchema", string];

function findSchemaProblem(parameters: unknown): SchemaProblem | undefined {
  if (parameters === undefined) {
    return undefined;
  }
  if (!isObject(parameters) || (parameters.type !== undefined && parameters.type !== "object")) {
    return [
      "toolParameters",
      'are not a JSON schema of an object. Write {"type": "object", "properties": {…}}.',
    ];
  }
  if (parameters.type === undefined && parameters.$ref === undefined && !isObject(parameters.properties)) {
    const isEmpty = Object.keys(parameters).length === 0;
    return isEmpty
      ? undefined
      : ["toolParameters", 'have no type. Write {"type": "object", "properties": {…}}.'];
  }
  return findNestedProblem(parameters);
}

const types = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);
const generatedKeywords = ["anyOf", "oneOf", "allOf", "$ref", "$defs", "definitions"];
/** Schemas of one function that are looked at. */
const maxSchemas = 1000;

/** Looks at a schema and at those in it. A list instead of recursion: a schema may be nested deeply. */
function findNestedProblem(root: JsonObject): SchemaProblem | undefined {
  const waiting: JsonObject[] = [root];
  let warning: SchemaProblem | undefined;
  for (let count = 0; count < maxSchemas; count++) {
    const schema = waiting.pop();
    if (!schema) {
      break;
    }
    const problem = findOwnProblem(schema);
    if (problem?.[0] === "toolParameters") {
      return problem;
    }
    warning ??= problem;
    waiting.push(...nestedSchemas(schema));
  }
  return warning;
}

function findOwnProblem(schema: JsonObject): SchemaProblem | undefined {
  const { type, required, properties } = schema;
  const isWrong = (one: unknown) => one !== undefined && !types.has(one as string);
  const wrongType: unknown = (Array.isArray(type) ? type : [type]).find(isWrong);
  if (wrongType !== undefined) {
    return ["toolParameters", `have the type ${quote(wrongType)}. Use one of ${[...types].join(", ")}.`];
  }
  if (properties !== undefined && !isObject(properties)) {
    return ["toolParameters", "have properties that are not an object."];
  }
  if (required !== undefined && !Array.isArray(required)) {
    return ["toolParameters", `have required ${quote(required)}. Write a list of names.`];
  }
  const keyword =
    generatedKeywords.find((key) => schema[key] !== undefined) ??
    (typeof schema.title === "string" ? "title" : undefined);
  return keyword === undefined
    ? undefined
    : [
        "toolSchema",
        `have the keyword ${quote(keyword)}, as Pydantic generates it. Azure is reported to refuse schemas that are not plain: use type, properties, required, enum and description.`,
      ];
}

function nestedSchemas(schema: JsonObject): JsonObject[] {
  const { properties, items } = schema;
  const nested: unknown[] = isObject(properties) ? Object.values(properties) : [];
  nested.push(items);
  for (const key of generatedKeywords) {
    const value = schema[key];
    if (Array.isArray(value)) {
      nested.push(...(value as unknown[]));
    }
  }
  return nested.filter(isObject);
}
