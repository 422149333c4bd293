/** What commands print: lines for people, or one JSON object per line for scripts. Only terminals get colors. */
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Tells whether a stream is an interactive terminal. */
export const isTerminal = (stream: NodeJS.WriteStream = process.stdout): boolean =>
  Boolean(stream.isTTY) && !process.env.NO_COLOR && !process.env.CI;

export const styled = (style: Style, text: string): string => (isTerminal() ? styleText(style, text) : text);

/** Where a command prints its results. */
export interface Output {
  json: boolean;
  /** Prints a line for people. Prints nothing with `--json`. */
  print(line: string): void;
  /** Prints an object for scripts. Prints nothing without `--json`. */
  emit(type: string, value: object): void;
}

export function createOutput({ json = false }: { json?: boolean }): Output {
  return {
    json,
    print: (line) => void (json || console.log(line)),
    emit: (type, value) => void (json && console.log(JSON.stringify({ type, ...value }))),
  };
}
