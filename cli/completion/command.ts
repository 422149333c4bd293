/** `completion SHELL` prints the shell's script; the script runs `complete` at each Tab. */
import type { Command } from "commander";
import { UserError } from "../errors";
import { printText } from "../output";
import { candidatesOf } from "./candidates";
import { completionScripts, shells } from "./scripts";

/** Prints a shell's script. @throws UserError for another shell. */
export function completion(shell: string): void {
  const known = shells.find((name) => name === shell);
  if (!known) {
    throw new UserError(`${shell} is not a shell that the CLI completes in. Use ${shells.join(", ")}.`);
  }
  printText(`${completionScripts[known]}\n`);
}

/** Prints what can follow the words of a command line, a candidate in each line. */
export const complete = (program: Command, words: readonly string[]): void =>
  printText(
    candidatesOf(program, words)
      .map(({ text, description }) => `${text}\t${description}\n`)
      .join(""),
  );
