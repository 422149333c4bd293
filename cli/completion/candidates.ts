/** What can follow the words of a command line, by the commands and options of the program. */
import type { Command, Option } from "commander";
import { methods } from "../openai/methods";
import { trainingTypeNames } from "../openai/trainingTypes";
import { shells } from "./scripts";

export interface Candidate {
  text: string;
  description: string;
}

/** The values of options and arguments that have a few. */
const values: Readonly<Record<string, readonly string[]>> = {
  "--method": methods.map(({ name }) => name),
  "--tier": trainingTypeNames,
  shell: shells,
};

/** @param words Those after the program's name; the last one is completed. */
export function candidatesOf(program: Command, words: readonly string[]): Candidate[] {
  // Bash passes "=" as a word of its own, and PowerShell begins the last word with it.
  const current = (words.at(-1) ?? "").replace(/^=/, "");
  const { command, valueOf } = position(
    program,
    words.slice(0, -1).filter((word) => word !== "="),
  );
  const [, option, value] = /^(--[^=]+)=(.*)$/.exec(current) ?? [];
  if (option !== undefined) {
    return matching(valuesOf(option), value ?? "").map(({ text }) => ({
      text: `${option}=${text}`,
      description: "",
    }));
  }
  if (valueOf) {
    return matching(valuesOf(valueOf.long ?? ""), current);
  }
  return matching(current.startsWith("-") ? optionsOf(command) : wordsOf(command), current);
}

/** Returns the command that the words lead to, and the option whose value comes next. */
function position(program: Command, words: readonly string[]): { command: Command; valueOf?: Option } {
  let command = program;
  let valueOf: Option | undefined;
  for (const word of words) {
    if (valueOf) {
      valueOf = undefined;
    } else if (word.startsWith("-")) {
      const option = allOptions(command).find(({ short, long }) => word === short || word === long);
      valueOf = option?.required ? option : undefined;
    } else {
      command = command.commands.find((one) => [one.name(), ...one.aliases()].includes(word)) ?? command;
    }
  }
  return { command, valueOf };
}

/** The options of a command, and those of the commands that it belongs to. */
const allOptions = (command: Command): readonly Option[] => [
  ...command.createHelp().visibleOptions(command),
  ...(command.parent ? allOptions(command.parent) : []),
];

const optionsOf = (command: Command): Candidate[] =>
  allOptions(command).map(({ long, short, description }) => ({ text: long ?? short ?? "", description }));

const wordsOf = (command: Command): Candidate[] => [
  ...command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ text: one.name(), description: one.description() })),
  ...command.registeredArguments.flatMap((argument) => valuesOf(argument.name())),
];

const valuesOf = (name: string): Candidate[] =>
  (values[name] ?? []).map((text) => ({ text, description: "" }));

/** Those that begin with a text, each once. */
const matching = (candidates: readonly Candidate[], begin: string): Candidate[] =>
  candidates.filter(
    ({ text }, index) =>
      text.startsWith(begin) && candidates.findIndex((other) => other.text === text) === index,
  );
