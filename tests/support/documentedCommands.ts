/** Commands that the documents, the help texts and the remedies tell a reader to run. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";

const root = path.join(__dirname, "../..");

/** A command, without `npx` and comments, and where it is documented. */
export interface DocumentedCommand {
  command: string;
  /** `FILE#HEADING` of a document; the file of a source. */
  place: string;
  /** Whether it is a line of a fenced block, which is run as a whole. */
  inBlock: boolean;
  /** What stands beside it: the paragraph or table row of an inline command, the section of a line of a block. */
  context: string;
}

const documents = ["README.md", "CONTRIBUTING.md", "components", "docs", "examples", "policy"];
const sources = ["cli", "components", "local", "policy", "stack", "index.ts"];
const settings = ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "examples"];

function filesBelow(place: string, extension: string): string[] {
  const full = path.join(root, place);
  if (fs.statSync(full).isFile()) {
    return place.endsWith(extension) ? [place] : [];
  }
  return fs
    .readdirSync(full, { withFileTypes: true })
    .filter(({ name }) => !/^(\.|node_modules$|dist$)/.test(name))
    .flatMap(({ name }) => filesBelow(path.join(place, name), extension));
}

const read = (file: string) => fs.readFileSync(path.join(root, file), "utf8");

/** A command as the table has it: sentences name the CLI's commands without npm, and jobs by `JOB` or a part of an id. */
export const canonical = (command: string): string =>
  command
    .trim()
    .replace(/^npx (?=pulumi\b)/, "")
    .replace(/^(finetune|sync|validate) /, "npx azure-openai-wandb $1 ")
    .replace(/(?<=^npx azure-openai-wandb (?:finetune|sync) (?:[a-z]+ )?)(?:ftjob-…|…+)(?!.*--tier)/, "JOB");

/** A section of a document: the text from its heading to the next. */
interface Section {
  place: string;
  text: string;
}

/** A line that begins with `#` is a comment within a fenced block, and a heading outside. */
function sectionsOf(file: string): Section[] {
  const sections: Section[] = [{ place: `${file}#`, text: "" }];
  let fenced = false;
  for (const line of read(file).split("\n")) {
    fenced = line.trimStart().startsWith("```") ? !fenced : fenced;
    const [, heading] = (!fenced && /^#+ (.+)$/.exec(line)) || [];
    if (heading !== undefined) {
      sections.push({ place: `${file}#${heading.replaceAll("`", "")}`, text: "" });
    } else {
      sections.at(-1)!.text += `${line}\n`;
    }
  }
  return sections;
}

/** Indented where it belongs to a step of a list. */
const fencedBlock = /^ *```(\w*)\n([^]*?)^ *```$/gm;

/** The lines of a section's `sh` blocks, each a whole command line without its comment. */
function blockLines(text: string): string[] {
  return [...text.matchAll(fencedBlock)]
    .filter(([, language]) => language === "sh")
    .flatMap(([, , body]) => body!.split("\n"))
    .map((line) => line.replace(/(^|\s)#\s.*$/, "").trim())
    .filter((line) => line !== "");
}

/** The command lines of the section's `sh` blocks, in their order. @param place `FILE#HEADING` */
export function linesOfSection(place: string): string[] {
  const section = sectionsOf(place.split("#")[0]!).find((one) => one.place === place);
  if (!section) {
    throw new Error(`${place} is no section of a document.`);
  }
  return blockLines(section.text);
}

/** Code that a reader can run: a program's name and arguments, or a command of this project's CLI with its argument. */
const isCommand = (code: string) =>
  /^(npx |npm |pulumi |finetune |sync |validate |export |sed |doctor -|recover -|link -)/.test(code) &&
  !/^pulumi \W/.test(code);

/** The inline code of a text, with the paragraph or table row that contains it. */
function inlineCommands(text: string): { command: string; context: string }[] {
  return text
    .replace(fencedBlock, "")
    .split(/\n\s*\n|\n(?=\|)/)
    .flatMap((context) =>
      [...context.matchAll(/`([^`]+)`/g)].map(([, code]) => ({
        command: code!.replaceAll(/\s+/g, " ").replaceAll("\\|", "|"),
        context,
      })),
    )
    .filter(({ command }) => isCommand(command));
}

const ofDocument = (file: string): DocumentedCommand[] =>
  sectionsOf(file).flatMap(({ place, text }) => [
    ...blockLines(text).map((line) => ({ command: line, place, inBlock: true, context: text })),
    ...inlineCommands(text).map((found) => ({ ...found, place, inBlock: false })),
  ]);

/** Strings and templates of a source, with `…` for each expression; comments are left out. */
function textsOf(file: string): string[] {
  const code = read(file);
  // Most sources name no command, and are not parsed.
  if (!/pulumi [a-z]|npm [a-z]|npx [a-z]/.test(code)) {
    return [];
  }
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) {
      texts.push(node.text);
    } else if (ts.isTemplateExpression(node)) {
      texts.push(
        [node.head, ...node.templateSpans.map(({ literal }) => literal)].map((part) => part.text).join("…"),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

const pulumiCommands =
  "up|preview|refresh|destroy|cancel|import|login|config (?:set|rm|get)|stack [a-z]+|state [a-z]+";
const begin = new RegExp(
  `(?:npx )?pulumi (?:${pulumiCommands})(?![\\w-])|npm (?:run [a-z-]+|start|test)\\b|npx azure-openai-wandb [a-z]+`,
  "g",
);
/** What ends a command in a sentence: punctuation, the next command or column, and the words that follow one in this project's texts. */
const end =
  /[,;`)]|[.:](?= |$)|'\.|\n| {2}| && | \(| (?:to|for|first|from|again|or|and|then|continues|creates|fails)\b/;

/** The commands in a text for people. */
function inText(text: string): string[] {
  const commands: string[] = [];
  begin.lastIndex = 0;
  for (let found = begin.exec(text); found; found = begin.exec(text)) {
    const rest = text.slice(begin.lastIndex);
    const length = end.exec(rest)?.index ?? rest.length;
    commands.push(found[0] + rest.slice(0, length));
    // A command within it belongs to it: `npm run local -- npx azure-openai-wandb doctor`.
    begin.lastIndex += length;
  }
  return commands;
}

const ofSource = (file: string): DocumentedCommand[] =>
  textsOf(file).flatMap((text) =>
    inText(text).map((command) => ({ command, place: file, inBlock: false, context: text })),
  );

const ofSettings = (file: string): DocumentedCommand[] =>
  inText(read(file)).map((command) => ({ command, place: file, inBlock: false, context: "" }));

/** All of them, in the order of the documents. The Azure CLI's commands have a test of their own (unit/docs/azCommands.test.ts). */
export const documentedCommands: readonly DocumentedCommand[] = [
  ...documents.flatMap((place) => filesBelow(place, ".md")).flatMap(ofDocument),
  ...sources.flatMap((place) => filesBelow(place, ".ts")).flatMap(ofSource),
  ...settings.flatMap((place) => filesBelow(place, ".yaml")).flatMap(ofSettings),
].map((found) => ({ ...found, command: canonical(found.command) }));
