/** docs/reference/cli.md: every command, argument and option of the CLI, from its program. */
import type { Argument, Command, Option } from "commander";
import { createProgram } from "../cli/commandLine/program";
import { environmentVariables } from "./environmentVariables";
import { markdownTable } from "./markdownTable";

/** Text that Markdown would take for markup. */
const plain = (text: string) => text.replaceAll("<", "\\<");

const nameOf = (command: Command): string =>
  command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();

const shortNameOf = (command: Command): string =>
  command.parent?.parent ? `${shortNameOf(command.parent)} ${command.name()}` : command.name();

const argumentRow = (argument: Argument): string[] => [
  `\`${argument.required ? `<${argument.name()}>` : `[${argument.name()}]`}${argument.variadic ? " …" : ""}\``,
  plain(argument.description),
];

/** A default that the description has already is not repeated. */
function defaultOf({ defaultValue, description, mandatory }: Option): string {
  if (mandatory) {
    return "required";
  }
  const [, described] = /\(default: (.*)\)$/.exec(description) ?? [];
  if (described !== undefined) {
    return plain(described);
  }
  return typeof defaultValue === "string" ? `\`${defaultValue}\`` : "";
}

const optionRow = (option: Option): string[] => [
  `\`${option.flags}\``,
  plain(option.description.replace(/ \(default: .*\)$/, "")),
  defaultOf(option),
];

const visibleOptions = (command: Command): Option[] => command.options.filter(({ hidden }) => !hidden);

/** What `--help` adds after the options, such as examples. */
function addedHelp(command: Command): string {
  const written: string[] = [];
  command.configureOutput({ writeOut: (text) => written.push(text) });
  command.outputHelp();
  // The first text is the help of the arguments and options.
  return written.slice(1).join("").trim();
}

function helpSections(command: Command): string[] {
  const [before = "", title, examples = ""] = addedHelp(command).split(/^(Examples?\b.*:)$/m);
  const block = ["```text", examples.replace(/^ {2}/gm, "").trim(), "```"].join("\n");
  return [
    ...(before.trim() === "" ? [] : [before.trim()]),
    ...(title === undefined ? [] : [`${title}\n\n${block}`]),
  ];
}

function sectionOf(command: Command): string {
  const { parent } = command;
  const name = shortNameOf(command);
  const aliases = command.aliases().map((alias) => `\`${alias}\``);
  const options = visibleOptions(command);
  const inherited =
    parent?.parent && visibleOptions(parent).length > 0
      ? [
          `The options of [${shortNameOf(parent)}](#${shortNameOf(parent).replaceAll(" ", "-")}) are accepted too.`,
        ]
      : [];
  return [
    `${parent?.parent ? "###" : "##"} ${name}`,
    plain(command.description()),
    ["```text", `${nameOf(command)} ${command.usage()}`, "```"].join("\n"),
    ...(aliases.length > 0 ? [`Also: ${aliases.join(", ")}`] : []),
    ...(command.registeredArguments.length > 0
      ? [markdownTable(["Argument", "Description"], command.registeredArguments.map(argumentRow))]
      : []),
    ...(options.length > 0
      ? [markdownTable(["Option", "Description", "Default"], options.map(optionRow))]
      : []),
    ...inherited,
    ...helpSections(command),
  ].join("\n\n");
}

/** The visible commands below a command, without commander's own `help`. */
const commandsOf = (command: Command): Command[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => command.commands.includes(one))
    .flatMap((one) => [one, ...commandsOf(one)]);

/** Exit codes, as the help text of the program lists them. */
function exitCodeTable(program: Command): string {
  const rows = [...addedHelp(program).matchAll(/^ +(\d+) +(.+)$/gm)].map(([, exitCode, meaning]) => [
    exitCode ?? "",
    meaning ?? "",
  ]);
  return markdownTable(["Code", "Meaning"], rows);
}

const variableTables = environmentVariables.map(
  ({ title, variables }) =>
    `### ${title}\n\n${markdownTable(
      ["Variable", "Meaning"],
      variables.map(({ names, meaning }) => [names.map((name) => `\`${name}\``).join(", "), meaning]),
    )}`,
);

/** The reference page of the CLI. */
export function cliPage(): string {
  const program = createProgram(false);
  const commands = commandsOf(program);
  return `# CLI

<!-- Written by \`npm run generate\` from cli/commandLine/program.ts. -->

${program.description()} Run a command as \`npx azure-openai-wandb COMMAND\`, in the folder of a Pulumi project or with options that specify the
deployment. Every command prints its options with \`--help\`, and its result as JSON with \`--json\` where it has one.

${markdownTable(
  ["Command", "Description"],
  commands.map((command) => [
    `[${shortNameOf(command)}](#${shortNameOf(command).replaceAll(" ", "-")})`,
    plain(command.description().replace(/(?<=\.) .*$/, "")),
  ]),
)}

## Exit codes

${exitCodeTable(program)}

Errors are one line each, on standard error: what is wrong, with which setting, and what to do. With \`--json\`, they are JSON too. No output has
control characters that come from outside, and none has a key. Colors are off where \`NO_COLOR\` is set or the output is no terminal.

## Environment variables

${variableTables.join("\n\n")}

${visibleOptions(program).length > 0 ? `## Options of the program\n\n${markdownTable(["Option", "Description", "Default"], visibleOptions(program).map(optionRow))}\n\n` : ""}${commands.map(sectionOf).join("\n\n")}
`;
}
