/** A wrong command line: one mistake, the option, argument or variable that the message names, and the message. */
import * as path from "node:path";
import { root } from "../../support/stackProject";

/** Arguments that are known only when a stack is deployed, or that depend on the machine. */
const placeholders = ["endpoint", "state", "wrongFile"] as const;
export type Placeholders = Record<(typeof placeholders)[number], string>;

export interface WrongCommandLine {
  what: string;
  /** Arguments after `npm run`, or after `npm run local --`. */
  args: string[];
  /** More options. Their problems are reported together, so they run with those of other rows. */
  options?: string[];
  environment?: Record<string, string>;
  /** The option, argument, file or variable that the message names. */
  blamed: string;
  /** Part of the message. */
  message: string;
  /** Exit code. @default 2, the command cannot start */
  code?: number;
  /** Runs `local/run.ts` instead of the CLI. */
  local?: boolean;
}

export const fill = (text: string, values: Placeholders): string =>
  placeholders.reduce((filled, name) => filled.replaceAll(`{${name}}`, values[name]), text);

export const training = path.join(root, "examples/training.jsonl");

export const line = (
  what: string,
  args: string,
  blamed: string,
  message: string,
  more: Partial<WrongCommandLine> = {},
): WrongCommandLine => ({ what, args: args.split(" "), blamed, message, ...more });
