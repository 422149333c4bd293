/**
 * What commands print: lines for people, or one JSON object per line for scripts. Only terminals get colors.
 *
 * Everything that the CLI prints passes this file (`no-console` in eslint.config.mjs), and each argument is one line: what it contains of
 * control characters and line breaks comes from outside, and is removed. Colors of `styled` carry a mark that nobody else knows.
 */
import { randomBytes } from "node:crypto";
import { styleText } from "node:util";
import { callContext, isCalledByProgram } from "./callContext";
import {
  controlCharacters,
  jsonWithoutCommands,
  visibleText,
  withoutUrlSecrets,
} from "../components/visibleText";

type Style = Parameters<typeof styleText>[0];

/** Tells whether a stream is an interactive terminal. */
export const isTerminal = (stream: NodeJS.WriteStream = process.stdout): boolean =>
  Boolean(stream.isTTY) &&
  !process.env.NO_COLOR &&
  !process.env.CI &&
  process.env.TERM !== "dumb" &&
  !isCalledByProgram();

/** A program that calls the library receives each line, and nothing is printed. */
const write = (line: string): void => (callContext().onLine ?? console.log)(line);
const writeError = (line: string): void => (callContext().onLine ?? console.error)(line);

const mark = `\x1b${randomBytes(8).toString("hex")}`;
const markedColors = new RegExp(`${mark}\\[([\\d;]*)m`);

/** Marks the colors of a text, so that they are printed. Only for text that contains nothing from outside. */
export const markColors = (text: string): string => text.replaceAll("\x1b[", `${mark}[`);

export const styled = (style: Style, text: string): string => {
  const [open, close] = isTerminal() ? styleText(style, "\n").split("\n") : [];
  return `${markColors(open ?? "")}${text}${markColors(close ?? "")}`;
};

/** Returns a line as it is printed: with marked colors, and otherwise without control characters. */
export const visibleLine = (line: string): string =>
  line
    .split(markedColors)
    .map((part, index) => (index % 2 === 0 ? visibleText(part) : `\x1b[${part}m`))
    .join("");

/**
 * Returns a value as JSON. The value is the same for who parses it; a terminal that shows it finds no control character, and an agent of a
 * pipeline no command.
 */
export const toJson = (value: unknown, indent?: number): string =>
  jsonWithoutCommands(
    JSON.stringify(
      value,
      (_key, part: unknown) => (typeof part === "string" ? withoutUrlSecrets(part) : part),
      indent,
    ).replace(controlCharacters, (character) =>
      character === "\n" ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );

/** Where a command prints its results. */
export interface Output {
  json: boolean;
  /** Whether the result is Markdown, for the summary of a pipeline. */
  markdown?: boolean;
  /** Prints lines for people: with `--markdown` on standard error, so that standard output has the Markdown alone. Prints nothing with `--json`. */
  print(...lines: string[]): void;
  /** Prints an object for scripts. Prints nothing without `--json`. */
  emit(type: string, value: object): void;
}

export function createOutput({
  json = false,
  markdown = false,
}: {
  json?: boolean;
  markdown?: boolean;
}): Output {
  return {
    json,
    markdown,
    print(...lines) {
      if (!json) {
        lines.forEach((line) => (markdown ? writeError : write)(visibleLine(line)));
      }
    },
    emit: (type, value) => void (json && write(toJson({ type, ...value }))),
  };
}

/** Prints lines, whatever the format of the command. */
export const printLines = (lines: readonly string[]): void =>
  lines.forEach((line) => write(visibleLine(line)));

/** Prints a text of this program, as it is. It contains nothing from outside. */
export const printText = (text: string): void => void process.stdout.write(text);

/** Prints the one object that a command returns with `--json`. */
export const printJson = (value: unknown): void => write(toJson(value, 2));

let isJson = false;

/** Has errors and notices printed as JSON too. */
export const printErrorsAsJson = (): void => void (isJson = true);

/** Prints an error. */
export const printError = (lines: readonly string[]): void =>
  isJson
    ? writeError(toJson({ error: lines.join("\n") }))
    : lines.forEach((line) => writeError(visibleLine(line)));

/** Returns the lines of a text that quotes others, such as the end of a log: a line from outside begins none of ours. */
export const indentedLines = (text: string): string[] =>
  text.split("\n").map((line, index) => (index === 0 ? line : `  ${line}`));

/** Prints what a command waits for, beside its results. */
export const printNotice = (line: string): void =>
  writeError(isJson ? toJson({ notice: line }) : visibleLine(line));
