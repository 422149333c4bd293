/** What a row of wrong command lines is: one mistake, the option, argument or variable that has to be named, and what is said. */
import * as path from "node:path";
import { root } from "../../support/stackProject";

/** Words of a command line that are only known once something is deployed, or where the tests run. */
const placeholders = ["endpoint", "state", "wrongFile"] as const;
export type Placeholders = Record<(typeof placeholders)[number], string>;

export interface WrongCommandLine {
  what: string;
  /** What follows `npm run`, or `npm run local --`. */
  words: string[];
  /** Options that follow. They are told of together with others, and so they are run with those of other rows. */
  options?: string[];
  environment?: Record<string, string>;
  /** The option, argument, file or variable that the message must name. */
  blamed: string;
  says: string;
  /** 2 where it is not said: the command could not begin. */
  code?: number;
  /** Run through `local/run.ts` instead of the companion. */
  local?: boolean;
}

export const fill = (text: string, known: Placeholders): string =>
  placeholders.reduce((filled, name) => filled.replaceAll(`{${name}}`, known[name]), text);

export const training = path.join(root, "examples/training.jsonl");

export const line = (
  what: string,
  words: string,
  blamed: string,
  says: string,
  more: Partial<WrongCommandLine> = {},
): WrongCommandLine => ({ what, words: words.split(" "), blamed, says, ...more });
