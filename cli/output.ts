/** How commands speak: lines for people, or one JSON object a line for scripts. Colours on a terminal alone. */
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Whether a person looks at a stream. */
export const isTerminal = (stream: NodeJS.WriteStream = process.stdout): boolean =>
  Boolean(stream.isTTY) && !process.env.NO_COLOR && !process.env.CI;

export const styled = (style: Style, text: string): string => (isTerminal() ? styleText(style, text) : text);

/** Where a command's results go. */
export interface Output {
  json: boolean;
  /** A line for people; nothing in JSON. */
  say(line: string): void;
  /** An object for scripts; nothing for people. */
  emit(type: string, value: object): void;
}

export function createOutput({ json = false }: { json?: boolean }): Output {
  return {
    json,
    say: (line) => void (json || console.log(line)),
    emit: (type, value) => void (json && console.log(JSON.stringify({ type, ...value }))),
  };
}
