/** docs/reference/library.md: the functions and types of cli/index.ts. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { markdownTable } from "./markdownTable";

const file = path.join(__dirname, "../cli/index.ts");

/** A function of the library and its documentation. */
interface LibraryFunction {
  name: string;
  signature: string;
  description: string;
}

interface LibraryType {
  name: string;
  description: string;
  bases: string[];
  properties: { name: string; type: string; description: string }[];
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

/** Returns a declaration's documentation, and its default in words. */
function descriptionOf(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = oneLine(ts.getTextOfJSDocComment(comment?.comment) ?? "");
  const standard = comment?.tags?.find(({ tagName }) => tagName.text === "default");
  const value = oneLine(ts.getTextOfJSDocComment(standard?.comment) ?? "");
  return [text, ...(value ? [`Default: ${value}.`] : [])].join(" ");
}

const source = () => ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);

const interfacesOf = (parsed: ts.SourceFile) => parsed.statements.filter(ts.isInterfaceDeclaration);

function functionsOf(parsed: ts.SourceFile): LibraryFunction[] {
  const descriptions = new Map(
    parsed.statements
      .filter(ts.isVariableStatement)
      .map((statement) => [
        statement.declarationList.declarations[0]?.name.getText() ?? "",
        descriptionOf(statement),
      ]),
  );
  const members = interfacesOf(parsed).find(({ name }) => name.text === "Library")?.members ?? [];
  return [...members].filter(ts.isMethodSignature).map((member) => ({
    name: member.name.getText(),
    signature: oneLine(member.getText()).replaceAll(/\( | \)|,(?= \))/g, (match) =>
      match.replaceAll(/[ ,]/g, ""),
    ),
    description: descriptions.get(member.name.getText()) ?? "",
  }));
}

const typesOf = (parsed: ts.SourceFile): LibraryType[] =>
  interfacesOf(parsed)
    .filter(({ name }) => name.text !== "Library")
    .map((declaration) => ({
      name: declaration.name.text,
      description: descriptionOf(declaration),
      bases: (declaration.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => type.getText())),
      properties: [...declaration.members].filter(ts.isPropertySignature).map((member) => ({
        name: `${member.name.getText()}${member.questionToken ? "?" : ""}`,
        type: oneLine(member.type?.getText() ?? ""),
        description: descriptionOf(member),
      })),
    }));

const functionSection = ({ name, signature, description }: LibraryFunction): string =>
  [`### \`${name}()\``, description, `\`\`\`ts\n${signature}\n\`\`\``].join("\n\n");

const typeSection = ({ name, description, bases, properties }: LibraryType): string =>
  [
    `### ${name}`,
    [description, ...(bases.length > 0 ? [`With the properties of ${bases.map(linkOf).join(" and ")}.`] : [])]
      .filter(Boolean)
      .join(" "),
    ...(properties.length > 0
      ? [
          markdownTable(
            ["Property", "Type", "Description"],
            properties.map((property) => [
              `\`${property.name}\``,
              `\`${property.type}\``,
              property.description,
            ]),
          ),
        ]
      : []),
  ]
    .filter(Boolean)
    .join("\n\n");

const linkOf = (name: string) => (name === "Error" ? "`Error`" : `[${name}](#${name.toLowerCase()})`);

const example = `\`\`\`ts
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { doctorAll, findIntegrations, finetune, UserError, waitForJob } from "azure-openai-wandb-cli";

async function deployAndTrain(workDir: string, stackName: string) {
  const stack = await LocalWorkspace.createOrSelectStack({ workDir, stackName });
  await stack.up();
  const deployment = { workDir, stack: stackName };
  for (const { integration, problem } of await doctorAll(deployment)) {
    if (problem !== undefined) {
      throw new Error(\`\${integration}: \${problem}\`);
    }
  }
  for (const { integration } of await findIntegrations(deployment)) {
    const { job } = await finetune("train.jsonl", { ...deployment, integration, epochs: 3 });
    const { status, model } = await waitForJob(job, { ...deployment, integration });
    console.log(integration, status, model);
  }
}

deployAndTrain("../platform", "dev").catch((error: unknown) => {
  console.error(error instanceof UserError ? error.lines.join("\\n") : error);
  process.exitCode = 1;
});
\`\`\``;

/** Returns the page of the library. */
export function libraryPage(): string {
  const parsed = source();
  return [
    "# Library",
    "<!-- Generated from cli/index.ts by `npm run generate`. -->",
    "The package `azure-openai-wandb-cli` is a library too, for programs that deploy with Pulumi's Automation API: it returns what the commands print.",
    "A call prints nothing, listens to no signals and ends no process. Its options are those of the [command](cli.md). `workDir` is `--cwd`. The Pulumi CLI has to be on the `PATH`. Azure, W&B and proxies are configured by the variables of this process, as for the commands; `envVars` are for Pulumi alone.",
    "## Example",
    example,
    "A failed check, an invalid file and a failed job are results. Everything else that goes wrong is a `UserError`, whose `lines` tell what happened and what to do. The state of a stack is read once in a call, and again by the next call.",
    "## Functions",
    ...functionsOf(parsed).map(functionSection),
    "## Types",
    ...typesOf(parsed).map(typeSection),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}
