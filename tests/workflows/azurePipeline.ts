import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

/** Azure Pipelines reads every scalar as a string, `true` and `15` among them. */
type Value = string | Value[] | { [key: string]: Value };
type Names = Readonly<Record<string, Value>>;

interface Scope {
  /** The folder below which templates are named. */
  folder: string;
  variables: Readonly<Record<string, string>>;
  names: Names;
}

interface Parameter {
  name: string;
  default?: Value;
}

const readYaml = (file: string) =>
  parse(fs.readFileSync(file, "utf8"), { schema: "failsafe" }) as Record<string, Value>;

/** The value of a name (`stack`, `parameters.stacks`), a variable (`variables['Build.Reason']`) or a literal. */
function valueOf(text: string, { names, variables }: Scope): Value {
  const [, variable] = /^variables\['(.+)'\]$/.exec(text) ?? [];
  const [, literal] = /^'(.*)'$/.exec(text) ?? [];
  const value = variable === undefined ? (literal ?? names[text]) : variables[variable];
  if (value === undefined && text !== "true") {
    throw new Error(`${text} has no value.`);
  }
  return value ?? text;
}

function isTrue(condition: string, scope: Scope): boolean {
  const [, left, right] = /^eq\((.+), (.+)\)$/.exec(condition) ?? [];
  if (left === undefined || right === undefined) {
    throw new Error(`The condition ${condition} is not supported here.`);
  }
  return valueOf(left, scope) === valueOf(right, scope);
}

const expression = /\$\{\{ *(.+?) *\}\}/g;

function expandText(text: string, scope: Scope): Value {
  const [whole, name] = new RegExp(`^${expression.source}$`).exec(text) ?? [];
  return whole && name
    ? valueOf(name, scope)
    : text.replace(expression, (_match, part: string) => String(valueOf(part, scope)));
}

/** The items of a directive (`${{ if … }}`, `${{ else }}`, `${{ each … }}`); nothing for any other item. */
function expandDirective(item: Value, previous: boolean | undefined, scope: Scope) {
  const [[key, body] = ["", ""]] =
    typeof item === "object" && !Array.isArray(item) ? Object.entries(item) : [];
  const [, directive, rest = ""] = /^\$\{\{ *(if|else|each) *(.*?) *\}\}$/.exec(key) ?? [];
  if (directive === undefined) {
    return undefined;
  }
  if (directive === "each") {
    const [, name, list] = /^(\w+) in (.+)$/.exec(rest)!;
    const values = valueOf(list!, scope) as Value[];
    const items = values.flatMap((value) =>
      expandList(body as Value[], { ...scope, names: { ...scope.names, [name!]: value } }),
    );
    return { items, taken: undefined };
  }
  const taken = directive === "if" ? isTrue(rest, scope) : !previous;
  return { items: taken ? expandList(body as Value[], scope) : [], taken };
}

function expandList(list: Value[], scope: Scope): Value[] {
  let taken: boolean | undefined;
  return list.flatMap((item) => {
    const directive = expandDirective(item, taken, scope);
    taken = directive?.taken;
    return directive?.items ?? expandItem(item, scope);
  });
}

function expandItem(item: Value, scope: Scope): Value[] {
  const { template, parameters = {} } = item as { template?: string; parameters?: Record<string, Value> };
  if (template === undefined) {
    return [expand(item, scope)];
  }
  const { parameters: declared, steps } = readYaml(path.join(scope.folder, template));
  const values = expand(parameters, scope) as Record<string, Value>;
  return expandList(steps as Value[], {
    ...scope,
    names: parameterNames(declared as unknown as Parameter[], values),
  });
}

function expand(value: Value, scope: Scope): Value {
  if (typeof value === "string") {
    return expandText(value, scope);
  }
  return Array.isArray(value)
    ? expandList(value, scope)
    : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, expand(part, scope)]));
}

/** @throws Where a parameter without a default has no value, or a value has no parameter. */
function parameterNames(declared: Parameter[], values: Record<string, Value>): Names {
  const unknown = Object.keys(values).filter(
    (name) => !declared.some((parameter) => parameter.name === name),
  );
  const missing = declared.filter((parameter) => (values[parameter.name] ?? parameter.default) === undefined);
  if (unknown.length + missing.length > 0) {
    throw new Error(`Parameters: ${[...unknown, ...missing.map(({ name }) => name)].join(", ")}`);
  }
  return Object.fromEntries(
    declared.map(({ name, default: standard }) => [`parameters.${name}`, values[name] ?? standard!]),
  );
}

/** A pipeline as Azure Pipelines runs it: its template expressions are replaced, as far as the example uses them. */
export function expandPipeline(file: string, variables: Readonly<Record<string, string>>) {
  const { parameters = [], ...pipeline } = readYaml(file);
  const names = parameterNames(parameters as unknown as Parameter[], {});
  return expand(pipeline, { folder: path.dirname(file), variables, names }) as Record<string, Value>;
}

/**
 * A pipeline as its published schema has it: inputs of tasks are booleans, and everything else that reads `true` is a string.
 * https://github.com/microsoft/azure-pipelines-vscode/blob/main/service-schema.json
 */
export function schemaForm(value: Value): unknown {
  if (typeof value === "string") {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(schemaForm);
  }
  const typed = (inputs: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [
        name,
        /^(true|false)$/.test(input) ? input === "true" : input,
      ]),
    );
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === "inputs" && "task" in value ? typed(part as Record<string, string>) : schemaForm(part),
    ]),
  );
}
