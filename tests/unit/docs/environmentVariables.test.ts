import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { environmentVariables } from "../../../generate/environmentVariables";

const cli = path.join(__dirname, "../../../cli");

const documented = new Set(
  environmentVariables.flatMap(({ variables }) => variables.flatMap(({ names }) => names)),
);

const sources = fs
  .readdirSync(cli, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !/(^|\/)(node_modules|dist)\//.test(file));

/** Names of variables with this project's or a vendor's prefix. */
const isVariable = (name: string) =>
  /^(ARM|AZURE|WANDB|ACTIONS|OUTAGE)_[A-Z_]+$/.test(name) || /^(NO_COLOR|NO_PROXY|HTTPS?_PROXY)$/.test(name);

/** Variables that a source reads: `process.env.NAME`, `environment.NAME`, or a text in a table of names. */
function variablesIn(file: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyAccessExpression(node) &&
      /^(process\.env|env|environment)$/.test(node.expression.getText())
    ) {
      names.push(node.name.text);
    } else if (ts.isStringLiteral(node) && isVariable(node.text)) {
      names.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  const text = fs.readFileSync(path.join(cli, file), "utf8");
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return names.filter((name) => /^[A-Z][A-Z_0-9]+$/.test(name));
}

const read = new Map(sources.flatMap((file) => variablesIn(file).map((name) => [name, file] as const)));

/** Set for commands that the CLI runs, and read by none of its users. */
const internal = new Set(["AZURE_OPENAI_WANDB_PREVIEW_EXISTING"]);

describe("each variable that the CLI reads", () => {
  test("is found", () => {
    expect(read.size).toBeGreaterThan(20);
  });

  test("is documented", () => {
    expect(
      [...read]
        .filter(([name]) => !documented.has(name) && !internal.has(name))
        .map(([name, file]) => `${file}: ${name}`),
    ).toEqual([]);
  });

  test("is read, or its row is removed", () => {
    const all = sources.map((file) => fs.readFileSync(path.join(cli, file), "utf8")).join("\n");
    expect(
      [...documented].filter((name) => !read.has(name) && !new RegExp(`\\b${name}\\b`).test(all)),
    ).toEqual([]);
  });
});
